import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConditionScope, checkCondition } from '#shared/domain/condition/check-condition.ts';
import { createConditions, type Facts } from '#shared/domain/condition/conditions.ts';
import type { Json } from '#shared/events/json.ts';
import { aCustomerEvent } from '#test/support/a-customer-event.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';
import { vocabulary } from './a-vocabulary.ts';

const scope: ConditionScope = {
  vocabulary,
  event: ['Order Completed'],
  reply: ['Cart Updated'],
  run: true,
  splits: [{ names: ['subject line'], variants: ['question', 'statement'] }],
};

const conditions = createConditions({
  scores: { engagement: 'orders.count / 2', average: 'traits.age' },
  currency: 'USD',
  vocabulary,
});

const kinds = ['bool', 'number', 'text', 'date', 'list'] as const;
type Kind = (typeof kinds)[number];
type Expressions = Record<Kind, string>;

const of = (pattern: string, ...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  // The parts of a pattern, in its order.
  fc.tuple(...parts).map((texts) => {
    let next = 0;
    return pattern.replaceAll('#', () => `(${texts[next++] ?? ''})`);
  });

const dateText = fc.constantFrom("'2026-12-24'", "'2026-12-24T18:00:00Z'", "'2026-01-01T00:00:00+02:00'");

/** Expressions of the language, mostly of the types that they need, and now and then of another one. */
const { bool } = fc.letrec<Expressions>((tie) => {
  const any = fc.constantFrom(...kinds).chain((kind) => tie(kind));
  const a = (kind: Kind): fc.Arbitrary<string> => fc.oneof({ weight: 30, arbitrary: tie(kind) }, { weight: 1, arbitrary: any });
  const options = { depthSize: 'small', withCrossShrink: true } as const;
  const compares = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
  const equals = fc.constantFrom('==', '!=');
  const compared = (sign: fc.Arbitrary<string>, left: fc.Arbitrary<string>, right: fc.Arbitrary<string>) =>
    fc.tuple(sign, left, right).map(([op, one, other]) => `(${one}) ${op} (${other})`);
  const listed = (item: fc.Arbitrary<string>) =>
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(', ')}]`);
  return {
    bool: fc.oneof(
      options,
      fc.constantFrom(
        'traits.vip',
        'has(traits.plan)',
        'has(orders.last)',
        'has(event.properties.coupon)',
        "'vip' in segments",
        "'ovens' in traits.interests",
        "subscriptions.email == 'subscribed'",
        "run.variants['subject line'] == 'question'",
        "traits.interests.exists(i, i == 'ovens')",
        "event.properties.products.exists(p, has(p.price) && p.name == 'Oven')",
        'size(event.properties.products.filter(p, p.price == 3)) > 0',
        'true',
        'false',
      ),
      compared(compares, a('number'), a('number')),
      compared(compares, a('text'), a('text')),
      compared(compares, a('date'), a('date')),
      compared(compares, a('date'), dateText),
      compared(compares, dateText, a('date')),
      compared(equals, a('bool'), a('bool')),
      of('# in #', a('text'), listed(a('text'))),
      of('# in #', a('number'), listed(a('number'))),
      of('# in #', a('date'), listed(a('date'))),
      of('#.contains(#)', a('text'), a('text')),
      of('#.startsWith(#)', a('text'), a('text')),
      of('# && #', a('bool'), a('bool')),
      of('# || #', a('bool'), a('bool')),
      of('!#', a('bool')),
      of('# ? # : #', a('bool'), a('bool'), a('bool')),
    ),
    number: fc.oneof(
      options,
      fc.constantFrom('traits.age', 'orders.count', 'orders.revenue', "events['Order Completed'].count", 'scores.engagement'),
      fc.constantFrom('event.properties.revenue', 'reply.properties.value', 'reply.properties.coupon', 'scores.average'),
      fc.constantFrom('0', '3', '-1', '2.5', '-0.5', '1000000'),
      of('# + #', a('number'), a('number')),
      of('# - #', a('number'), a('number')),
      of('# * #', a('number'), a('number')),
      of('# / #', a('number'), a('number')),
      of('# % #', a('number'), a('number')),
      of('-#', a('number')),
      of('size(#)', a('text')),
      of('size(#)', a('list')),
      of('#.size()', a('text')),
      of('daysSince(#)', a('date')),
      of('daysUntil(#)', a('date')),
      of('#.getMonth()', a('date')),
      of("#.getHours('Europe/Berlin')", a('date')),
      of('double(#)', a('number')),
      of('double(#)', a('text')),
      of('# ? # : #', a('bool'), a('number'), a('number')),
    ),
    text: fc.oneof(
      options,
      fc.constantFrom('traits.plan', 'traits.country', "traits['favourite shop']", 'event.properties.coupon', 'run.journey'),
      fc.constantFrom("'pro'", "''", "'3'", "'é😀'"),
      of('# + #', a('text'), a('text')),
      of('#.lowerAscii()', a('text')),
      of('#.trim()', a('text')),
      of('string(#)', a('number')),
      of('# ? # : #', a('bool'), a('text'), a('text')),
    ),
    date: fc.oneof(
      options,
      fc.constantFrom('traits.renewalDate', 'orders.last', 'orders.first', "events['Cart Updated'].last", 'now'),
      fc.constantFrom('event.timestamp', 'run.enteredAt', 'event.properties.deliverAt'),
      dateText.map((text) => `date(${text})`),
      of("# - duration('36h')", a('date')),
    ),
    list: fc.oneof(
      options,
      fc.constantFrom('traits.interests', 'segments', 'event.properties.products'),
      fc.constantFrom("traits.interests.filter(i, i == 'ovens')"),
    ),
  };
});

const at = '2026-11-01T00:00:00.000Z';
const word = fc.constantFrom('pro', '', '3', 'é😀', 'true', '2026-12-24');
const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
const date = fc.constantFrom('2026-12-24', '2026-11-22T12:00:00Z', '1990-05-17T23:59:59+02:00');

/** Facts of the declared types: all of them, so that nothing is unknown. */
const facts: fc.Arbitrary<Facts> = fc
  .record({
    plan: word,
    country: word,
    shop: word,
    coupon: word,
    age: number,
    revenue: number,
    value: number,
    vip: fc.boolean(),
    renewalDate: date,
    deliverAt: date,
    interests: fc.array(fc.oneof(word, number as fc.Arbitrary<Json>), { maxLength: 3 }),
    products: fc.array(fc.record({ name: word, price: number }), { maxLength: 2 }),
    count: fc.nat({ max: 5 }),
  })
  .map((it) => ({
    profile: aProfile({
      traits: traitsOf({
        plan: it.plan,
        country: it.country,
        age: it.age,
        vip: it.vip,
        renewalDate: it.renewalDate,
        interests: it.interests,
        'favourite shop': it.shop,
      }),
      events: {
        'Order Completed': { count: it.count, first: at, last: at },
        'Cart Updated': { count: it.count, first: at, last: at },
      },
      orders: { count: it.count, refunds: 0, revenue: { USD: 1_234_500 }, first: at, last: at },
      subscriptions: { email: { state: 'subscribed', at, by: 'm' } },
      segments: { vip: { state: 'in', at, by: 'm' } },
    }),
    now: new Date('2026-11-22T12:00:00.000Z'),
    event: aCustomerEvent({
      name: 'Order Completed',
      timestamp: at,
      properties: { revenue: it.revenue, coupon: it.coupon, products: it.products, deliverAt: it.deliverAt, extra: it.plan },
    }),
    reply: aCustomerEvent({ name: 'Cart Updated', timestamp: at, properties: { value: it.value, coupon: it.age } }),
    run: { journey: 'welcome', enteredAt: at, variants: { 'split-subject-line': 'question' } },
  }));

const isAccepted = (text: string): boolean => checkCondition(text, scope).length === 0;

test('what the check accepts has an answer wherever the facts are of the declared types', () => {
  let accepted = 0;
  fc.assert(
    fc.property(bool, facts, (text, given) => {
      if (!isAccepted(text)) return;
      accepted++;
      const { unknown } = conditions.holds(text, given);
      // Nothing else has no answer.
      expect([undefined, 'it divides by zero', 'a text is no number']).toContain(unknown);
    }),
    { numRuns: 1_500 },
  );
  // Otherwise this would say little.
  expect(accepted).toBeGreaterThan(300);
});
