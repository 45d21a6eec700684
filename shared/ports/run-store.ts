import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';

export interface RunStore {
  /** Every run of these profiles, all journeys, oldest number first; strongly consistent. */
  list(profileIds: readonly ProfileId[]): Promise<readonly JourneyRun[]>;
  load(profileId: ProfileId, journey: string, number: number): Promise<JourneyRun | undefined>;
  /** Writes a new run if its number is still free. `taken` may also be the answer to a write of ours that was repeated. */
  claim(run: JourneyRun): Promise<'claimed' | 'taken'>;
  /**
   * Replaces a run if it is still in one of the states `from`, and not yet counted as converted (or at the same instant as `run`):
   * a conversion is counted once and never taken back.
   *
   * @returns `refused` when it has moved on; load it again and decide again.
   */
  move(run: JourneyRun, from: readonly JourneyRun['state'][]): Promise<'moved' | 'refused'>;
}
