import { type Coupon, type CouponDefinition, type CouponRequest, couponIdOf } from '#shared/domain/coupon/coupon.ts';
import { couponEvent } from '#shared/domain/coupon/coupon-events.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { StageStepOf } from '#shared/domain/journey/stage-step.ts';
import { logger } from '#shared/runtime/logger.ts';
import type { StepOutcome, StepPorts } from './step-context.ts';

/**
 * Gives the customer a coupon. The store answers one step of one run once and for ever, so a repeated stage finds the coupon of the first
 * attempt and tells of that one, with its times. Without a code the journey goes on: what it says next must read well without.
 */
export const runCoupon = async (
  step: StageStepOf<'coupon'>,
  run: JourneyRun,
  { coupons, couponDefinitions, events, clock }: Pick<StepPorts, 'coupons' | 'couponDefinitions' | 'events' | 'clock'>,
): Promise<StepOutcome> => {
  const definition = couponDefinitions.get(step.coupon);
  const coupon = await askFor(requestOf(step, run, definition, clock()), definition, coupons);
  if (coupon.state === 'not-issued')
    logger.warn('no coupon was given', { coupon: step.coupon, journey: run.journey, runId: run.runId, reason: coupon.reason });
  await events.put([couponEvent(coupon)]);
  return 'done';
};

const askFor = (
  request: CouponRequest,
  definition: CouponDefinition | undefined,
  coupons: StepPorts['coupons'],
): Promise<Coupon> =>
  definition === undefined ? coupons.refuse(request, 'unknown-coupon') : coupons.issue(request, definition.source);

const requestOf = (
  step: StageStepOf<'coupon'>,
  run: JourneyRun,
  definition: CouponDefinition | undefined,
  now: Date,
): CouponRequest => ({
  couponId: couponIdOf(run.runId, step.id),
  profileId: run.profileId,
  journey: run.journey,
  runId: run.runId,
  step: step.id,
  coupon: step.coupon,
  value: definition?.value ?? '',
  issuedAt: now.toISOString(),
  expiresAt: new Date(now.getTime() + (definition?.expiresInMilliseconds ?? 0)).toISOString(),
});
