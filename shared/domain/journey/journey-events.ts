import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { JsonObject } from '#shared/events/json.ts';
import type { JourneyRun } from './run.ts';
import type { Task } from './task.ts';

/**
 * What journeys tell the customer's log. Ids and times come from the run or the task as stored, never from a clock, so that
 * putting an event again, after a crash or a redelivery, writes the same item.
 */
export const journeyEntered = (run: JourneyRun): CustomerEvent =>
  runEvent(run, 'Journey Entered', 'entered', run.enteredAt, { enteredBy: run.enteredBy });

export const journeyExited = (run: JourneyRun & { readonly endedAt: string }): CustomerEvent =>
  runEvent(run, 'Journey Exited', 'exited', run.endedAt, { reason: run.endReason });

export const journeyConverted = (run: JourneyRun & { readonly convertedAt: string }): CustomerEvent =>
  runEvent(run, 'Journey Converted', 'converted', run.convertedAt, { convertedBy: run.convertedBy });

export const journeyCompleted = (run: JourneyRun & { readonly endedAt: string }): CustomerEvent =>
  runEvent(run, 'Journey Completed', 'completed', run.endedAt, {});

export const taskCreated = (task: Task): CustomerEvent =>
  journeyEvent(task.profileId, 'Task Created', `${task.taskId}:created`, task.createdAt, {
    journey: task.journey,
    runId: task.runId,
    taskId: task.taskId,
    title: task.title,
    assignee: task.assignee,
    dueAt: task.dueAt,
  });

/** Everything there is to tell about a run as it stands, in the order in which it happened. */
export const lifecycleEvents = (run: JourneyRun): readonly CustomerEvent[] => [
  journeyEntered(run),
  ...(run.state === 'completed' && has(run, 'endedAt') ? [journeyCompleted(run)] : []),
  ...leavingEvents(run),
];

/** What is to be told of a run that an exit or its goal has ended, or that reached its goal later. */
export const leavingEvents = (run: JourneyRun): readonly CustomerEvent[] => [
  ...(run.state === 'exited' && has(run, 'endedAt') ? [journeyExited(run)] : []),
  ...(has(run, 'convertedAt') ? [journeyConverted(run)] : []),
];

const has = <K extends 'endedAt' | 'convertedAt'>(run: JourneyRun, key: K): run is JourneyRun & { readonly [key in K]: string } =>
  run[key] !== undefined;

const runEvent = (run: JourneyRun, name: string, what: string, at: string, details: JsonObject): CustomerEvent =>
  journeyEvent(run.profileId, name, `${run.runId}:${what}`, at, {
    journey: run.journey,
    runId: run.runId,
    run: run.number,
    ...details,
  });

const journeyEvent = (
  profileId: CustomerEvent['profileId'],
  name: string,
  messageId: string,
  at: string,
  properties: JsonObject,
): CustomerEvent => ({
  version: 1,
  messageId,
  type: 'track',
  name,
  profileId,
  timestamp: at,
  originalTimestamp: at,
  receivedAt: at,
  properties,
  context: { channel: 'journey', source: 'tributary' },
});
