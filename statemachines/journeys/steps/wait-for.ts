import * as z from 'zod';
import { condition, conditionFindings } from '#shared/adapters/yaml/condition.ts';
import { isDeclared } from '#shared/domain/condition/vocabulary.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { duration } from '../duration.ts';
import { named, type Step, type StepKind, stepName } from './kind.ts';

export const came = 'came';
export const tooLate = 'too late';

/** `- wait for: Test Drive Completed` goes on when it happens, or another way after a time. */
export const waitFor: StepKind = {
  schema: (steps) =>
    z
      .strictObject({
        'wait for': z
          .string()
          .trim()
          .min(1)
          .max(200)
          .meta({ description: 'The event, as it is sent.', examples: ['Test Drive Completed'] }),
        when: condition
          .meta({
            description: 'What must be true of the event, or of the customer by then. `event` is the awaited one.',
            examples: ['event.properties.rating >= 4'],
          })
          .exactOptional(),
        'at most': duration.meta({ description: 'How long it is waited for.' }),
        // Named as a marketer reads it: YAML is not awaited by anybody.
        // biome-ignore lint/suspicious/noThenProperty: the word of the journey's file
        then: steps
          .meta({
            description: 'What happens when it has come, before the journey goes on.',
            examples: [[{ send: 'thank-you' }]],
          })
          .exactOptional(),
        otherwise: steps
          .meta({ description: 'What happens when it has not come in time.', examples: [[{ send: 'reminder' }]] })
          .exactOptional(),
        name: stepName,
      })
      .meta({ description: 'Wait for something that the customer does, or happens to them.' })
      .transform(
        ({ 'wait for': on, when, 'at most': milliseconds, then: inTime = [], otherwise = [], name }): Step => ({
          kind: 'wait for',
          ...named(name),
          title: `wait for ${on}`,
          awaits: [on],
          arms: [
            { label: came, path: ['then'], steps: inTime },
            { label: tooLate, path: ['otherwise'], steps: otherwise },
          ],
          check: ({ vocabulary, replies }) => [
            ...(isDeclared(vocabulary, 'events', on) ? [] : [unknownEvent(on, Object.keys(vocabulary.events), ['wait for'])]),
            ...(when === undefined ? [] : conditionFindings(when, { vocabulary, event: [on], reply: replies }, ['when'])),
          ],
          lower: () => [
            {
              kind: 'wait-for',
              awaited: { on, ...(when === undefined ? {} : { when }) },
              milliseconds,
              arms: { came, timedOut: tooLate },
            },
          ],
        }),
      ),
};

export const unknownEvent = (name: string, known: readonly string[], path: readonly (string | number)[]) => ({
  path,
  message: `there is no event \`${name}\``,
  hint: nearestOr(name, known, 'declare it in marketing/vocabulary.yaml'),
});

const nearestOr = (name: string, known: readonly string[], otherwise: string): string => {
  const hint = didYouMean(name, known);
  return hint?.startsWith('did you mean') ? hint : otherwise;
};
