import * as z from 'zod/mini';

/** What reports need to know of a journey as it is deployed: its steps in the order of the file, and where a run can wait. */
export const journeyOutline = z.object({
  journey: z.string(),
  /** The window of its goal. */
  goalWithinMilliseconds: z.optional(z.number()),
  steps: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['send', 'task', 'webhook', 'split']),
      /** Of a split: how likely each variant is, in relation to the others. */
      variants: z.optional(z.array(z.object({ label: z.string(), weight: z.number() }))),
    }),
  ),
  /** States in which a run waits; `atMostMilliseconds` of those that wait for an event. */
  waits: z.array(z.object({ state: z.string(), atMostMilliseconds: z.optional(z.number()) })),
});
export type JourneyOutline = z.infer<typeof journeyOutline>;
