import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '#tools/local/places.ts';
import { nurtureOf, readNurture } from '#tools/sample-store/nurture.ts';

const rules = {
  description: 'A nurture.',
  enter: { on: 'Lead Created' },
  exit: [{ on: 'Order Completed' }, 'unsubscribed'],
  goal: { on: 'Demo Booked', within: '30 days' },
};
const send = (message: string) => ({ send: message });
const wait = { wait: '2 days' };
const call = { task: 'Call', for: 'sales', due: '1 day' };
const split = (...variants: readonly (readonly unknown[])[]) => ({
  split: 'which one',
  variants: Object.fromEntries(variants.map((steps, n) => [`v${n}`, { steps }])),
});
const branch = (then: readonly unknown[], otherwise: readonly unknown[]) => ({
  branch: [{ if: "traits.plan == 'pro'", name: 'pro', then }],
  else: otherwise,
});

it('can say of the deployed nurture what it sends, and whom it leaves alone', async () => {
  expect(await readNurture(join(repository, 'marketing'))).toEqual({ sends: 3, sendsAtOnce: 1, holdout: 0.05 });
});

it.each([
  ['the mails before the first wait, and all of them', [send('a'), wait, send('b'), call, send('c')], 3, 1],
  ['one mail of a split, whichever variant it is', [split([send('a')], [send('b')]), wait, send('c')], 2, 1],
  ['those of a branch whose ways send as many', [branch([send('a'), call], [send('b')]), wait, send('c')], 2, 1],
  ['all at once where nothing waits', [send('a'), send('b')], 2, 2],
  ['none', [wait, call], 0, 0],
] as const)('counts %s', (_, steps, sends, sendsAtOnce) => {
  expect(nurtureOf({ ...rules, steps }, 0.1)).toEqual({ sends, sendsAtOnce, holdout: 0.1 });
});

it('takes the share of those left alone from the journey, if it says one', () => {
  expect(nurtureOf({ ...rules, holdout: '20%', steps: [send('a')] }, 0.1)?.holdout).toBeCloseTo(0.2);
});

it.each([
  ['a split whose variants send differently', { steps: [split([send('a')], [])] }],
  ['a way that waits', { steps: [branch([wait], [])] }],
  ['a wait for an event', { steps: [{ 'wait for': 'Demo Booked', 'at most': '3 days' }, send('a')] }],
  ['a wait for a date', { steps: [{ 'wait until': { date: 'birthday', at: '09:00', 'at most': '10 days' } }, send('a')] }],
  ['another beginning', { enter: { on: 'Signed Up' } }],
  ['a beginning under a condition', { enter: { on: 'Lead Created', when: "event.properties.form == 'fair'" } }],
  ['an audience', { audience: 'orders.count == 0' }],
  ['an exit more', { exit: [...rules.exit, { 'segment entered': 'vip' }] }],
  ['an exit less', { exit: ['unsubscribed'] }],
  ['an exit by a condition', { exit: [...rules.exit, { when: 'orders.count > 3' }] }],
  ['a goal that is over within the week', { goal: { on: 'Demo Booked', within: '3 days' } }],
  ['no goal', { goal: undefined }],
  ['a mistake', { steps: [{ sned: 'a' }] }],
])('says nothing of a nurture with %s', (_, changed) => {
  expect(nurtureOf({ ...rules, steps: [send('a'), wait], ...changed }, 0.05)).toBeUndefined();
});

it('says nothing where there is no nurture', async () => {
  expect(await readNurture(join(repository, 'docs'))).toBeUndefined();
});
