import * as z from 'zod/mini';
import { waitSpec } from '#shared/domain/time/wait-spec.ts';

/**
 * Steps as a state machine's definition embeds them and `run-stage` runs them: so a running execution keeps the flow it started with. One
 * member per kind; `id` is unique in the journey, `name` is what people read.
 */
const named = { id: z.string(), name: z.string() };

const send = z.object({ kind: z.literal('send'), ...named, message: z.string() });

/** `trait` names a trait of the customer; where that says nothing, `otherwise`. */
const owner = z.object({ trait: z.string(), otherwise: z.string() });

const task = z.object({
  kind: z.literal('task'),
  ...named,
  title: z.string(),
  /** A team, or the trait that says who looks after the customer. */
  assignee: z.union([z.string(), owner]),
  /** The trait that says the customer's region. */
  region: z.optional(z.string()),
  dueInMilliseconds: z.number().check(z.nonnegative()),
});

/** A value as it is, an expression that gives it, or the place of a list that is nearest to the customer: its name, or one of its fields. */
const settable = z.union([
  z.object({ value: z.json() }),
  z.object({ from: z.string() }),
  z.object({ nearest: z.string(), field: z.optional(z.string()) }),
]);
const set = z.object({ kind: z.literal('set'), ...named, traits: z.record(z.string(), settable) });

const coupon = z.object({ kind: z.literal('coupon'), ...named, coupon: z.string() });
const webhook = z.object({ kind: z.literal('webhook'), ...named, destination: z.string() });

/** Ends the stage with `exit`: the name of the state that waits. `intoWindow`: what comes next is a message. */
const wait = z.object({
  kind: z.literal('wait'),
  ...named,
  exit: z.string(),
  wait: waitSpec,
  intoWindow: z.optional(z.boolean()),
});
const waitFor = z.object({ kind: z.literal('wait-for'), ...named, exit: z.string() });
/** Ends the run. */
const end = z.object({ kind: z.literal('end'), ...named, reason: z.optional(z.string()) });

/** The first arm whose condition holds, or `otherwise`. A way that does not wait or end goes on after the branch. */
export interface BranchStep {
  readonly kind: 'branch';
  readonly id: string;
  readonly name: string;
  readonly arms: readonly { readonly label: string; readonly when: string; readonly steps: readonly StageStep[] }[];
  readonly otherwise: readonly StageStep[];
}

/** One of the variants, always the same one for one person. */
export interface SplitStep {
  readonly kind: 'split';
  readonly id: string;
  readonly name: string;
  readonly arms: readonly { readonly label: string; readonly weight: number; readonly steps: readonly StageStep[] }[];
}

export type StageStep =
  | Readonly<z.infer<typeof send>>
  | Readonly<z.infer<typeof task>>
  | Readonly<z.infer<typeof set>>
  | Readonly<z.infer<typeof coupon>>
  | Readonly<z.infer<typeof webhook>>
  | Readonly<z.infer<typeof wait>>
  | Readonly<z.infer<typeof waitFor>>
  | Readonly<z.infer<typeof end>>
  | BranchStep
  | SplitStep;

export type StageStepKind = StageStep['kind'];
export type StageStepOf<Kind extends StageStepKind> = Extract<StageStep, { readonly kind: Kind }>;

const steps = z.lazy(() => z.array(stageStep));

export const stageStep: z.ZodMiniType<StageStep> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    send,
    task,
    set,
    coupon,
    webhook,
    wait,
    waitFor,
    end,
    z.object({
      kind: z.literal('branch'),
      ...named,
      arms: z.array(z.object({ label: z.string(), when: z.string(), steps })),
      otherwise: steps,
    }),
    z.object({
      kind: z.literal('split'),
      ...named,
      arms: z.array(z.object({ label: z.string(), weight: z.number().check(z.nonnegative()), steps })),
    }),
  ]),
);
