import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConditionScope, checkCondition } from '#shared/domain/condition/check-condition.ts';
import { createConditions } from '#shared/domain/condition/conditions.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';
import { vocabulary } from './a-vocabulary.ts';

const scope: ConditionScope = { vocabulary, event: ['Order Completed'], run: true };

/** The problems as `«the text from there on» ← message`. */
const problemsOf = (text: string, where: ConditionScope = scope): readonly string[] =>
  checkCondition(text, where).map(({ offset, message }) => `${text.slice(offset)} ← ${message}`);

const always = 'this always holds, whatever is known of the customer';
const never = 'this never holds, whatever is known of the customer';

describe('a condition that asks about nothing is a mistake', () => {
  test.each([
    ['true', `true ← ${always}`],
    ['false', `false ← ${never}`],
    ['1 == 1', `1 == 1 ← ${always}`],
    ["'a' in ['b', 'c']", `'a' in ['b', 'c'] ← ${never}`],
    ['!(2 > 1)', `!(2 > 1) ← ${never}`],
    ['!(1 > 2)', `!(1 > 2) ← ${always}`],
    ['(1 + 2) * 3 == 9', `1 + 2) * 3 == 9 ← ${always}`],
    ["date('2026-12-24') < '2026-12-25'", `date('2026-12-24') < '2026-12-25' ← ${always}`],
    ['traits.plan in []', `traits.plan in [] ← ${never}`],
    ['traits.vip || true', `traits.vip || true ← ${always}`],
    ['traits.vip && false', `traits.vip && false ← ${never}`],
    ['!(traits.vip || 1 == 1)', `!(traits.vip || 1 == 1) ← ${never}`],
    ['[1, 2].exists(n, n == 2)', `[1, 2].exists(n, n == 2) ← ${always}`],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('and so is a part of one, which is shown alone', () => {
    expect(problemsOf('traits.vip && (orders.count > 3 && 1 == 1)')).toEqual([`1 == 1) ← ${always}`]);
    expect(problemsOf("traits.plan == 'pro' || 1 > 2 || !true")).toEqual([`1 > 2 || !true ← ${never}`, `!true ← ${never}`]);
  });

  test.each([
    'traits.vip == true',
    "daysSince(date('2026-01-01')) > 30",
    'now.getMonth() == 11',
    "now > '2026-12-24'",
    "traits.plan in ['pro', 'pro']",
    "has(traits.plan) || traits.plan != 'pro'",
    "!has(traits.plan) || traits.plan != 'pro'",
  ])('but not: %s', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test('a value may be written out', () => {
    expect(problemsOf('1 == 1', { ...scope, result: 'any' })).toEqual([]);
    expect(problemsOf('true', { ...scope, result: 'yes or no' })).toEqual([]);
    expect(problemsOf('7', { ...scope, result: 'number' })).toEqual([]);
  });
});

describe('parts that cannot hold together are a mistake', () => {
  test.each([
    ["traits.plan == 'pro' && traits.plan == 'trial'", "traits.plan == 'trial'", "traits.plan == 'pro'"],
    ["traits.vip && traits.plan == 'pro' && traits.plan != 'pro'", "traits.plan != 'pro'", "traits.plan == 'pro'"],
    ["traits.plan in ['pro', 'team'] && traits.plan == 'trial'", "traits.plan == 'trial'", "traits.plan in ['pro', 'team']"],
    ["traits.plan == 'pro' && (traits['plan']) == \"trial\"", '(traits[\'plan\']) == "trial"', "traits.plan == 'pro'"],
    ["'pro' == traits.plan && !(traits.plan in ['pro'])", "!(traits.plan in ['pro'])", "'pro' == traits.plan"],
    ['orders.count > 5 && orders.count < 3', 'orders.count < 3', 'orders.count > 5'],
    ['orders.count >= 5 && 5 > orders.count', '5 > orders.count', 'orders.count >= 5'],
    ['orders.count > 5 && orders.count == 5', 'orders.count == 5', 'orders.count > 5'],
    ['traits.age < -1 && traits.age > 0', 'traits.age > 0', 'traits.age < -1'],
    ['traits.vip && (orders.count > 3 && !traits.vip)', '!traits.vip', 'traits.vip'],
    ['daysSince(orders.last) > 90 && daysSince(orders.last) < 30', 'daysSince(orders.last) < 30', 'daysSince(orders.last) > 90'],
  ])('%s', (text, wrong, earlier) => {
    const [problem, ...others] = checkCondition(text, scope);
    expect(others).toEqual([]);
    expect(problem?.message).toBe(`\`${wrong}\` never holds together with \`${earlier}\``);
    // Brackets before the first part are not part of it.
    expect(text.slice(problem?.offset).startsWith(wrong.replace(/^\(/, ''))).toBe(true);
  });

  test('and so are two of which one always holds', () => {
    expect(problemsOf("traits.plan != 'pro' || traits.plan != 'trial'")).toEqual([
      "traits.plan != 'trial' ← `traits.plan != 'trial'` or `traits.plan != 'pro'` always holds, where `traits.plan` is known",
    ]);
    expect(problemsOf('orders.count > 3 || orders.count <= 3')).toHaveLength(1);
  });

  test.each([
    "traits.plan == 'pro' || traits.plan == 'trial'",
    "traits.plan != 'pro' && traits.plan != 'trial'",
    "traits.plan in ['pro', 'team'] && traits.plan != 'pro'",
    'orders.count >= 3 && orders.count <= 3',
    'orders.count > 3 && orders.count < 3.5',
    'orders.count < 3 || orders.count > 5',
    "(traits.plan == 'pro' && orders.count > 3) || (traits.plan == 'trial' && orders.count > 5)",
    "traits.plan == 'pro' && traits.country == 'DE'",
    'now.getMonth() == 11 && now.getDate() < 7',
    "event.properties.products[0].name == 'Oven' && event.properties.products[1].name == 'Hob'",
    "event.properties.products.exists(p, p.name == 'Oven') && event.properties.products.exists(p, p.name == 'Hob')",
    "traits.interests == ['ovens'] || !(traits.interests == ['ovens'] && traits.vip)",
    "event.properties.extra == 'x' && event.properties.extra != 3",
    'traits.vip ? orders.count > 3 : orders.count < 3',
  ])('but not: %s', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('two claims about one fact are said to be contrary exactly where no value fits both', () => {
  const conditions = createConditions({ scores: {}, currency: 'USD', vocabulary });
  const holdsFor = (text: string, trait: string, value: string | number): boolean =>
    conditions.holds(text, { profile: aProfile({ traits: traitsOf({ [trait]: value }) }), now: new Date(0) }).holds;

  const maybeNot = (claim: fc.Arbitrary<string>) =>
    fc.tuple(fc.boolean(), claim).map(([not, text]) => (not ? `!(${text})` : text));
  const claimsOf = (fact: string, value: fc.Arbitrary<string>, signs: readonly string[]) =>
    maybeNot(
      fc.oneof(
        fc.tuple(fc.constantFrom(...signs), value).map(([sign, it]) => `${fact} ${sign} ${it}`),
        fc.tuple(fc.constantFrom(...signs), value).map(([sign, it]) => `${it} ${sign} ${fact}`),
        fc.array(value, { minLength: 1, maxLength: 3 }).map((items) => `${fact} in [${items.join(', ')}]`),
      ),
    );

  test.each([
    [
      'numbers',
      'age',
      claimsOf('traits.age', fc.constantFrom('-2', '-1', '0', '1', '2'), ['==', '!=', '<', '<=', '>', '>=']),
      Array.from({ length: 33 }, (_, index) => index / 4 - 4),
    ],
    ['texts', 'plan', claimsOf('traits.plan', fc.constantFrom("'a'", "'b'", "'c'"), ['==', '!=']), ['a', 'b', 'c', 'd']],
  ] as const)('of %s', (_, trait, claim, values) => {
    fc.assert(
      fc.property(claim, claim, fc.constantFrom('&&', '||'), (one, other, sign) => {
        const text = `${one} ${sign} ${other}`;
        const answers = values.map((value) => holdsFor(text, trait, value));
        const isVain = sign === '&&' ? answers.every((holds) => !holds) : answers.every((holds) => holds);
        expect(problemsOf(text)).toHaveLength(isVain ? 1 : 0);
      }),
      { numRuns: 500 },
    );
  });
});
