import * as z from 'zod';
import type { EventNames, ScopeInFile } from '#shared/adapters/yaml/condition.ts';
import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import type { Split } from '#shared/domain/condition/check-condition.ts';
import type { Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import type { AwaitedEvent } from '#shared/domain/journey/journey.ts';
import type { StageStep } from '#shared/domain/journey/stage-step.ts';
import type { PlaceList } from '#shared/domain/place/place.ts';
import type { WaitSpec } from '#shared/domain/time/wait-spec.ts';

/** Every kind of step there is, by the key that says so in the file. */
export type Kind =
  | 'send'
  | 'wait'
  | 'wait until'
  | 'wait for'
  | 'branch'
  | 'split'
  | 'task'
  | 'set'
  | 'coupon'
  | 'webhook'
  | 'end';

/** What exists outside the journey's file and can be named in it. */
export interface Known {
  /** Names of the messages under marketing/messages. */
  readonly messages: readonly string[];
  /** Those of marketing/coupons.yaml and marketing/destinations.yaml; undefined where that file cannot be read, and no name can be called wrong. */
  readonly coupons: readonly string[] | undefined;
  readonly destinations: readonly string[] | undefined;
  /** The lists of marketing/places. One without places has mistakes of its own. */
  readonly places: readonly PlaceList[];
  readonly vocabulary: Vocabulary;
}

/** What a step's conditions may speak of, besides the customer. */
export interface Scope extends Known {
  /** Names of the events that may have brought the customer in. */
  readonly entries: EventNames;
  /** Names of the events that a `wait for` before the step may have received; undefined where there is none. */
  readonly replies: EventNames | undefined;
  /** The splits of the journey; undefined where one of them cannot be read. */
  readonly splits: readonly Split[] | undefined;
}

/** The same, for what is said of a customer under way. */
export const underWay = ({ vocabulary, entries, replies, splits }: Scope): ScopeInFile => ({
  vocabulary,
  event: entries,
  reply: replies,
  run: true,
  splits,
});

/** How a step is called once it has its place in a journey: `id` is unique there. */
export interface Identity {
  readonly id: string;
  readonly name: string;
}

/** A way on from a step, with steps of its own. */
export interface Arm {
  /** Unique in the step; reports tell the arms by it. */
  readonly label: string;
  /** Where its steps stand, from the step itself. */
  readonly path: Path;
  /** How likely it is in relation to the other arms, where chance decides. */
  readonly weight?: number;
  /** As they stand in the file. */
  readonly steps: readonly unknown[];
}

/** The steps of each arm, by its label. */
export type StepsByArm = (label: string) => readonly StageStep[];

/** What a step comes down to for the passes after it. */
export type Lowered =
  /** Something that `run-stage` does. */
  | { readonly kind: 'run'; readonly step: StageStep }
  /** A way that is chosen at once. */
  | { readonly kind: 'choose'; readonly labels: readonly string[]; readonly choose: (steps: StepsByArm) => StageStep }
  /** What ends a stage. */
  | { readonly kind: 'wait'; readonly wait: WaitSpec }
  | {
      readonly kind: 'wait-for';
      /** What the wait is called, where it is not the whole step. */
      readonly name?: string;
      readonly awaited: Omit<AwaitedEvent, 'step'>;
      readonly milliseconds: number;
      readonly arms: { readonly came: string; readonly timedOut: string };
    }
  | { readonly kind: 'end'; readonly reason?: string };

/** A step as read from the file. All that the compiler does with a step goes through this, so it need not know the kinds. */
export interface Step {
  readonly kind: Kind;
  /** From `name:`. */
  readonly name?: string;
  /** What it is called otherwise. */
  readonly title: string;
  /** Nothing is ever reported about it by name, so any number of them may look alike. */
  readonly isAnonymous?: boolean;
  readonly arms: readonly Arm[];
  /** Events that it waits for. */
  readonly awaits?: readonly string[];
  /** What is wrong with it that its form does not show; paths from the step itself. */
  check(scope: Scope): readonly Finding[];
  /** In the order in which it happens. */
  lower(identity: Identity): readonly Lowered[];
}

/** One kind of step: how it is written in the file, and the step that comes of it. */
export interface StepKind {
  /**
   * An object with the kind as one of its keys. Its `meta` and those of its fields document it in the published JSON Schema.
   *
   * @param steps what stands in an arm: a list of steps.
   */
  readonly schema: (steps: z.ZodType<readonly unknown[]>) => z.ZodType<Step>;
}

/** `name:`, which any step may have. */
export const stepName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .meta({
    description: 'What the step is called in reports and in the AWS console. Unique in the journey.',
    examples: ['second reminder'],
  })
  .exactOptional();

/** `name` only where there is one. */
export const named = (name: string | undefined): { readonly name?: string } => (name === undefined ? {} : { name });
