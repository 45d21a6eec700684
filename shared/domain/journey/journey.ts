import * as z from 'zod/mini';
import { stageStep } from './stage-step.ts';

/** An event that a rule is about, and what must be true of it and of the customer (CEL). */
const eventRule = { on: z.string(), when: z.optional(z.string()) };

/**
 * What routing needs to know of a journey: the compiled form of the rules in its file, without its steps. Segments have become events
 * here: `Segment Entered` with the segment's name in its condition.
 */
export const journeyRules = z.object({
  journey: z.string(),
  /** The name of the state machine is `<prefix>-<journey>`. */
  enter: z.object({
    ...eventRule,
    reenter: z.discriminatedUnion('rule', [
      z.object({ rule: z.literal('never') }),
      z.object({ rule: z.literal('after-completion') }),
      z.object({ rule: z.literal('after'), milliseconds: z.number().check(z.positive()) }),
    ]),
  }),
  /** What must be true of a customer to come in at all. */
  audience: z.optional(z.string()),
  /** The share of customers, 0 to 1, who would have come in and are left alone, so that the journey's effect can be measured. */
  holdout: z._default(z.number().check(z.gte(0), z.lt(1)), 0),
  /** Events that end a run; `unsubscribed` is the event `Unsubscribed`. */
  exits: z.array(z.object({ ...eventRule, reason: z.string() })),
  /** Conditions that end a run; looked at before each stage. */
  exitsWhen: z._default(z.array(z.object({ when: z.string(), reason: z.string() })), []),
  /** The event the journey exists for. It ends a running run as converted, and within the window still counts afterwards. */
  goal: z.optional(z.object({ ...eventRule, withinMilliseconds: z.number().check(z.positive()) })),
  /** Events that a step of the journey waits for. */
  awaited: z._default(z.array(z.string()), []),
  /** It has steps that give tasks, so it is to be noted when one is done. */
  givesTasks: z.optional(z.boolean()),
});
export type JourneyRules = z.infer<typeof journeyRules>;
export type EventRule = JourneyRules['exits'][number];

/** What takes a customer out of a journey: its exits and its goal. */
export const leavingRules = z.pick(journeyRules, { exits: true, exitsWhen: true, goal: true });
export type LeavingRules = z.infer<typeof leavingRules>;

/** The input of an execution. Ids only: nothing personal ends up in an execution's history. */
export const executionInput = z.object({
  journey: z.string(),
  profileId: z.string(),
  runId: z.string(),
  runNumber: z.number().check(z.int(), z.positive()),
});
export type ExecutionInput = z.infer<typeof executionInput>;

/** The input of `run-stage` for a stage: which run (from the execution's input) and which steps (from the definition). */
export const stageInput = z.extend(executionInput, {
  stage: z.string(),
  leave: leavingRules,
  /** The stage comes after a `wait for`, by this way: `came` the event, or `timed-out`. */
  after: z.optional(z.object({ step: z.string(), way: z.enum(['came', 'timed-out']) })),
  steps: z.array(stageStep),
});
export type StageInput = z.infer<typeof stageInput>;

/** What a step waits for: an event and what must be true of it; or that the task of a step is completed. */
export const awaitedEvent = z.object({
  step: z.string(),
  on: z.string(),
  when: z.optional(z.string()),
  task: z.optional(z.string()),
});
export type AwaitedEvent = z.infer<typeof awaitedEvent>;

/** The input of `run-stage` where a run begins to wait for an event: with this token its execution goes on. */
export const waitInput = z.extend(executionInput, {
  stage: z.string(),
  leave: leavingRules,
  waitFor: awaitedEvent,
  /** Since when an event counts. */
  since: z.string(),
  token: z.string(),
});
export type WaitInput = z.infer<typeof waitInput>;

/**
 * The answer of `run-stage`: `exit` names the state that the run goes on with, or is `end`; `until` is when its wait is over, and for all
 * others the time of the answer.
 */
export const stageResult = z.object({ exit: z.string(), until: z.string() });
export type StageResult = z.infer<typeof stageResult>;

/** The exit of a run that has come to its end. */
export const endExit = 'end';
