import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createConditions, type Facts } from '#shared/domain/condition/conditions.ts';
import type { Json } from '#shared/events/json.ts';
import { aCustomerEvent } from '#test/support/a-customer-event.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';
import { vocabulary } from './a-vocabulary.ts';

const conditions = createConditions({
  scores: {
    engagement: "events['Email Opened'].count * 2 + orders.count",
    average: 'orders.revenue / orders.count',
    loop: 'scores.pool + 1',
    pool: 'scores.loop + 1',
    aboutEvents: 'event.properties.revenue',
    noNumber: "'high'",
  },
  currency: 'USD',
  vocabulary,
});

const now = new Date('2026-11-22T12:00:00.000Z');

const profile = aProfile({
  traits: traitsOf({
    plan: 'pro',
    age: 35,
    renewalDate: '2026-12-01',
    vip: true,
    interests: ['ovens', 'knives'],
    mixed: [1, 'ovens'],
    none: [],
    nothing: null,
    undeclaredDate: '2026-11-01T10:00:00+02:00',
    address: { city: 'Graz', constructor: 'own' },
    'favourite shop': 'Pier Street',
  }),
  events: { 'Email Opened': { count: 4, first: '2026-11-01T00:00:00.000Z', last: '2026-11-20T12:00:00.000Z' } },
  orders: {
    count: 3,
    refunds: 1,
    revenue: { USD: 1_234_500, EUR: 70_000 },
    first: '2026-01-01T00:00:00.000Z',
    last: '2026-11-01T00:00:00.000Z',
  },
  subscriptions: { email: { state: 'unsubscribed', at: '2026-11-01T00:00:00.000Z', by: 'm' } },
  segments: {
    vip: { state: 'in', at: '2026-11-01T00:00:00.000Z', by: 'm' },
    'at-risk': { state: 'out', at: '2026-11-01T00:00:00.000Z', by: 'm' },
  },
});

const facts: Facts = {
  profile,
  now,
  event: aCustomerEvent({
    name: 'Order Completed',
    timestamp: '2026-11-22T11:00:00.000Z',
    properties: {
      revenue: '51.50',
      coupon: 10,
      products: [{ sku: 'a', price: 30 }, { sku: 'b' }],
      deliverAt: '2026-11-24',
      extra: { deep: 1 },
    },
  }),
  run: { journey: 'welcome', enteredAt: '2026-11-12T12:00:00.000Z', variants: { 'subject line': 'question' } },
};

const asked = (text: string, given: Facts = facts) => conditions.holds(text, given);

describe('holds', () => {
  test.each([
    'traits.age >= 35 && traits.age == 35 && !(traits.age > 35) && traits.age != 36',
    'traits.age in [1, 35]',
    'traits.age * 2 - 1 == 69 && 7 / 2 == 3.5 && 7 % 4 == 3 && 1 + 0.5 == 1.5',
    'traits.vip',
    "'ovens' in traits.interests && !('pans' in traits.interests)",
    "'ovens' in traits.mixed && !('ovens' in traits.none)",
    'size(traits.interests) == 2 && size(traits.interests) in [2, 3] && size(traits.interests) / 4 == 0.5',
    // Counts are numbers like any others.
    "size('abc') / size('ab') == 1.5 && traits.age in [size(traits.interests), 35] && now.getMonth() in [traits.age - 25]",
    "double('12.50') == 12.5 && string(size(traits.interests)) == '2'",
    "traits.interests.exists(interest, interest.startsWith('kni'))",
    "traits['favourite shop'].lowerAscii() == 'pier street'",
    "traits.address.city == 'Graz' && traits.address.constructor == 'own'",
    // 1 November to 22 November, 12:00.
    'daysSince(orders.last) == 21',
    'daysUntil(traits.renewalDate) == 9',
    "traits.renewalDate > '2026-11-30' && traits.renewalDate <= '2026-12-01' && '2027-01-01' > traits.renewalDate",
    "traits.renewalDate == '2026-12-01' && traits.renewalDate != '2026-12-02' && traits.renewalDate == date('2026-12-01T00:00:00Z')",
    "traits.undeclaredDate < now && traits.undeclaredDate == date('2026-11-01T08:00:00Z')",
    'daysSince(traits.undeclaredDate) == 21',
    "now - orders.last > duration('36h')",
    'now.getFullYear() == 2026 && now.getMonth() == 10',
    "events['Email Opened'].count == 4 && daysSince(events['Email Opened'].last) == 2",
    "events['Never Seen'].count == 0",
    "'vip' in segments && !('at-risk' in segments) && size(segments) == 1",
    'scores.engagement == 11',
    'scores.average > 41.1 && scores.average < 41.2',
    'orders.revenue == 123.45 && orders.refunds == 1',
    "subscriptions.email == 'unsubscribed'",
    "event.name == 'Order Completed' && event.timestamp < now",
    "event.properties.revenue > 50 && event.properties.coupon == '10'",
    "event.properties.products.exists(p, p.price > 20) && event.properties.products[1].sku == 'b'",
    'event.properties.products.all(p, has(p.sku)) && event.properties.products.exists_one(p, has(p.price))',
    'size(event.properties.products.filter(p, has(p.price))) == 1',
    'event.properties.deliverAt > now && event.properties.extra.deep == 1',
    "run.journey == 'welcome' && run.variants['subject line'] == 'question' && daysSince(run.enteredAt) == 10",
    "traits.age > 30 ? traits.plan == 'pro' : false",
  ])('%s', (text) => {
    expect(asked(text)).toEqual({ holds: true });
  });

  test.each([
    ['traits.age > 35'],
    ["events['Never Seen'].count > 0"],
    ['orders.revenue > 123.45'],
    ["traits.plan == 'free'"],
    ["'ovens' in traits.none"],
  ])('%s does not', (text) => {
    expect(asked(text)).toEqual({ holds: false });
  });
});

