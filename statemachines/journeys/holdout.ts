import * as z from 'zod';
import { share } from '#shared/adapters/yaml/sending-fields.ts';

/** More would be left alone than get anything. */
const most = 0.5;

const aFew = share.refine((left) => left <= most, {
  error: 'more than half of the customers would be left alone',
  params: { hint: 'a share of up to 50%' },
});

/**
 * Which share of the customers is left alone, so that those who went through can be compared with them. Nobody is left alone only with a
 * reason: a journey without a holdout cannot be measured.
 */
export const holdout = z
  .xor(
    [
      aFew.meta({ description: 'The share.' }),
      z
        .strictObject({
          share: aFew,
          because: z
            .string()
            .trim()
            .min(10, 'say why in a few words')
            .meta({ description: 'Why.', examples: ['the law asks that everybody is told'] }),
        })
        .meta({ description: 'The share, and why it is that.' }),
    ],
    { error: 'a holdout is a share like `5%`, or `{ share: 0%, because: … }`' },
  )
  .superRefine((value, context) => {
    if (value === 0) {
      const params = { hint: 'say why: `{ share: 0%, because: … }`' };
      context.addIssue({ code: 'custom', message: 'without a holdout nobody will know what the journey brings about', params });
    }
  })
  .transform((value) => (typeof value === 'number' ? value : value.share))
  .meta({
    description:
      'Which share of the customers who would come in is left alone, to compare the others with. The default is in marketing/sending.yaml.',
  });
