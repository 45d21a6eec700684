import { expect, it } from 'vitest';
import { type CustomerPlan, simulatePopulation } from '#statemachines/simulator/population.ts';
import { daysIn, leadNurture, marketingWith, startsAt } from './simulated-marketing.ts';

const marketing = marketingWith({ 'lead-nurture': leadNurture });

const customer = (number: number): CustomerPlan => {
  const userId = `u${number}`;
  const traits = number % 5 === 0 ? {} : { email: `${userId}@example.com` };
  const track = (event: string, days: number) => ({ at: daysIn(days), event: { type: 'track', userId, event } });
  return [
    { at: startsAt, event: { type: 'identify', userId, traits } },
    track('Lead Created', number % 3),
    track('Lead Created', 3 + (number % 3)),
    ...(number % 4 === 0 ? [track('Order Completed', 10)] : []),
    ...(number % 4 === 1 ? [track('Demo Booked', 10)] : []),
  ];
};

const population = (size: number) => Array.from({ length: size }, (_, number) => customer(number));

it('a population is counted by what became of it, over as many groups as it takes', async () => {
  const account = await simulatePopulation({ marketing, journey: 'lead-nurture', customers: population(1_200) });
  expect(account).toEqual({
    customers: 1_200,
    entered: 1_200,
    heldOut: 0,
    branches: {},
    variants: {},
    resumed: {},
    timedOut: {},
    stayedOut: { 'under-way': 1_200 },
    sent: { 'product-manual': 960, 'case-study': 960 },
    notSent: { 'no-address': 480 },
    held: {},
    coupons: {},
    noCoupons: {},
    webhooks: {},
    notDelivered: {},
    tasks: { Call: 600 },
    exited: { 'Order Completed': 300 },
    ended: {},
    converted: 300,
    completed: 600,
    underWay: 0,
    failed: {},
    refused: [],
  });
});

it('what is not over at the end is under way', async () => {
  const account = await simulatePopulation({ marketing, journey: 'lead-nurture', customers: population(20), until: daysIn(9) });
  expect(account).toMatchObject({ entered: 20, completed: 0, underWay: 20 });
});

it('whose run has failed is not under way', async () => {
  const [compiled, ...others] = marketing.journeys;
  if (compiled === undefined) throw new Error('no journey');
  const definition = () => ({ StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Oh' } } });
  const broken = { ...marketing, journeys: [{ ...compiled, definition }, ...others] };
  const account = await simulatePopulation({
    marketing: broken,
    journey: 'lead-nurture',
    customers: population(4),
    until: daysIn(2),
  });
  expect(account).toMatchObject({ entered: 4, underWay: 0, failed: { 'Oh: Execution failed because of a Fail state': 4 } });
});

it('an event that would be rejected is left out, and said', async () => {
  const bad = [{ at: startsAt, event: { type: 'track', userId: 'x' } }];
  const account = await simulatePopulation({ marketing, journey: 'lead-nurture', customers: [bad, customer(1)] });
  expect(account).toMatchObject({ customers: 2, entered: 1, refused: [expect.stringMatching(/^event is missing/)] });
});

it('stack traces are noted down again afterwards', async () => {
  const before = Error.stackTraceLimit;
  await simulatePopulation({ marketing, journey: 'lead-nurture', customers: [customer(1)] });
  expect(Error.stackTraceLimit).toBe(before);
});

it('ways, variants, waits, coupons and webhooks are counted by the names that people know them by, and so is who is held out', async () => {
  const zoo = marketingWith({
    zoo: `
description: Some of everything.
enter: { on: Lead Created }
holdout: 10%
steps:
  - branch: [{ if: "traits.plan == 'pro'", name: pro, then: [{ end: already a customer }] }]
    name: plan
  - split: offer
    variants: { small: { steps: [] }, large: { steps: [{ coupon: winback }] } }
  - webhook: crm
  - wait for: Survey Answered
    at most: 3 days
    otherwise: [{ send: case-study }]
`,
  });
  const customers = Array.from({ length: 1_000 }, (_, number): CustomerPlan => {
    const userId = `u${number}`;
    const traits = { email: `${userId}@example.com`, ...(number % 2 === 0 ? { plan: 'pro' } : {}) };
    const track = (event: string, days: number) => ({ at: daysIn(days), event: { type: 'track', userId, event } });
    return [
      { at: startsAt, event: { type: 'identify', userId, traits } },
      track('Lead Created', 0),
      ...(number % 4 === 1 ? [track('Survey Answered', 2)] : []),
    ];
  });
  const account = await simulatePopulation({ marketing: zoo, journey: 'zoo', customers });
  const { branches, variants, ended, heldOut, entered, resumed, timedOut, coupons, webhooks, sent, completed } = account;
  expect(entered + heldOut).toBe(1_000);
  expect(heldOut).toBeGreaterThan(60);
  expect(heldOut).toBeLessThan(140);
  expect(branches).toEqual({ 'plan: pro': ended['already a customer'], 'plan: else': completed });
  expect(variants).toEqual({ 'offer: small': expect.any(Number), 'offer: large': coupons.winback });
  expect((variants['offer: small'] ?? 0) + (variants['offer: large'] ?? 0)).toBe(completed);
  expect(webhooks).toEqual({ crm: completed });
  expect((resumed['Survey Answered'] ?? 0) + (timedOut['Survey Answered'] ?? 0)).toBe(completed);
  expect(sent).toEqual({ 'case-study': timedOut['Survey Answered'] });
});
