import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConditionScope, checkCondition } from '#shared/domain/condition/check-condition.ts';
import { vocabulary } from './a-vocabulary.ts';

const scope: ConditionScope = { vocabulary, event: ['Order Completed'], run: true };

/** The problems as `at «the text from there on»: message (hint)`. */
const problemsOf = (text: string, where: ConditionScope = scope): readonly string[] =>
  checkCondition(text, where).map(
    ({ offset, message, hint }) => `${text.slice(offset)} ← ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );

describe('a condition without mistakes', () => {
  test.each([
    "traits.plan == 'pro'",
    'traits.age >= 35 && traits.age != 40',
    'traits.age in [35, 40.5]',
    "traits.country in ['DE', 'AT']",
    "!(traits.country in ['DE'])",
    'traits.vip',
    'traits.vip == false',
    "'ovens' in traits.interests",
    "traits.interests.exists(interest, interest == 'ovens')",
    'size(traits.interests) > 2 && traits.interests.size() in [3, 4]',
    "traits['favourite shop'].startsWith('Pier')",
    'has(traits.plan) && !has(orders.last)',
    'orders.revenue / orders.count > 100',
    'orders.count + 2 * 3 % 4 - 1 > 0.5',
    'daysSince(orders.last) > 90',
    'daysUntil(traits.renewalDate) <= 30',
    "traits.renewalDate < '2026-12-24' && '2026-01-01T00:00:00Z' <= traits.renewalDate",
    "traits.renewalDate == date('2026-12-24') || traits.renewalDate < now",
    "now - orders.last > duration('36h')",
    "events['Order Completed'].count == 0 || daysSince(events['Cart Updated'].last) > 3",
    "'vip' in segments && size(segments) > 1",
    'scores.engagement > 0.5',
    "subscriptions.email == 'subscribed'",
    "event.name == 'Order Completed' && event.timestamp < now",
    'event.properties.revenue > 50 && orders.count == 0',
    "event.properties.products.exists(p, p.price > 100 && p.category == 'Ovens')",
    'event.properties.products[0].price > 3',
    "event.properties.extra.deeper == 'x'",
    "run.journey == 'welcome' && run.variants['subject line'] == 'question' && daysSince(run.enteredAt) > 3",
    'traits.age > 3 ? traits.vip : !traits.vip',
    'now.getFullYear() == 2026 && now.getHours("Europe/Berlin") < 12',
  ])('%s', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('a misspelt name is shown where it stands, with the one that was meant', () => {
  test.each([
    ["traits.plam == 'pro'", "plam == 'pro' ← there is no trait called `plam` (did you mean `plan`?)"],
    [
      "traits['favorite shop'] == 'x'",
      "'favorite shop'] == 'x' ← there is no trait called `favorite shop` (did you mean `favourite shop`?)",
    ],
    ['has(traits.plam)', 'plam) ← there is no trait called `plam` (did you mean `plan`?)'],
    [
      "events['Order Complete'].count > 3",
      "'Order Complete'].count > 3 ← there is no event called `Order Complete` (did you mean `Order Completed`?)",
    ],
    [
      "events['Order Completed'].cuont > 3",
      'cuont > 3 ← there is no field of an event that is counted called `cuont` (did you mean `count`?)',
    ],
    ["'vp' in segments", "'vp' in segments ← there is no segment called `vp` (did you mean `vip`?)"],
    ['scores.engagment > 3', 'engagment > 3 ← there is no score called `engagment` (did you mean `engagement`?)'],
    ['orders.cont > 3', 'cont > 3 ← there is no field of `orders` called `cont` (did you mean `count`?)'],
    [
      'event.properties.revnue > 3',
      'revnue > 3 ← there is no property of `Order Completed` called `revnue` (did you mean `revenue`?)',
    ],
    [
      'event.propertis.revenue > 3',
      'propertis.revenue > 3 ← there is no field of `event` called `propertis` (did you mean `properties`?)',
    ],
    ['order.count > 3', 'order.count > 3 ← there is nothing called `order` (did you mean `orders`?)'],
    ['daySince(orders.last) > 3', 'daySince(orders.last) > 3 ← there is no function `daySince` (did you mean `daysSince`?)'],
    ["traits.plan.contians('x')", "contians('x') ← there is no function `contians` of a value (did you mean `contains`?)"],
    ["run.journy == 'x'", "journy == 'x' ← there is no field of `run` called `journy` (did you mean `journey`?)"],
    ["subscriptions.email == 'subscribd'", "'subscribd' ← `'subscribd'` is never what this is (did you mean `subscribed`?)"],
    [
      "event.name == 'Order Complet'",
      "'Order Complet' ← `'Order Complet'` is never what this is (did you mean `Order Completed`?)",
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('a trait that nobody has declared says where to declare it', () => {
    const where = { ...scope, vocabulary: { ...vocabulary, traits: {} } };
    expect(problemsOf('has(traits.shoeSize)', where)).toEqual([
      'shoeSize) ← there is no trait called `shoeSize` (declare it under `traits` in marketing/vocabulary.yaml)',
    ]);
  });

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('no name comes from a prototype: %s', (name) => {
    expect(problemsOf(`traits['${name}'] == 'x'`)).toHaveLength(1);
    expect(problemsOf(`events['${name}'].count > 1`)).toHaveLength(1);
    expect(problemsOf(`event.properties['${name}'] == 'x'`)).toHaveLength(1);
    expect(problemsOf(`orders['${name}'] == 1`)).toHaveLength(1);
    expect(problemsOf(`${name} == 1`)).toHaveLength(1);
  });
});

describe('what does not go together is said in plain words', () => {
  test.each([
    [
      "traits.age == '35'",
      "traits.age == '35' ← `traits.age` is a number and `'35'` is text: they cannot be compared (a number is written without quotation marks)",
    ],
    [
      'traits.plan > 3',
      'traits.plan > 3 ← `traits.plan` is text and `3` is a number: they cannot be compared (`double(traits.plan)` makes a number of text)',
    ],
    [
      "traits.vip == 'yes'",
      "traits.vip == 'yes' ← `traits.vip` is yes or no and `'yes'` is text: they cannot be compared (compare with `true` or `false`, without quotation marks)",
    ],
    [
      'orders.last > 90',
      'orders.last > 90 ← `orders.last` is a date and `90` is a number: they cannot be compared (write `daysSince(…)` for the days since a date)',
    ],
    [
      'daysSince(traits.plan) > 3',
      'daysSince(traits.plan) > 3 ← `traits.plan` is text, and `daysSince` takes a date (`daysSince(date(…))` takes text that is a date; a trait or property that always is one is declared as `date`)',
    ],
    [
      "traits.renewalDate < 'soon'",
      "'soon' ← `'soon'` is no date (a date is written like '2026-12-24' or '2026-12-24T18:00:00Z')",
    ],
    [
      'traits.renewalDate < traits.plan',
      "traits.plan ← this is no date (a date is written like '2026-12-24' or '2026-12-24T18:00:00Z')",
    ],
    [
      "date('2026-02-30') < now",
      "'2026-02-30') < now ← `'2026-02-30'` is no date (a date is written like '2026-12-24' or '2026-12-24T18:00:00Z')",
    ],
    [
      "now - orders.last > duration('1 day')",
      "'1 day') ← `'1 day'` is no length of time (like `duration('36h')`; a week is `168h`)",
    ],
    [
      "traits.interests == 'ovens'",
      "traits.interests == 'ovens' ← `traits.interests` is a list and `'ovens'` is text: they cannot be compared (to ask whether the list has it, write `'ovens' in traits.interests`)",
    ],
    [
      "'vip' == segments",
      "'vip' == segments ← `'vip'` is text and `segments` is a list: they cannot be compared (to ask whether the list has it, write `'vip' in segments`)",
    ],
    [
      "traits.interests.contains('ovens')",
      "traits.interests.contains('ovens') ← `traits.interests` is a list: `contains` cannot be asked of it with text (like `'ovens' in traits.interests`)",
    ],
    [
      '3 < orders.count < 5',
      '3 < orders.count < 5 ← this is yes or no and `5` is a number: they cannot be compared (to compare twice, write `&&`: `3 < orders.count && orders.count < 5`)',
    ],
    [
      "!traits.plan == 'pro'",
      "!traits.plan == 'pro' ← `traits.plan` is text; `!` needs true or false (to ask whether something is not so, write `!=`, or brackets: `!(traits.plan == 'pro')`)",
    ],
    [
      "traits.plan == ('pro' || 'team')",
      "'pro' || 'team') ← both sides of `||` must be true or false (each is a comparison of its own, like `traits.plan == 'pro' || traits.plan == 'team'`)",
    ],
    [
      'traits.plan == 3',
      "traits.plan == 3 ← `traits.plan` is text and `3` is a number: they cannot be compared (as text it is `'3'`)",
    ],
    [
      'true != subscriptions.email',
      "true != subscriptions.email ← `true` is yes or no and `subscriptions.email` is text: they cannot be compared (write `'subscribed'` or `'unsubscribed'`)",
    ],
    ['traits.plan == pro', "pro ← there is nothing called `pro` (text stands between quotation marks: `'pro'`)"],
    ['vip in segments', "vip in segments ← there is nothing called `vip` (text stands between quotation marks: `'vip'`)"],
    ['traits.vip == Yes', 'Yes ← there is nothing called `Yes` (write `true`)'],
    ['segments.vip', "segments.vip ← `segments` is a list of names (write `'vip' in segments`)"],
    ['traits.age > 80,5', ',5 ← `,` cannot stand here (a number is written with a point: `80.5`)'],
    ["traits.größe == 'L'", "öße == 'L' ← `ö` cannot stand here (write `traits['größe']`)"],
    ['events.Cart Updated.count > 1', "Updated.count > 1 ← `Updated` cannot stand here (write `events['Cart Updated']`)"],
    ["traits.plan in 'pro'", "traits.plan in 'pro' ← `'pro'` is text; `in` needs a list (like `traits.country in ['DE', 'AT']`)"],
    ["traits.age in ['DE']", "'DE'] ← `'DE'` is text, and `traits.age` is a number: it is never that"],
    ["traits.plan in ['a', 3]", "3] ← `3` is a number, and `traits.plan` is text: it is never that (write `'3'`)"],
    ["traits.age in [3, '4']", "'4'] ← `'4'` is text, and `traits.age` is a number: it is never that (write `4`)"],
    [
      "traits.renewalDate in ['2026-12-24']",
      "'2026-12-24'] ← `'2026-12-24'` is text, and `traits.renewalDate` is a date: it is never that (write `date('2026-12-24')`)",
    ],
    ["3 in ['a']", "'a'] ← `'a'` is text, and `3` is a number: it is never that"],
    [
      "traits.vip in [true, 'yes']",
      "'yes'] ← `'yes'` is text, and `traits.vip` is yes or no: it is never that (write `true` or `false`)",
    ],
    ['traits.plan.x == 1', 'x == 1 ← `traits.plan` is text, which has no fields'],
    ['traits.age.exists(a, a)', 'age.exists(a, a) ← `traits.age` is a number; only a list can be looked through'],
    ['traits.plan == null', 'null ← `null` cannot be compared with (write `has(traits.plan)` to ask whether something is known)'],
    ['traits', 'traits ← say which of `traits` is meant, by its name (like `traits.plan`)'],
    [
      "events['Order Completed'] > 3",
      "events['Order Completed'] > 3 ← an event itself is nothing to compare with (ask for its count: `events['Order Completed'].count > 0`)",
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test.each([
    [
      'orders.count',
      'orders.count ← this gives a number; a condition must be true or false (compare it, like `orders.count > 3`)',
    ],
    [
      'traits.vip && traits.plan',
      "traits.plan ← this gives text; a condition must be true or false (compare it, like `traits.plan == 'pro'`; `has(traits.plan)` asks whether it is known)",
    ],
    [
      '!orders.last',
      'orders.last ← this gives a date; a condition must be true or false (compare it, like `daysSince(orders.last) > 90`)',
    ],
  ])('%s gives neither true nor false', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('a value may be of any type where any is wanted, and a score must be a number', () => {
    expect(problemsOf('event.properties.coupon', { ...scope, result: 'any' })).toEqual([]);
    expect(problemsOf("events['Order Completed'].count * 2 + 0.5", { ...scope, result: 'number' })).toEqual([]);
    expect(problemsOf('traits.vip ? 10 : 0', { ...scope, result: 'number' })).toEqual([]);
    expect(problemsOf('traits.vip', { ...scope, result: 'number' })).toEqual([
      'traits.vip ← this gives yes or no; it must give a number',
    ]);
  });
});

describe('what is no expression says what to write', () => {
  test.each([
    ['', ' ← the condition is empty'],
    ["traits.plan = 'pro'", "= 'pro' ← `=` alone means nothing here (write `==` to compare)"],
    ['traits.vip and traits.age > 3', 'and traits.age > 3 ← `and` is written as a sign (write `&&`)'],
    ['not traits.vip', 'not traits.vip ← `not` is written as a sign (write `!`)'],
    ["traits.plan <> 'pro'", '<> \'pro\' ← `<>` means nothing here (write `!=` for "is not")'],
    ["traits.plan == 'this or that' & traits.vip", '& traits.vip ← `&` alone means nothing here (write `&&` for "and")'],
    ['traits.plan == “pro”', "“pro” ← `“` is not a quotation mark here (write texts between straight ' and ')"],
    ["traits.plan == 'pro", "'pro ← a text begins here and does not end (write it between ' and ')"],
    ['orders.count >', ' ← something is missing at the end'],
    ["traits.country in ['DE', 'AT'", ' ← something is missing at the end'],
    ['orders.count > ) 3', ') 3 ← `)` cannot stand here'],
    ["{'a': 1} == 3", "{'a': 1} == 3 ← groups of fields cannot be written here (a list is written `['DE', 'AT']`)"],
  ])('%j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

describe('what the place does not have', () => {
  test('an audience is about the customer only', () => {
    expect(problemsOf('event.properties.revenue > 3', { vocabulary })).toEqual([
      'event.properties.revenue > 3 ← there is no `event` here: this asks about the customer only',
    ]);
    expect(problemsOf('reply.properties.revenue > 3')).toEqual([
      'reply.properties.revenue > 3 ← there is no `reply` here: it is what a `wait for` before this received',
    ]);
    expect(problemsOf("run.journey == 'x'", { vocabulary })).toEqual(["run.journey == 'x' ← there is no `run` here"]);
  });

  test('where an event may be of two names, it may have the properties of both', () => {
    const both = { ...scope, event: ['Order Completed', 'Cart Updated'] };
    expect(problemsOf('event.properties.value > 3 && event.properties.revenue > 3', both)).toEqual([]);
    // Text in one and a number in the other: either may be asked.
    expect(problemsOf("event.properties.coupon == 'x' || event.properties.coupon == 3", both)).toEqual([]);
    expect(problemsOf('event.properties.other > 3', both)).toHaveLength(1);
  });

  test('an event without known properties has none, and one that is not in the vocabulary may have any', () => {
    expect(problemsOf('event.properties.x == 3', { vocabulary, event: ['Nothing Said'] })).toEqual([
      'x == 3 ← there is no property of `Nothing Said` called `x` (no property of `Nothing Said` is known; declare it under `events` in marketing/vocabulary.yaml)',
    ]);
    expect(problemsOf('event.properties.x == 3', { vocabulary, event: ['Not There'] })).toEqual([]);
  });
});

describe('what could be expensive', () => {
  test.each([
    [
      'event.properties.products.exists(p, p.tags.exists(t, t == 1))',
      '`exists` cannot stand inside another `exists`, `all` or `filter`',
    ],
    [
      '(traits.interests + traits.interests).exists(i, i == 1)',
      '`exists` needs a list that is written out, or a fact that is one',
    ],
    ["'x' in traits.interests + traits.interests", '`in` needs a list that is written out, or a fact that is one'],
    ["traits.plan.matches('(a+)+b')", 'there is no function `matches` of a value'],
    ["traits.interests.map(i, i + i) == ['x']", 'there is no function `map` of a value'],
    [`${'('.repeat(60)}true${')'.repeat(60)}`, 'this condition is too long or too deep'],
    [Array.from({ length: 150 }, () => 'traits.vip').join(' && '), 'this condition is too long or too deep'],
    [`traits.plan == '${'x'.repeat(5_000)}'`, 'a condition may have at most 4000 characters'],
  ])('%s', (text, message) => {
    expect(checkCondition(text, scope).map((problem) => problem.message)).toContain(message);
  });
});

test('all mistakes of an expression are told at once, in the order of the text', () => {
  expect(
    problemsOf("traits.plam == 'pro' && (traits.age == 'x' || !orders.last) && 'vp' in segments && order.count > 3"),
  ).toHaveLength(5);
  const offsets = checkCondition("traits.plam == 'pro' && (traits.age == 'x' || !orders.last) && 'vp' in segments", scope).map(
    ({ offset }) => offset,
  );
  expect(offsets).toEqual([7, 25, 47, 63]);
});

const fragments = fc.constantFrom(
  'traits.plan',
  'traits.nope',
  "'pro'",
  '3',
  '==',
  '&&',
  '||',
  '!',
  '(',
  ')',
  '[',
  ']',
  'in',
  'segments',
  ' ',
  'event',
  '.properties',
  '.x',
  "events['Order Completed']",
  '.count',
  'exists(',
  'daysSince(',
  ',',
  '"',
  "'",
  'é',
  '?',
  ':',
  '{',
  '}',
  '\n',
  '__proto__',
  '\\',
);

test('no text makes the check throw, and every problem lies within the text', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join('')),
      ),
      (text) => {
        for (const { offset, message } of checkCondition(text, scope)) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(text.length);
          expect(message).not.toBe('');
        }
      },
    ),
    { numRuns: 500 },
  );
});
