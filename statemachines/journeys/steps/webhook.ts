import * as z from 'zod';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { named, type Step, type StepKind, stepName } from './kind.ts';

/** `- webhook: zapier-high-intent` tells another system about the customer. */
export const webhook: StepKind = {
  schema: () =>
    z
      .strictObject({
        webhook: z
          .string()
          .trim()
          .min(1)
          .meta({
            description: 'The destination to tell, as marketing/destinations.yaml names it.',
            examples: ['zapier-high-intent'],
          }),
        name: stepName,
      })
      .meta({
        description:
          'Tell another system about the customer. It is told again for some hours while it is away; after that, or if it refuses, the journey goes on.',
      })
      .transform(
        ({ webhook: destination, name }): Step => ({
          kind: 'webhook',
          ...named(name),
          title: `webhook ${destination}`,
          arms: [],
          check: ({ destinations }) => {
            if (destinations === undefined || destinations.includes(destination)) return [];
            const hint = didYouMean(destination, destinations) ?? `declare ${destination} in marketing/destinations.yaml`;
            return [{ path: ['webhook'], message: `there is no destination \`${destination}\``, hint }];
          },
          lower: (identity) => [{ kind: 'run', step: { kind: 'webhook', ...identity, destination } }],
        }),
      ),
};
