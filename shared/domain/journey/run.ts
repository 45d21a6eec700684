import { digest, type ProfileId } from '#shared/domain/profile/profile-id.ts';

/**
 * `entering`: claimed, the execution may not have started yet. `active`: started. `exited`: an exit rule ended it. `converted`:
 * the goal ended it. `completed`: it went to its end; `convertedAt` may still be set later, within the goal's window.
 */
export type RunState = 'entering' | 'active' | 'exited' | 'converted' | 'completed';

/** One customer's way through one journey. */
export interface JourneyRun {
  readonly journey: string;
  readonly profileId: ProfileId;
  /** 1 for the first run of this customer in this journey; claimed one by one, so two entries cannot both be the second. */
  readonly number: number;
  /** {@link runIdOf}: also the execution's name. */
  readonly runId: string;
  readonly state: RunState;
  /** Event time of the entry. */
  readonly enteredAt: string;
  /** messageId of the event that started it: the same event starts nothing again. */
  readonly enteredBy: string;
  readonly endedAt?: string;
  /** Why it ended: the exit's reason, `goal` or `completed`. */
  readonly endReason?: string;
  /** messageId of the event that ended it, where one is known: the same event says so again and ends nothing else. */
  readonly endedBy?: string;
  readonly convertedAt?: string;
  readonly convertedBy?: string;
}

/** Deterministic, so that starting an execution again after an unknown outcome meets the one that runs. 32 hex digits. */
export const runIdOf = (journey: string, profileId: ProfileId, number: number): string =>
  digest('run', journey, profileId, String(number));

/** The states a run can still be ended from. */
export const runningStates: readonly RunState[] = ['entering', 'active'];

export const isOver = (run: JourneyRun): boolean => !runningStates.includes(run.state);
