import * as z from 'zod/mini';

/**
 * What routing needs to know of a journey: the compiled form of the rules in its file, without its steps.
 * The compiler writes it, `route-signals` reads it.
 */
export const journeyRules = z.object({
  journey: z.string(),
  /** The name of the state machine is `<prefix>-<journey>`. */
  enter: z.object({
    on: z.string(),
    reenter: z.discriminatedUnion('rule', [
      z.object({ rule: z.literal('never') }),
      z.object({ rule: z.literal('after-completion') }),
      z.object({ rule: z.literal('after'), milliseconds: z.number().check(z.positive()) }),
    ]),
  }),
  /** Event names that end a run; `unsubscribed` is the event `Unsubscribed`. */
  exits: z.array(z.object({ on: z.string(), reason: z.string() })),
  /** The event the journey exists for. It ends a running run as converted, and within the window still counts afterwards. */
  goal: z.optional(z.object({ on: z.string(), withinMilliseconds: z.number().check(z.positive()) })),
});
export type JourneyRules = z.infer<typeof journeyRules>;

/** What takes a customer out of a journey: its exits and its goal. */
export const leavingRules = z.pick(journeyRules, { exits: true, goal: true });
export type LeavingRules = z.infer<typeof leavingRules>;

/**
 * A step as the state machine's definition embeds it and `run-stage` runs it: so a running execution keeps the flow it started
 * with. One member per step kind.
 */
export const stageStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('send'), id: z.string(), name: z.string(), message: z.string() }),
  z.object({
    kind: z.literal('task'),
    id: z.string(),
    name: z.string(),
    title: z.string(),
    assignee: z.string(),
    dueInMilliseconds: z.number().check(z.nonnegative()),
  }),
]);
export type StageStep = z.infer<typeof stageStep>;

/** What a stage is followed by. */
export const stageNext = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wait'), milliseconds: z.number().check(z.positive()) }),
  z.object({ kind: z.literal('end') }),
]);
export type StageNext = z.infer<typeof stageNext>;

/** The input of `run-stage`: which run (from the execution's input) and which steps (from the definition). */
export const stageInput = z.object({
  journey: z.string(),
  profileId: z.string(),
  runId: z.string(),
  runNumber: z.number().check(z.int(), z.positive()),
  stage: z.string(),
  leave: leavingRules,
  steps: z.array(stageStep),
  next: stageNext,
});
export type StageInput = z.infer<typeof stageInput>;

/** The answer of `run-stage`: when the next stage is due; absent where the run has come to its end. */
export const stageResult = z.object({ until: z.optional(z.string()) });
export type StageResult = z.infer<typeof stageResult>;

/** The input of an execution. Ids only: nothing personal ends up in an execution's history. */
export const executionInput = z.pick(stageInput, { journey: true, profileId: true, runId: true, runNumber: true });
export type ExecutionInput = z.infer<typeof executionInput>;
