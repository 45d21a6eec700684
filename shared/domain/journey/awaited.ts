import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { AwaitedEvent } from './journey.ts';
import type { Holds } from './occurrences.ts';
import type { Decision, JourneyRun } from './run.ts';
import { taskIdOf } from './task.ts';

/** What a `wait for` comes to. */
export const came = 'came';
export const timedOut = 'timed-out';

/** What is known of a waiting. */
export interface Waiting {
  readonly awaited: AwaitedEvent;
  readonly runId: string;
  /** When the run began to wait. */
  readonly since: string;
}

/**
 * Since when an event counts. A task is known by its id, and somebody may have done it before the run began to wait: where the stage that
 * gave it out had to be run again, or where their clock is behind ours.
 */
export const sinceOf = ({ awaited, since }: Waiting, { enteredAt }: Pick<JourneyRun, 'enteredAt'>): string =>
  awaited.task === undefined ? since : enteredAt;

/** Whether an event is the one that a run waits for. */
export const isAwaited = (event: CustomerEvent, waiting: Waiting, run: Pick<JourneyRun, 'enteredAt'>, holds: Holds): boolean => {
  const { awaited, runId } = waiting;
  return (
    event.name === awaited.on &&
    event.timestamp >= sinceOf(waiting, run) &&
    (awaited.task === undefined || event.properties?.taskId === taskIdOf(runId, awaited.task)) &&
    (awaited.when === undefined || holds(awaited.when, event))
  );
};

export const cameBy = ({ timestamp, profileId, originalTimestamp, messageId }: CustomerEvent): Decision => ({
  label: came,
  at: timestamp,
  event: { profileId, originalTimestamp, messageId },
});
