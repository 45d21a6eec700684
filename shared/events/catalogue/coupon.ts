import { amount, currency, defineEvent, instant, required, text } from '../event-contract.ts';

const fields = {
  coupon: text('The coupon, as marketing/coupons.yaml names it.'),
  couponId: text('This one coupon. Its code stays in the table: whoever has it can spend it.'),
  journey: text('The journey that gave it.'),
  runId: text('The run of that journey.'),
  step: text('The step of that journey.'),
};

const example = {
  coupon: 'winback',
  couponId: '9b1de0f2c7a34f5d8e6a0b1c2d3e4f50',
  journey: 'win-back',
  runId: 'a3b1f2c4d5e60718293a4b5c6d7e8f90',
  step: 'coupon-winback',
};

const couponIssued = defineEvent({
  name: 'Coupon Issued',
  description: 'A customer got a coupon with a code of their own.',
  from: 'tributary',
  properties: {
    ...fields,
    value: text('What it is worth, in words.'),
    expiresAt: instant('Until when it can be spent.'),
  },
  examples: [{ ...example, value: '15 %', expiresAt: '2026-12-06T09:00:00.000Z' }],
});

const couponNotIssued = defineEvent({
  name: 'Coupon Not Issued',
  description: 'A customer was to get a coupon and there was none. The journey went on without.',
  from: 'tributary',
  properties: { ...fields, reason: text('none-left or unknown-coupon.'), explanation: text('Why, in words.') },
  examples: [{ ...example, reason: 'none-left' }],
});

const couponRedeemed = defineEvent({
  name: 'Coupon Redeemed',
  description: 'A customer spent a coupon. The shop sends it; by the code it is known which coupon it was.',
  from: 'senders',
  properties: {
    code: required('The code, in capitals or small letters.'),
    order_id: text('The order it was spent on.'),
    value: amount('What it was worth in the end.'),
    currency,
  },
  examples: [{ code: 'WINBACK-7KQ2M9XB', order_id: 'A-1007', value: 12.9, currency: 'EUR' }],
});

export const couponEvents = [couponIssued, couponNotIssued, couponRedeemed];