describe('what is unknown does not hold, and neither does its contrary', () => {
  test.each([
    ["traits.nobodySaid == 'x'", '`traits.nobodySaid` is not known'],
    ["traits.nothing == 'x'", '`traits.nothing` is not known'],
    ["events['Never Seen'].last < now", "`events['Never Seen'].last` is not known"],
    ['reply.properties.rating > 3', '`reply.properties.rating` is not known'],
    ['scores.unheardOf > 3', '`scores.unheardOf` is not known'],
    ['scores.loop > 3', '`scores.loop` is not known'],
    ['scores.aboutEvents > 3', '`scores.aboutEvents` is not known'],
    ['scores.noNumber > 3', '`scores.noNumber` is not known'],
    ['double(traits.plan) > 3', 'a text is no number'],
    ["run.variants['other'] == 'x'", '`run.variants.other` is not known'],
    ["subscriptions.sms == 'subscribed'", '`subscriptions.sms` is not known'],
    ['orders.revenue / (orders.count - 3) > 1', 'it divides by zero'],
    ['daysSince(traits.plan) > 3', 'a text is no date'],
    ['event.properties.products[1].price > 3', 'the facts do not fit what is asked'],
    ["traits.age > 'x'", 'the facts do not fit what is asked'],
  ])('%s', (text, unknown) => {
    expect(asked(text)).toEqual({ holds: false, unknown });
    expect(asked(`!(${text})`)).toEqual({ holds: false, unknown });
  });

  test('unless the answer is settled by what is known', () => {
    expect(asked("traits.nobodySaid == 'x' || traits.vip")).toEqual({ holds: true });
    expect(asked("traits.vip || traits.nobodySaid == 'x'")).toEqual({ holds: true });
    expect(asked("traits.nobodySaid == 'x' && !traits.vip")).toEqual({ holds: false });
    expect(asked('has(traits.nobodySaid) && traits.nobodySaid > 3')).toEqual({ holds: false });
    expect(asked('!has(traits.nobodySaid) || traits.nobodySaid > 3')).toEqual({ holds: true });
  });

  test.each([
    ['traits.plan', 'it gives neither true nor false'],
    ['traits.plan ==', 'it is no expression'],
    ['traits', 'say which of `traits` is meant, by its name'],
    ["'x'.matches('x')", 'there is no function `matches` of a value'],
  ])('%s is no condition', (text, unknown) => {
    expect(asked(text)).toEqual({ holds: false, unknown });
  });

  test('has(…) knows what is there', () => {
    expect(asked('has(traits.plan) && has(orders.last) && has(event.properties.revenue)')).toEqual({ holds: true });
    for (const absent of ['has(traits.nobodySaid)', 'has(traits.nothing)', 'has(reply.properties.x)', 'has(scores.loop)']) {
      expect(asked(absent), absent).toEqual({ holds: false });
      expect(asked(`!${absent}`), absent).toEqual({ holds: true });
    }
  });
});

