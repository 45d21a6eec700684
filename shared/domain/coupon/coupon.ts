import * as z from 'zod/mini';
import { digest, type ProfileId } from '#shared/domain/profile/profile-id.ts';

/** A coupon as `marketing/coupons.yaml` declares it; `run-stage` gets them in `coupons.json`. */
export const couponDefinition = z.object({
  coupon: z.string(),
  source: z.discriminatedUnion('kind', [
    /** Codes that were loaded into the table. */
    z.object({ kind: z.literal('pool') }),
    /** Codes made when they are needed; see `code-pattern.ts`. */
    z.object({ kind: z.literal('generate'), pattern: z.string() }),
  ]),
  /** What it is worth, in words for people: the shop knows what a code does. */
  value: z.string(),
  /** Counted from when a customer gets it. */
  expiresInMilliseconds: z.number().check(z.int(), z.positive()),
});
export type CouponDefinition = Readonly<z.infer<typeof couponDefinition>>;
export type CouponSource = CouponDefinition['source'];

/** `none-left`: the pool was empty. `unknown-coupon`: the journey still names a coupon that is no longer declared. */
export const whyNotIssued = {
  'none-left': 'every code of the pool is given out',
  'unknown-coupon': 'the coupon is no longer declared in marketing/coupons.yaml',
} as const;
export type WhyNotIssued = keyof typeof whyNotIssued;

/** What one step of one run asks for. */
export interface CouponRequest {
  /** {@link couponIdOf}. */
  readonly couponId: string;
  readonly profileId: ProfileId;
  readonly journey: string;
  readonly runId: string;
  readonly step: string;
  /** The name it is declared by. */
  readonly coupon: string;
  readonly value: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
}

export interface IssuedCoupon extends CouponRequest {
  readonly state: 'issued';
  /** What the customer types in. */
  readonly code: string;
}

/** Kept as well, so that a stage which is run again after the pool was filled up does not change what was said. */
export interface RefusedCoupon extends CouponRequest {
  readonly state: 'not-issued';
  readonly reason: WhyNotIssued;
}

/** What became of the request of one step of one run. It never changes. */
export type Coupon = IssuedCoupon | RefusedCoupon;

/** Follows from run and step, so that a repeated stage asks for the same coupon; tells nothing of the code. */
export const couponIdOf = (runId: string, step: string): string => digest('coupon', runId, step);

/** What a code is found by. People type codes in either case, so codes that differ in nothing else are one code. */
export const codeDigest = (code: string): string => digest('coupon code', code.trim().toUpperCase());
