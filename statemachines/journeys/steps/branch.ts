import * as z from 'zod';
import { condition, conditionFindings } from '#shared/adapters/yaml/condition.ts';
import { named, type Step, type StepKind, stepName, underWay } from './kind.ts';

const otherwise = 'else';

/** `- branch:` goes the first way whose condition holds, or the way of `else`. */
export const branch: StepKind = {
  schema: (steps) =>
    z
      .strictObject({
        branch: z
          .array(
            z.strictObject({
              if: condition,
              // biome-ignore lint/suspicious/noThenProperty: the word of the journey's file
              then: steps.meta({ description: 'What happens then. `[]` for nothing.', examples: [[{ send: 'thank-you' }]] }),
              name: z
                .string()
                .trim()
                .min(1)
                .max(60)
                .meta({ description: 'What reports call this way; its condition if it is left out.', examples: ['worth a call'] })
                .exactOptional(),
            }),
          )
          .min(1, 'a branch has at least one `if`')
          .meta({ description: 'The ways, looked at from the first to the last.' }),
        else: steps
          .meta({
            description: 'What happens where none of the conditions holds. Nothing if it is left out.',
            examples: [[{ send: 'reminder' }]],
          })
          .exactOptional(),
        name: stepName,
      })
      .meta({ description: 'Go one way or another, by what is known of the customer.' })
      .transform(({ branch: ways, else: other = [], name }): Step => {
        const labels = ways.map((way) => way.name ?? way.if);
        return {
          kind: 'branch',
          ...named(name),
          title: `branch on ${labels[0] ?? ''}`,
          arms: [
            ...ways.map(({ then }, index) => ({ label: labels[index] ?? '', path: ['branch', index, 'then'], steps: then })),
            { label: otherwise, path: ['else'], steps: other },
          ],
          check: (scope) => [
            ...ways.flatMap((way, index) => conditionFindings(way.if, underWay(scope), ['branch', index, 'if'])),
            ...labels.flatMap((label, index) =>
              labels.indexOf(label) === index && label !== otherwise
                ? []
                : [
                    {
                      path: ['branch', index, ways[index]?.name === undefined ? 'if' : 'name'],
                      message: `another way of this branch is \`${label}\` already`,
                      hint: 'it would never be taken, or could not be told from the other',
                    },
                  ],
            ),
          ],
          lower: (identity) => [
            {
              kind: 'choose',
              labels: [...labels, otherwise],
              choose: (stepsOf) => ({
                kind: 'branch',
                ...identity,
                arms: ways.map((way, index) => {
                  const label = labels[index] ?? '';
                  return { label, when: way.if, steps: stepsOf(label) };
                }),
                otherwise: stepsOf(otherwise),
              }),
            },
          ],
        };
      }),
};
