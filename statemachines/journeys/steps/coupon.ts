import * as z from 'zod';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { named, type Step, type StepKind, stepName } from './kind.ts';

/** `- coupon: winback` gives the customer a coupon with a code of their own, one in a run and step. */
export const coupon: StepKind = {
  schema: () =>
    z
      .strictObject({
        coupon: z
          .string()
          .trim()
          .min(1)
          .meta({
            description:
              'The coupon to give, as marketing/coupons.yaml names it. Messages after this step can say {{ coupon.code }}, {{ coupon.value }} and {{ coupon.expires_at }}.',
            examples: ['winback'],
          }),
        name: stepName,
      })
      .meta({ description: 'Give the customer a coupon with a code of their own. Where no code is left, the journey goes on.' })
      .transform(
        ({ coupon: declared, name }): Step => ({
          kind: 'coupon',
          ...named(name),
          title: `coupon ${declared}`,
          arms: [],
          check: ({ coupons }) => {
            if (coupons === undefined || coupons.includes(declared)) return [];
            const hint = didYouMean(declared, coupons) ?? `declare ${declared} in marketing/coupons.yaml`;
            return [{ path: ['coupon'], message: `there is no coupon \`${declared}\``, hint }];
          },
          lower: (identity) => [{ kind: 'run', step: { kind: 'coupon', ...identity, coupon: declared } }],
        }),
      ),
};
