import { describe, expect, it } from 'vitest';
import { type Coupon, codeDigest, couponIdOf } from '#shared/domain/coupon/coupon.ts';
import { couponEvent } from '#shared/domain/coupon/coupon-events.ts';
import { couponVariableNames, couponVariables, latestCoupon, sampleCoupon } from '#shared/domain/coupon/coupon-variables.ts';
import { contractOf } from '#shared/events/catalogue.ts';
import { at } from '#test/support/a-customer-event.ts';

const request = {
  couponId: couponIdOf('run-1', 'coupon-winback'),
  profileId: 'user:mira' as const,
  journey: 'win-back',
  runId: 'run-1',
  step: 'coupon-winback',
  coupon: 'winback',
  value: '15 %',
  issuedAt: at('08:00'),
  expiresAt: at('18:00'),
};
const issued: Coupon = { ...request, state: 'issued', code: 'WINBACK-2B7KQ9XM' };
const refused: Coupon = { ...request, state: 'not-issued', reason: 'none-left' };

describe('the coupon that a message speaks of', () => {
  it.each([
    ['the one that the run got', [issued], issued],
    ['the later of two', [{ ...issued, code: 'LATER', issuedAt: at('08:30') }, issued], { code: 'LATER' }],
    ['none of another run', [{ ...issued, runId: 'run-2' }], undefined],
    ['none where the last step had none to give', [issued, { ...refused, issuedAt: at('08:30') }], undefined],
    ['none that has expired', [{ ...issued, expiresAt: at('12:00') }], undefined],
    ['none where nothing was asked for', [], undefined],
  ] satisfies [string, Coupon[], object | undefined][])('is %s', (_, coupons, expected) => {
    const found = latestCoupon(coupons, { runId: 'run-1' }, at('12:00'));
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });

  it('is told by code, value and end', () => {
    expect(couponVariables(issued)).toEqual({ code: 'WINBACK-2B7KQ9XM', value: '15 %', expires_at: at('18:00') });
    expect(Object.keys(sampleCoupon)).toEqual(couponVariableNames);
  });
});

describe('what the log says of a coupon', () => {
  it.each([
    ['Coupon Issued', issued],
    ['Coupon Not Issued', refused],
  ])('%s, as its contract has it, with the time of the coupon', (name, coupon) => {
    const event = couponEvent(coupon);
    expect(event).toMatchObject({ name, timestamp: at('08:00'), properties: { couponId: request.couponId, runId: 'run-1' } });
    expect(contractOf(name)?.properties.parse(event.properties)).toEqual(event.properties);
  });

  it('is neither the code nor anything that it could be found out from', () => {
    const said = JSON.stringify(couponEvent(issued));
    expect(said).not.toContain(issued.state === 'issued' ? issued.code : '');
    expect(said).not.toContain(codeDigest('WINBACK-2B7KQ9XM'));
  });
});
