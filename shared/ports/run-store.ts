import type { Decision, JourneyRun, Standing } from '#shared/domain/journey/run.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';

export interface RunStore {
  /** Every run of these profiles, all journeys, oldest number first; strongly consistent. */
  list(profileIds: readonly ProfileId[]): Promise<readonly JourneyRun[]>;
  load(profileId: ProfileId, journey: string, number: number): Promise<JourneyRun | undefined>;
  /** Writes a new run if its number is still free. `taken` may also be the answer to a write of ours that was repeated. */
  claim(run: JourneyRun): Promise<'claimed' | 'taken'>;
  /**
   * Writes the state of a run, how it ended and its conversion, if it is still in one of the states `from`, and not yet counted as
   * converted (or at the same instant as `run`): a conversion is counted once and never taken back. Its decisions stay as they are.
   *
   * @returns `refused` when it has moved on; load it again and decide again.
   */
  move(run: JourneyRun, from: readonly JourneyRun['state'][]): Promise<'moved' | 'refused'>;
  /**
   * Writes what was decided at a step, if nothing was decided there yet.
   *
   * @returns the decision that stands: this one, or the first.
   */
  decide(run: JourneyRun, step: string, decision: Decision): Promise<Decision>;
  /**
   * Writes what is known by now about a step: where nothing was decided yet, or over a decision with the label `over`. Anything else stands,
   * and nothing is written about a run that there is not.
   */
  amend(run: Pick<JourneyRun, 'profileId' | 'journey' | 'number'>, step: string, decision: Decision, over: string): Promise<void>;
  /** Writes where a run waits, over what was there. A run that is over stays as it is. */
  stand(run: JourneyRun, stands: Standing): Promise<void>;
}
