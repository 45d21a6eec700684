import * as z from 'zod';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { named, type Step, type StepKind, stepName } from './kind.ts';

/** `- send: product-manual` mails one message, at most once in a run. */
export const send: StepKind = {
  schema: () =>
    z
      .strictObject({
        send: z
          .string()
          .trim()
          .min(1)
          .meta({
            description: 'The message to send: the name of its file under marketing/messages, without the ending.',
            examples: ['product-manual'],
          }),
        name: stepName,
      })
      .meta({ description: 'Send a message.' })
      .transform(
        ({ send: message, name }): Step => ({
          kind: 'send',
          ...named(name),
          title: `send ${message}`,
          arms: [],
          check: ({ messages }) => {
            if (messages.includes(message)) return [];
            const hint = didYouMean(message, messages) ?? `write marketing/messages/${message}.mjml`;
            return [{ path: ['send'], message: `there is no message \`${message}\``, hint }];
          },
          lower: (identity) => [{ kind: 'run', step: { kind: 'send', ...identity, message } }],
        }),
      ),
};
