import * as z from 'zod';
import { named, type Step, type StepKind, stepName } from './kind.ts';

/** `- end: already a customer` ends the journey there, for that reason. */
export const end: StepKind = {
  schema: () =>
    z
      .strictObject({
        end: z
          .string({ error: 'why does it end here? A few words, as reports will show them' })
          .trim()
          .min(1)
          .max(60)
          .meta({ description: 'Why, in a few words, as reports will show them.', examples: ['already a customer'] }),
        name: stepName,
      })
      .meta({ description: 'End the journey here.' })
      .transform(
        ({ end: reason, name }): Step => ({
          kind: 'end',
          ...named(name),
          title: `end: ${reason}`,
          isAnonymous: name === undefined,
          arms: [],
          check: () => [],
          lower: () => [{ kind: 'end', reason }],
        }),
      ),
};
