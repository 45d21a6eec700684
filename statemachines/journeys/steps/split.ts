import * as z from 'zod';
import { titleOfSplit } from '#shared/domain/journey/step-id.ts';
import { mostComparisons } from '#shared/domain/metrics/proportions.ts';
import { named, type Step, type StepKind, stepName } from './kind.ts';

/** Each is compared with the first. */
const mostVariants = mostComparisons + 1;

/** `- split: subject line` gives each customer one of several variants, always the same one. */
export const split: StepKind = {
  schema: (steps) =>
    z
      .strictObject({
        split: z
          .string()
          .trim()
          .min(1)
          .max(60)
          .meta({ description: 'What is being tried out. Results are told by this name.', examples: ['subject line'] }),
        variants: z
          .record(
            z.string().trim().min(1).max(60),
            z.strictObject(
              {
                weight: z
                  .number({
                    error: '`weight` is a number: a variant of `weight: 2` is drawn twice as often as one of `weight: 1`',
                  })
                  .nonnegative('a weight is 0 or more')
                  .meta({ description: 'Its share, in relation to the other weights. 1 if it is left out.', examples: [1] })
                  .exactOptional(),
                steps: steps.meta({
                  description: 'What this variant gets. `[]` for nothing.',
                  examples: [[{ send: 'case-study' }]],
                }),
              },
              {
                error: ({ code }) =>
                  code === 'invalid_type'
                    ? 'a variant is a group of fields, like `{ weight: 1, steps: [{ send: case-study }] }`'
                    : undefined,
              },
            ),
          )
          .refine((variants) => Object.keys(variants).length <= mostVariants, {
            error: `these are more than ${mostVariants} variants: so many cannot be told apart`,
          })
          .meta({
            description: 'The variants by name, ten at most. The others are compared with the first one.',
            examples: [{ question: { steps: [] }, statement: { steps: [] } }],
          }),
        name: stepName,
      })
      .meta({ description: 'Try out variants: each customer gets one of them, and gets the same one again in a later run.' })
      .transform(({ split: subject, variants, name }): Step => {
        const arms = Object.entries(variants).map(([label, { weight = 1, steps: own }]) => ({ label, weight, own }));
        return {
          kind: 'split',
          ...named(name),
          title: titleOfSplit(subject),
          arms: arms.map(({ label, weight, own }) => ({ label, path: ['variants', label, 'steps'], weight, steps: own })),
          check: () => {
            const hint = 'give at least two variants a weight';
            return arms.filter(({ weight }) => weight > 0).length < 2
              ? [{ path: ['variants'], message: 'there is nothing to compare: only one variant can be drawn', hint }]
              : [];
          },
          lower: (identity) => [
            {
              kind: 'choose',
              labels: arms.map(({ label }) => label),
              choose: (stepsOf) => ({
                kind: 'split',
                ...identity,
                arms: arms.map(({ label, weight }) => ({ label, weight, steps: stepsOf(label) })),
              }),
            },
          ],
        };
      }),
};
