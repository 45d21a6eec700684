import type { Coupon, IssuedCoupon } from './coupon.ts';

/** What a message may say of the customer's coupon: `{{ coupon.code }}`. Spelt as Liquid spells things. */
export interface CouponVariables {
  readonly code: string;
  readonly value: string;
  /** ISO 8601, UTC. */
  readonly expires_at: string;
}

export const couponVariableNames = ['code', 'value', 'expires_at'] as const satisfies readonly (keyof CouponVariables)[];

export const couponVariables = (coupon: IssuedCoupon): CouponVariables => ({
  code: coupon.code,
  value: coupon.value,
  expires_at: coupon.expiresAt,
});

/**
 * The coupon that a message of this run speaks of: the one of its last coupon step. There is none if that step gave none, even where an
 * earlier one did, because the message was written for the later; and none that has expired, since a dead code is worse than no code.
 */
export const latestCoupon = (
  coupons: readonly Coupon[],
  run: { readonly runId: string },
  at: string,
): IssuedCoupon | undefined => {
  const latest = coupons
    .filter(({ runId }) => runId === run.runId)
    .toSorted((a, b) => a.issuedAt.localeCompare(b.issuedAt))
    .at(-1);
  return latest?.state === 'issued' && latest.expiresAt > at ? latest : undefined;
};

/** For previews, and for checking that a message can be rendered. */
export const sampleCoupon: CouponVariables = { code: 'SAMPLE-2B7KQ9XM', value: '15 %', expires_at: '2027-01-31T12:00:00.000Z' };
