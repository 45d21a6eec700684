import { createMemoryCouponStore } from '#shared/adapters/memory/coupon-store.ts';
import type { CouponStore } from '#shared/ports/coupon-store.ts';

/** Coupons of which only those that are said to be are used up, with the same codes in every story. */
export const simulatedCoupons = (noneLeft: ReadonlySet<string> = new Set()): CouponStore => {
  const store = createMemoryCouponStore(theSameEveryTime());
  return {
    ...store,
    issue: (request, source) => {
      if (source.kind === 'generate') return store.issue(request, source);
      if (noneLeft.has(request.coupon)) return store.refuse(request, 'none-left');
      return store.issue(request, { kind: 'generate', pattern: `${request.coupon.toUpperCase()}-########` });
    },
  };
};

/** Codes need not be secret here, and a story that is told twice shall be the same: a linear congruential generator (Numerical Recipes). */
const theSameEveryTime = (): ((limit: number) => number) => {
  let state = 1;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
};