describe('a declared trait is what it is declared to be', () => {
  const withTrait = (name: string, value: Json): Facts => ({
    ...facts,
    profile: aProfile({ traits: traitsOf({ [name]: value }) }),
  });

  test.each<[string, Json, string]>([
    ['age', '35', 'traits.age == 35'],
    ['age', ' -3.5 ', 'traits.age < 0'],
    ['plan', 3, "traits.plan == '3'"],
    ['vip', 'yes', 'traits.vip'],
    ['vip', 'False', '!traits.vip'],
    ['renewalDate', '2026-11-22T13:00:00+02:00', 'traits.renewalDate < now'],
  ])('%s may come as %j', (name, value, text) => {
    expect(asked(text, withTrait(name, value))).toEqual({ holds: true });
  });

  test.each<[string, Json, string]>([
    ['age', 'thirty', '`traits.age` is no number'],
    ['age', '', '`traits.age` is no number'],
    ['age', true, '`traits.age` is no number'],
    ['plan', true, '`traits.plan` is no text'],
    ['plan', { a: 1 }, '`traits.plan` is no text'],
    ['vip', 'perhaps', '`traits.vip` is neither yes nor no'],
    ['vip', 1, '`traits.vip` is neither yes nor no'],
    ['renewalDate', 'next spring', '`traits.renewalDate` is no date'],
    ['renewalDate', '2026-02-30', '`traits.renewalDate` is no date'],
    ['renewalDate', 1_764_000_000_000, '`traits.renewalDate` is no date'],
    ['interests', 'ovens', '`traits.interests` is no list'],
    ['interests', Array.from({ length: 301 }, () => 'x'), '`traits.interests` has a list of more than 300 items'],
  ])('%s as %.40j is unknown', (name, value, unknown) => {
    const given = withTrait(name, value);
    const text = {
      age: 'traits.age > 1',
      plan: "traits.plan != ''",
      vip: 'traits.vip',
      renewalDate: 'traits.renewalDate < now',
      interests: "!('y' in traits.interests)",
    }[name];
    expect(asked(text ?? '', given)).toEqual({ holds: false, unknown });
    expect(asked(`has(traits.${name})`, given)).toEqual({ holds: false });
  });

  test('what is not declared is taken as it comes', () => {
    const open = createConditions({ scores: {}, currency: 'EUR' });
    expect(open.holds("traits.age == 35 && orders.revenue == 7 && event.properties.revenue == '51.50'", facts)).toEqual({
      holds: true,
    });
  });
});

describe('values', () => {
  test.each<[string, Json | undefined]>([
    ['event.properties.coupon', '10'],
    ['event.properties.products[0]', { sku: 'a', price: 30 }],
    ['traits.interests', ['ovens', 'knives']],
    ['orders.revenue / orders.count', 41.15],
    ['orders.last', '2026-11-01T00:00:00.000Z'],
    ['size(traits.interests)', 2],
    ["traits.age > 30 ? 'grown up' : 'young'", 'grown up'],
    ["'Dear ' + traits.plan", 'Dear pro'],
    ['segments', ['vip']],
    ['traits.vip', true],
    ['traits.nobodySaid', undefined],
    ['now - orders.last', undefined],
    ['traits.plan ==', undefined],
  ])('%s', (text, value) => {
    expect(conditions.value(text, facts)).toEqual(value);
  });

  test('the facts behind an answer, with null for what is unknown', () => {
    const text = `traits.plan == 'pro' && orders.count > 1 && events['Email Opened'].count > 1 && 'vip' in segments && 'at-risk' in segments
      && has(traits.nobodySaid) && scores.engagement > 1 && event.properties.extra.deep == 1 && daysSince(orders.last) > 3
      && traits['favourite shop'] == 'x' && orders.first < now`;
    expect(conditions.valuesOf(text, facts)).toEqual({
      'traits.plan': 'pro',
      'orders.count': 3,
      "events['Email Opened'].count": 4,
      "'vip' in segments": true,
      "'at-risk' in segments": false,
      'traits.nobodySaid': null,
      'scores.engagement': 11,
      'event.properties.extra': { deep: 1 },
      'orders.last': '2026-11-01T00:00:00.000Z',
      "traits['favourite shop']": 'Pier Street',
      'orders.first': '2026-01-01T00:00:00.000Z',
    });
    expect(conditions.valuesOf('no expression', facts)).toEqual({});
  });
});

test('answers do not depend on what was asked before, about whom and when', () => {
  const later = { ...facts, now: new Date('2027-01-22T12:00:00.000Z'), event: aCustomerEvent({ name: 'Other' }) };
  expect(conditions.value('daysSince(orders.last)', facts)).toBe(21);
  expect(conditions.value('daysSince(orders.last)', later)).toBe(82);
  expect(conditions.value('daysSince(orders.last)', facts)).toBe(21);
  expect(conditions.value('scores.engagement', { ...facts, profile: aProfile() })).toBe(0);
  expect(conditions.value('scores.engagement', facts)).toBe(11);
});

