import * as z from 'zod';
import type { Finding } from '#shared/adapters/yaml/finding.ts';
import { isDeclared } from '#shared/domain/condition/vocabulary.ts';
import type { StageStep } from '#shared/domain/journey/stage-step.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { duration } from '../duration.ts';
import { type Lowered, named, type Step, type StepKind, stepName } from './kind.ts';
import { came, tooLate } from './wait-for.ts';

const team = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9-]*$/, 'a team is written in small letters, digits and hyphens')
  .meta({ description: 'The team.', examples: ['sales'] });

const trait = z.string().trim().min(1);

const taskCompleted = 'Task Completed';

/** `- task: Call the lead` gives a team something to do about the customer. The journey goes on at once, or waits until it is done. */
export const task: StepKind = {
  schema: (steps) =>
    z
      .strictObject({
        task: z
          .string()
          .trim()
          .min(1)
          .max(200)
          .meta({ description: 'What is to be done, as the team will read it.', examples: ['Call and ask what is still open'] }),
        for: z
          .xor(
            [
              team,
              z
                .strictObject({
                  owner: trait.meta({
                    description: 'The trait that says who looks after the customer.',
                    examples: ['accountOwner'],
                  }),
                  otherwise: team.meta({ description: 'The team, where that trait says nobody.' }),
                })
                .meta({ description: 'Whoever looks after the customer.' }),
            ],
            { error: '`for` is a team like `sales`, or `{ owner: accountOwner, otherwise: sales }`' },
          )
          .meta({ description: 'Who is to do it.' }),
        region: trait
          .meta({
            description: "The trait that says the customer's region, by which teams sort their tasks.",
            examples: ['region'],
          })
          .exactOptional(),
        due: duration.meta({ description: 'How long the team has, counted from when the customer reaches the step.' }),
        'wait for completion': z
          .strictObject({
            'at most': duration.meta({ description: 'How long the journey waits.' }),
            // biome-ignore lint/suspicious/noThenProperty: the word of the journey's file
            then: steps
              .meta({
                description: 'What happens when it is done, before the journey goes on.',
                examples: [[{ send: 'thank-you' }]],
              })
              .exactOptional(),
            otherwise: steps
              .meta({ description: 'What happens when it is not done in time.', examples: [[{ send: 'reminder' }]] })
              .exactOptional(),
          })
          .meta({
            description: 'The journey waits until the task is done: until the event `Task Completed` comes with its `taskId`.',
          })
          .exactOptional(),
        name: stepName,
      })
      .meta({ description: 'Give a team a task.' })
      .transform(({ task: title, for: assignee, region, due, 'wait for completion': completion, name }): Step => {
        const traits: readonly (readonly [readonly (string | number)[], string])[] = [
          ...(typeof assignee === 'string' ? [] : [[['for', 'owner'], assignee.owner] as const]),
          ...(region === undefined ? [] : [[['region'], region] as const]),
        ];
        return {
          kind: 'task',
          ...named(name),
          title: `task ${title}`,
          ...(completion === undefined ? {} : { awaits: [taskCompleted] }),
          arms:
            completion === undefined
              ? []
              : [
                  { label: came, path: ['wait for completion', 'then'], steps: completion.then ?? [] },
                  { label: tooLate, path: ['wait for completion', 'otherwise'], steps: completion.otherwise ?? [] },
                ],
          check: ({ vocabulary }) =>
            traits.flatMap(([path, wanted]): Finding[] => {
              if (isDeclared(vocabulary, 'traits', wanted)) return [];
              const hint = didYouMean(wanted, Object.keys(vocabulary.traits)) ?? 'declare it in marketing/vocabulary.yaml';
              return [{ path, message: `there is no trait \`${wanted}\``, hint }];
            }),
          lower: (identity): readonly Lowered[] => {
            const step: StageStep = {
              kind: 'task',
              ...identity,
              title,
              assignee: typeof assignee === 'string' ? assignee : { trait: assignee.owner, otherwise: assignee.otherwise },
              ...(region === undefined ? {} : { region }),
              dueInMilliseconds: due,
            };
            if (completion === undefined) return [{ kind: 'run', step }];
            return [
              { kind: 'run', step },
              {
                kind: 'wait-for',
                name: `until done: ${name ?? title}`,
                awaited: { on: taskCompleted, task: identity.id },
                milliseconds: completion['at most'],
                arms: { came, timedOut: tooLate },
              },
            ];
          },
        };
      }),
};
