import { isOver, type JourneyRun } from './run.ts';

/**
 * How a run moves from one state to the next. Pure; whether the run was still where it is moved from is decided by the store's
 * conditional write ({@link RunStore.move}), so each of these may be computed from a run that has moved on meanwhile.
 */

/** What ended a run or fulfilled its goal: the event's time, and its messageId where it is known. */
export interface Cause {
  readonly at: string;
  readonly by?: string;
}

export const activate = (run: JourneyRun): JourneyRun => ({ ...run, state: 'active' });

export const exit = (run: JourneyRun, cause: Cause, reason: string): JourneyRun => ({
  ...run,
  state: 'exited',
  endReason: reason,
  endedAt: cause.at,
  ...(cause.by === undefined ? {} : { endedBy: cause.by }),
});

/** The goal: it ends a run that is under way; one that is over keeps its state and is counted as converted all the same. */
export const convert = (run: JourneyRun, cause: Cause): JourneyRun => ({
  ...run,
  ...(isOver(run)
    ? {}
    : {
        state: 'converted' as const,
        endReason: 'goal',
        endedAt: cause.at,
        ...(cause.by === undefined ? {} : { endedBy: cause.by }),
      }),
  convertedAt: cause.at,
  ...(cause.by === undefined ? {} : { convertedBy: cause.by }),
});

/**
 * `at`: when the last stage ended, by our clock. A repeated last stage must read the run again and keep what stands there. `reason`: of the
 * `end` that the run came to, if it was one.
 */
export const complete = (run: JourneyRun, at: string, reason = 'completed'): JourneyRun => ({
  ...run,
  state: 'completed',
  endReason: reason,
  endedAt: at,
});

/** A run that is only kept for comparison. It counts as under way until `until`, so that nobody is held out twice in that time. */
export const holdOut = (run: JourneyRun, until: string): JourneyRun => ({
  ...run,
  state: 'held-out',
  endReason: 'holdout',
  endedAt: until,
});
