import { describe, expect, it } from 'vitest';
import { runCoupon } from '#functions/run-stage/steps/coupon.ts';
import { createMemoryCouponStore } from '#shared/adapters/memory/coupon-store.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import type { CouponDefinition } from '#shared/domain/coupon/coupon.ts';
import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import type { StageStepOf } from '#shared/domain/journey/stage-step.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { at } from '#test/support/a-customer-event.ts';

const runOf = (profileId: ProfileId): JourneyRun => ({
  journey: 'win-back',
  profileId,
  number: 1,
  runId: runIdOf('win-back', profileId, 1),
  state: 'active',
  enteredAt: at('08:00'),
  enteredBy: 'event-1',
});
const step = (coupon: string): StageStepOf<'coupon'> => ({ kind: 'coupon', id: 'coupon', name: 'coupon', coupon });

const winback: CouponDefinition = {
  coupon: 'winback',
  source: { kind: 'generate', pattern: 'WINBACK-########' },
  value: '15 %',
  expiresInMilliseconds: 3_600_000,
};
const fair: CouponDefinition = { coupon: 'fair', source: { kind: 'pool' }, value: '10 €', expiresInMilliseconds: 3_600_000 };

const aWorld = () => {
  let now = Date.parse(at('09:00'));
  const events = createMemoryEventStore();
  return {
    coupons: createMemoryCouponStore(),
    couponDefinitions: new Map([winback, fair].map((definition) => [definition.coupon, definition])),
    events,
    // Later at every look, so that times which should be the same are so by design.
    clock: () => {
      now += 60_000;
      return new Date(now);
    },
  };
};

describe('a coupon step', () => {
  it('gives the customer a code, and tells until when it can be spent', async () => {
    const world = aWorld();
    const run = runOf('user:mira');
    expect(await runCoupon(step('winback'), run, world)).toBe('done');
    expect(await world.coupons.list(['user:mira'])).toMatchObject([
      { state: 'issued', runId: run.runId, value: '15 %', issuedAt: at('09:01'), expiresAt: at('10:01') },
    ]);
    expect(world.events.all()).toMatchObject([
      { name: 'Coupon Issued', timestamp: at('09:01'), properties: { coupon: 'winback', expiresAt: at('10:01') } },
    ]);
  });

  it('gives the same when the stage is repeated, and tells it once', async () => {
    const world = aWorld();
    const run = runOf('user:mira');
    await runCoupon(step('winback'), run, world);
    await runCoupon(step('winback'), run, world);
    expect(await world.coupons.list(['user:mira'])).toHaveLength(1);
    expect(world.events.all()).toHaveLength(1);
  });

  it('goes on after a crash between giving and telling', async () => {
    const world = aWorld();
    const run = runOf('user:mira');
    const crash = { put: () => Promise.reject(new Error('the function was killed')) };
    await expect(runCoupon(step('winback'), run, { ...world, events: { ...world.events, ...crash } })).rejects.toThrow('killed');
    await runCoupon(step('winback'), run, world);
    expect(await world.coupons.list(['user:mira'])).toHaveLength(1);
    expect(world.events.all()).toMatchObject([{ name: 'Coupon Issued', timestamp: at('09:01') }]);
  });

  it.each([
    ['whose pool is empty', 'fair', 'none-left'],
    ['that is no longer declared', 'summer', 'unknown-coupon'],
  ])('goes on without a coupon %s', async (_, coupon, reason) => {
    const world = aWorld();
    expect(await runCoupon(step(coupon), runOf('user:mira'), world)).toBe('done');
    expect(world.events.all()).toMatchObject([{ name: 'Coupon Not Issued', properties: { coupon, reason } }]);
  });
});
