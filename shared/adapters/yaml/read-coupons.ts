import * as z from 'zod';
import { patternProblem } from '#shared/domain/coupon/code-pattern.ts';
import type { CouponDefinition } from '#shared/domain/coupon/coupon.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { parseLengthOfTime } from '#shared/domain/time/length-of-time.ts';
import { wordingOf } from './read-as.ts';
import { readDeclarations } from './read-declarations.ts';

/** What `marketing/coupons.yaml` says, and every mistake in it. */
export interface ReadCoupons {
  /** As `run-stage` gets them in `coupons.json`: those without a mistake. */
  readonly coupons: readonly CouponDefinition[];
  /** Of all coupons, those with mistakes too; undefined where they cannot be told. */
  readonly names: readonly string[] | undefined;
  readonly problems: readonly Problem[];
}

const expires = z
  .string()
  .meta({
    description: 'How long it can be spent, counted from when a customer gets it. The shop must know the same.',
    examples: ['14 days'],
    pattern: '^[1-9][0-9]* ?(minute|hour|day|week)s?$',
  })
  .transform((text, context) => {
    const length = parseLengthOfTime(text);
    if (length !== undefined && length <= longest) return length;
    const params = { hint: 'at most 730 days, like `14 days` or `2 weeks`' };
    context.addIssue({ code: 'custom', message: `\`${text}\` is not how long a coupon can be spent`, params });
    return z.NEVER;
  });

const longest = 730 * 86_400_000;

/** One entry of `marketing/coupons.yaml`. */
export const couponEntry = z
  .strictObject({
    pool: z
      .literal(true)
      .meta({ description: 'Codes come from a file: `tributary coupons load <name> <file>`.' })
      .exactOptional(),
    generate: z
      .string()
      .meta({
        description: 'Codes are made when they are needed: # becomes a random character. At least eight of them.',
        examples: ['WINBACK-########'],
      })
      .exactOptional(),
    value: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .meta({ description: 'What it is worth, as messages say it.', examples: ['15 %'] }),
    expires,
  })
  .meta({ description: 'A coupon that journeys can give.' })
  .transform(({ pool, generate, value, expires: expiresInMilliseconds }, context): Omit<CouponDefinition, 'coupon'> => {
    const source = generate === undefined ? ({ kind: 'pool' } as const) : ({ kind: 'generate', pattern: generate } as const);
    if ((pool === undefined) === (generate === undefined)) {
      const params = { hint: '`pool: true` for codes from a file, or `generate: WINBACK-########`' };
      const message =
        pool === undefined ? 'it does not say where codes come from' : 'codes come from a pool or are made, not both';
      context.addIssue({ code: 'custom', message, params });
    }
    const problem = generate === undefined ? undefined : patternProblem(generate);
    if (problem !== undefined)
      context.addIssue({ code: 'custom', path: ['generate'], message: problem.message, params: { hint: problem.hint } });
    return { source, value, expiresInMilliseconds };
  });

const wording = wordingOf(couponEntry, {
  examples: {
    pool: 'pool: true',
    generate: 'generate: WINBACK-########',
    value: 'value: 15 %',
    expires: 'expires: 14 days',
  },
});

/** Reads the coupons at synth. There need not be a file. */
export const readCoupons = async (path: string): Promise<ReadCoupons> => {
  const { declarations, names, problems } = await readDeclarations(path, {
    what: 'coupon',
    example: 'winback: { generate: WINBACK-########, value: 15 %, expires: 14 days }',
    formOf: () => ({ schema: couponEntry, wording }),
  });
  return { coupons: declarations.map(([coupon, definition]) => ({ coupon, ...definition })), names, problems };
};
