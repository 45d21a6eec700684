import { ownEvent } from '#shared/domain/event/own-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { JsonObject } from '#shared/events/json.ts';
import type { Decision, JourneyRun } from './run.ts';
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
  runEvent(run, 'Journey Converted', 'converted', run.convertedAt, {
    convertedBy: run.convertedBy,
    ...(run.state === 'held-out' ? { heldOut: true } : {}),
  });

export const journeyCompleted = (run: JourneyRun & { readonly endedAt: string }): CustomerEvent =>
  runEvent(run, 'Journey Completed', 'completed', run.endedAt, { reason: run.endReason });

export const journeyHeldOut = (run: JourneyRun): CustomerEvent =>
  runEvent(run, 'Journey Held Out', 'held-out', run.enteredAt, { enteredBy: run.enteredBy });

/** `because`: the condition of the arm; none for the last one. The values of what was asked about are the decision's own. */
export const branchTaken = (run: JourneyRun, step: string, { label, at, values }: Decision, because?: string): CustomerEvent =>
  runEvent(run, 'Branch Taken', `${step}:branch`, at, { step, arm: label, because, values });

export const variantAssigned = (run: JourneyRun, step: string, { label, at }: Decision): CustomerEvent =>
  runEvent(run, 'Variant Assigned', `${step}:variant`, at, { step, variant: label });

/** A `wait for` is over: the event came, or its time was up. */
export const waitEnded = (run: JourneyRun, step: string, { label, at, event }: Decision): CustomerEvent =>
  runEvent(run, 'Wait Ended', `${step}:wait`, at, { step, way: label, by: event?.messageId });

/** Says traits of the customer, as an identify call of their own would. */
export const traitsSet = (run: JourneyRun, step: string, { at, values: traits = {} }: Decision): CustomerEvent => ({
  version: 1,
  messageId: `${run.runId}:${step}:set`,
  type: 'identify',
  name: 'Profile Identified',
  profileId: run.profileId,
  timestamp: at,
  originalTimestamp: at,
  receivedAt: at,
  traits,
  context: { channel: 'journey', source: 'tributary', journey: run.journey, runId: run.runId, step },
});

export const taskCreated = (task: Task): CustomerEvent =>
  journeyEvent(task.profileId, 'Task Created', `${task.taskId}:created`, task.createdAt, {
    journey: task.journey,
    runId: task.runId,
    taskId: task.taskId,
    title: task.title,
    assignee: task.assignee,
    dueAt: task.dueAt,
    ...(task.region === undefined ? {} : { region: task.region }),
    ...(task.step === undefined ? {} : { step: task.step }),
  });

/** Everything there is to tell about a run as it stands, in the order in which it happened. */
export const lifecycleEvents = (run: JourneyRun): readonly CustomerEvent[] => [
  run.state === 'held-out' ? journeyHeldOut(run) : journeyEntered(run),
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
): CustomerEvent => ownEvent({ profileId, name, messageId, at, properties, channel: 'journey' });
