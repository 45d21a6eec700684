import { randomInt } from 'node:crypto';
import { codeOf } from '#shared/domain/coupon/code-pattern.ts';
import { type Coupon, type CouponRequest, codeDigest } from '#shared/domain/coupon/coupon.ts';
import type { CouponStore, FoundCode, PoolStatus } from '#shared/ports/coupon-store.ts';

/** Coupons in this process, with the promises of the real store. `below`: for those who want the same codes every time. */
export const createMemoryCouponStore = (below: (limit: number) => number = randomInt): CouponStore => {
  const answers = new Map<string, Coupon>();
  /** Every code there ever was. */
  const codes = new Map<string, FoundCode>();
  const pools = new Map<string, Map<string, string>>();

  const keyOf = ({ profileId, couponId }: CouponRequest) => JSON.stringify([profileId, couponId]);
  const answer = (coupon: Coupon): Coupon => {
    const key = keyOf(coupon);
    const standing = answers.get(key) ?? coupon;
    answers.set(key, standing);
    return standing;
  };
  const issued = (request: CouponRequest, code: string): Coupon => {
    const { coupon, couponId, profileId, issuedAt } = request;
    codes.set(codeDigest(code), { coupon, issued: { couponId, profileId, issuedAt } });
    return answer({ ...request, state: 'issued', code });
  };
  const refused = (request: CouponRequest, reason: 'none-left' | 'unknown-coupon') =>
    answer({ ...request, state: 'not-issued', reason });

  const statusOf = (coupon: string): PoolStatus => {
    const left = pools.get(coupon)?.size ?? 0;
    // Codes that were made when needed were never in a pool.
    const known = pools.has(coupon) ? [...codes.values()].filter((code) => code.coupon === coupon).length : 0;
    return { loaded: known, left };
  };

  return {
    issue: async (request, source) => {
      const standing = answers.get(keyOf(request));
      if (standing !== undefined) return standing;
      if (source.kind === 'generate') {
        let code = codeOf(source.pattern, below);
        while (codes.has(codeDigest(code))) code = codeOf(source.pattern, below);
        return issued(request, code);
      }
      const pool = pools.get(request.coupon) ?? new Map<string, string>();
      const [next] = pool;
      if (next === undefined) return refused(request, 'none-left');
      pool.delete(next[0]);
      return issued(request, next[1]);
    },

    refuse: async (request, reason) => refused(request, reason),

    list: async (profileIds) =>
      [...answers.values()]
        .filter(({ profileId }) => profileIds.includes(profileId))
        .toSorted((a, b) => a.issuedAt.localeCompare(b.issuedAt) || a.couponId.localeCompare(b.couponId)),

    load: async (coupon, given) => {
      const pool = pools.get(coupon) ?? new Map<string, string>();
      pools.set(coupon, pool);
      const counts = { loaded: 0, alreadyLoaded: 0, ofOtherCoupons: 0 };
      for (const code of given) {
        const digest = codeDigest(code);
        const known = codes.get(digest);
        counts[known === undefined ? 'loaded' : known.coupon === coupon ? 'alreadyLoaded' : 'ofOtherCoupons'] += 1;
        if (known !== undefined) continue;
        codes.set(digest, { coupon });
        pool.set(digest, code);
      }
      return counts;
    },

    status: async (coupon) => statusOf(coupon),

    filled: async (coupon) => statusOf(coupon),

    find: async (code) => codes.get(codeDigest(code)),
  };
};
