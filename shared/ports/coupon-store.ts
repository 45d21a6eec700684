import type { Coupon, CouponRequest, CouponSource, WhyNotIssued } from '#shared/domain/coupon/coupon.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';

export interface CouponStore {
  /**
   * Gives the request a code of its own, if it has none yet, and answers with what then stands: a request is answered once and the same for
   * ever, also when it is made twice at once. No code is given to two requests. From an empty pool it gets none, for good.
   *
   * @throws WriteConflict when others took every code that it reached for; try again.
   */
  issue(request: CouponRequest, source: CouponSource): Promise<Coupon>;
  /** Answers the request with none, if it has no answer yet. */
  refuse(request: CouponRequest, reason: WhyNotIssued): Promise<Coupon>;
  /** What these profiles asked for, oldest first; strongly consistent. */
  list(profileIds: readonly ProfileId[]): Promise<readonly Coupon[]>;
  /**
   * Puts codes into a pool. A code that any coupon has or ever had is left as it is, so a load that was interrupted is made whole by the same
   * load again, and a code that is given out never comes back.
   */
  load(coupon: string, codes: readonly string[]): Promise<LoadedCodes>;
  status(coupon: string): Promise<PoolStatus>;
  /** The same, of a pool that has just been loaded: what is left now is its full level, of which a tenth is little. */
  filled(coupon: string): Promise<PoolStatus>;
  /** Who has a code, in whatever case it is written. */
  find(code: string): Promise<FoundCode | undefined>;
}

/** How many of the given codes were new, were in this pool or given out of it, or belong to another coupon. */
export interface LoadedCodes {
  readonly loaded: number;
  readonly alreadyLoaded: number;
  readonly ofOtherCoupons: number;
}

export interface PoolStatus {
  /** Ever loaded. */
  readonly loaded: number;
  /** Not given out yet. */
  readonly left: number;
}

export interface FoundCode {
  readonly coupon: string;
  /** Absent while the code is still in its pool. */
  readonly issued?: { readonly couponId: string; readonly profileId: ProfileId; readonly issuedAt: string };
}
