import * as z from 'zod';
import { duration } from '../duration.ts';
import { named, type Step, type StepKind, stepName } from './kind.ts';

/** `- task: Call the lead` gives a team something to do about the customer. The journey goes on at once. */
export const task: StepKind = {
  schema: z
    .strictObject({
      task: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .meta({ description: 'What is to be done, as the team will read it.', examples: ['Call and ask what is still open'] }),
      for: z
        .string()
        .trim()
        .regex(/^[a-z][a-z0-9-]*$/, 'a team is written in small letters, digits and hyphens')
        .meta({ description: 'The team.', examples: ['sales'] }),
      due: duration.meta({ description: 'How long the team has, counted from when the customer reaches the step.' }),
      name: stepName,
    })
    .meta({ description: 'Give a team a task.' })
    .transform(
      ({ task: title, for: assignee, due, name }): Step => ({
        kind: 'task',
        ...named(name),
        title: `task ${title}`,
        check: () => [],
        lower: (identity) => ({ kind: 'run', step: { kind: 'task', ...identity, title, assignee, dueInMilliseconds: due } }),
      }),
    ),
};