describe('no prototype is within reach', () => {
  const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'prototype'];

  test.each(names)('%s is unknown everywhere', (name) => {
    for (const root of [
      'traits',
      'orders',
      'scores',
      'subscriptions',
      'event',
      'event.properties',
      'run',
      'run.variants',
      'events',
      'traits.address',
      'traits.plan',
      'traits.interests',
      'now',
      'segments',
    ]) {
      const written = `${root}['${name}']`;
      if (written === "traits.address['constructor']") continue;
      expect(conditions.value(written, facts), written).toBeUndefined();
      expect(asked(`string(${root}.${name}) != ''`).holds, written).toBe(false);
    }
    expect(conditions.value(name, facts)).toBeUndefined();
    expect(conditions.value(`events['${name}'].count`, facts)).toBe(0);
    expect(conditions.value(`'${name}' in segments`, facts)).toBe(false);
  });

  test('a name gives what was put there and nothing else', () => {
    const name = fc.oneof(fc.constantFrom(...names, 'plan'), fc.string({ minLength: 1, maxLength: 20 }));
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 4 }), name, (there, wanted) => {
        const traits = Object.fromEntries(there.map((key) => [key, { value: `value of ${key}`, at: '', by: '' }]));
        const open = createConditions({ scores: {}, currency: 'USD' });
        const given = { now, profile: aProfile({ traits }) };
        const text = `traits[${JSON.stringify(wanted)}]`;
        expect(open.value(text, given)).toBe(Object.hasOwn(traits, wanted) ? `value of ${wanted}` : undefined);
      }),
    );
  });
});

const fragments = fc.constantFrom(
  'traits.plan',
  'traits.age',
  'traits.nope',
  "'pro'",
  '3',
  '0',
  '==',
  '<',
  '&&',
  '||',
  '!',
  '(',
  ')',
  '[0]',
  ' in ',
  'segments',
  ' ',
  'event.properties.products',
  '.x',
  "events['Order Completed']",
  '.count',
  '.exists(p, ',
  'p.sku',
  'daysSince(',
  'orders.last',
  ',',
  '+',
  '/',
  '-',
);

test('no text and no facts make it throw', () => {
  const text = fc.oneof(
    fc.string(),
    fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
  fc.assert(
    fc.property(text, value, value, (written, trait, property) => {
      const given = {
        now,
        profile: aProfile({ traits: traitsOf({ plan: trait, age: trait, constructor: trait }) }),
        event: aCustomerEvent({ name: 'Order Completed', properties: { products: property, constructor: property } }),
      };
      const verdict = conditions.holds(written, given);
      if (verdict.unknown !== undefined) expect(verdict.holds).toBe(false);
      conditions.value(written, given);
      conditions.valuesOf(written, given);
    }),
    { numRuns: 1_000 },
  );
});

test('comparing and negating agree with arithmetic, for every number', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(number, fc.integer({ min: -1_000, max: 1_000 }), (age, limit) => {
      const given = { now, profile: aProfile({ traits: traitsOf({ age }) }) };
      expect(conditions.holds(`traits.age >= ${limit}`, given)).toEqual({ holds: age >= limit });
      expect(conditions.holds(`traits.age == ${limit}`, given)).toEqual({ holds: age === limit });
      expect(conditions.holds(`!(traits.age >= ${limit})`, given)).toEqual({ holds: age < limit });
    }),
  );
});

describe('the dearest conditions over the longest lists and texts end soon', () => {
  const numbers = Array.from({ length: 300 }, (_, index) => index);
  const traits = traitsOf({
    numbers,
    others: numbers.map((number) => number + 1_000),
    groups: numbers.map((number) => ({ a: number, b: { c: number } })),
    otherGroups: numbers.map((number) => ({ a: number, b: { c: number + 1_000 } })),
    text: 'a'.repeat(5_000),
    needle: `${'a'.repeat(500)}b`,
    tooLong: 'a'.repeat(5_001),
  });
  const given: Facts = { now, profile: aProfile({ traits }) };
  const often = (text: string, times: number) => Array.from({ length: times }, () => text).join(' || ');

  test.each([
    ['a list in a list', `traits.numbers.exists(i, ${often('i in traits.others', 78)})`],
    ['groups in a list', `traits.groups.exists(i, ${often('i in traits.otherGroups', 78)})`],
    ['a text in a text', `traits.numbers.exists(i, ${often('traits.text.contains(traits.needle)', 60)})`],
    ['texts made smaller', `traits.numbers.exists(i, ${often("traits.text.lowerAscii().contains('b')", 60)})`],
    ['one filter after the other', `size(traits.numbers${'.filter(i, !(i in traits.others))'.repeat(10)}) == 1`],
  ])('%s', (_, text) => {
    const started = performance.now();
    expect(conditions.holds(text, given)).toEqual({ holds: false });
    // Some 20 to 400 ms on a small machine; without the bounds it would be minutes.
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('a longer text is unknown', () => {
    expect(conditions.holds("traits.tooLong != ''", given)).toEqual({
      holds: false,
      unknown: '`traits.tooLong` has a text of more than 5000 characters',
    });
  });
});

test('however many expressions are asked, only some are kept', () => {
  for (let index = 0; index < 3_000; index++) expect(asked(`traits.age > ${index}`).holds).toBe(index < 35);
});
