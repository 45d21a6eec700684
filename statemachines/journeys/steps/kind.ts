import * as z from 'zod';
import type { StageStep } from '#shared/domain/journey/journey.ts';
import type { Finding } from '../finding.ts';

/** Every kind of step there is, by the key that says so in the file. */
export type Kind = 'send' | 'wait' | 'task';

/** What exists outside the journey's file and can be named in it. */
export interface Known {
  /** Names of the messages under marketing/messages. */
  readonly messages: readonly string[];
}

/** How a step is called once it has its place in a journey: `id` is unique there. */
export interface Identity {
  readonly id: string;
  readonly name: string;
}

/** What a step comes down to for the passes after it: something that `run-stage` does, or a wait, which ends a stage. */
export type Lowered =
  | { readonly kind: 'run'; readonly step: StageStep }
  | { readonly kind: 'wait'; readonly milliseconds: number };

/** A step as read from the file. All that the compiler does with a step goes through this, so it need not know the kinds. */
export interface Step {
  readonly kind: Kind;
  /** From `name:`. */
  readonly name?: string;
  /** What it is called otherwise. */
  readonly title: string;
  /** What is wrong with it that its form does not show; paths from the step itself. */
  check(known: Known): readonly Finding[];
  lower(identity: Identity): Lowered;
}

/** One kind of step: how it is written in the file, and the step that comes of it. */
export interface StepKind {
  /** An object with the kind as one of its keys. Its `meta` and those of its fields document it in the published JSON Schema. */
  readonly schema: z.ZodType<Step>;
}

/** `name:`, which any step may have. */
export const stepName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .meta({ description: 'What the step is called in reports and in the AWS console. Unique in the journey.' })
  .exactOptional();

/** `name` only where there is one. */
export const named = (name: string | undefined): { readonly name?: string } => (name === undefined ? {} : { name });
