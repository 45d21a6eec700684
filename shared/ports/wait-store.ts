import type { AwaitedEvent } from '#shared/domain/journey/journey.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';

/** A run that waits for an event. Whether it still does is decided by the run's own decision at that step. */
export interface WaitingRun {
  readonly profileId: ProfileId;
  readonly journey: string;
  readonly runId: string;
  readonly runNumber: number;
  readonly awaited: AwaitedEvent;
  /** An event of this time or later counts. */
  readonly since: string;
  /** With it the execution goes on. Written anew where the machine begins to wait a second time, after a lost answer. */
  readonly token: string;
}

export interface WaitStore {
  /** One per run and step; the last one written stands. */
  put(waiting: WaitingRun): Promise<void>;
  /** Of all these profiles. May name runs that have gone on long ago; strongly consistent. */
  list(profileIds: readonly ProfileId[]): Promise<readonly WaitingRun[]>;
}
