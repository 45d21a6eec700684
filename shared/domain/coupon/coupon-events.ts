import { ownEvent } from '#shared/domain/event/own-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { JsonObject } from '#shared/events/json.ts';
import { type Coupon, type IssuedCoupon, type RefusedCoupon, whyNotIssued } from './coupon.ts';

/**
 * What is told of a coupon. Ids and times come from the coupon as stored, so that telling again writes the same item.
 *
 * The code is not told. Events go on the bus, into exports and to whoever listens, and whoever has a code can spend it; a digest of it would
 * not hide it either, because codes are short enough to try them all. `couponId` names the coupon, and the store knows the code by it.
 */
export const couponEvent = (coupon: Coupon): CustomerEvent =>
  coupon.state === 'issued' ? couponIssued(coupon) : couponNotIssued(coupon);

const couponIssued = (coupon: IssuedCoupon): CustomerEvent =>
  eventOf(coupon, 'Coupon Issued', 'issued', { value: coupon.value, expiresAt: coupon.expiresAt });

const couponNotIssued = (coupon: RefusedCoupon): CustomerEvent =>
  eventOf(coupon, 'Coupon Not Issued', 'not-issued', { reason: coupon.reason, explanation: whyNotIssued[coupon.reason] });

const eventOf = (
  { couponId, coupon, profileId, journey, runId, step, issuedAt }: Coupon,
  name: string,
  what: string,
  details: JsonObject,
): CustomerEvent =>
  ownEvent({
    profileId,
    name,
    messageId: `${couponId}:${what}`,
    at: issuedAt,
    properties: { coupon, couponId, journey, runId, step, ...details },
    channel: 'journey',
  });
