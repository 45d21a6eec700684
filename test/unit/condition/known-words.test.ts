import { describe, expect, test } from 'vitest';
import { knownEvents, knownWords } from '#shared/adapters/yaml/event-types.ts';
import { type ConditionScope, checkCondition } from '#shared/domain/condition/check-condition.ts';
import { vocabulary as named } from './a-vocabulary.ts';

const vocabulary = { ...named, events: { ...knownEvents(), ...named.events }, words: knownWords() };
const scope: ConditionScope = {
  vocabulary,
  event: ['Support Message'],
  run: true,
  splits: [
    { names: ['subject line', 'split subject line', 'split-subject-line'], variants: ['question', 'statement'] },
    { names: ['time of day', 'time-of-day'], variants: ['morning', 'evening'] },
  ],
};

const problemsOf = (text: string, where: ConditionScope = scope): readonly string[] =>
  checkCondition(text, where).map(
    ({ offset, message, hint }) => `${text.slice(offset)} ← ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );

/** The event of the catalogue with a property that may only be one of some words, and those words. */
const [limited] = Object.entries(knownWords()).flatMap(([event, properties]) =>
  Object.entries(properties).map(([property, words]) => ({ event, property, words })),
);

describe('words that a property never is', () => {
  const { event = '', property = '', words = [] } = limited ?? {};
  const where = { ...scope, event: [event] };

  test('are known from the contracts of the catalogue', () => {
    expect(words).toEqual(['customer', 'agent', 'bot']);
    expect(vocabulary.events[event]?.[property]).toBe('text');
  });

  test.each([
    [`event.properties.${property} == 'custmer'`, "'custmer' ← `'custmer'` is never what this is (did you mean `customer`?)"],
    [`event.properties['${property}'] != 'Agent'`, "'Agent' ← `'Agent'` is never what this is (did you mean `agent`?)"],
    [`event.properties.${property} in ['agent', 'bt']`, "'bt'] ← `'bt'` is never what this is (did you mean `bot`?)"],
  ])('%s', (text, problem) => {
    expect(problemsOf(text, where)).toEqual([problem]);
  });

  test('are not known where another event may have the property too', () => {
    const open = { ...vocabulary, events: { ...vocabulary.events, Other: { [property]: 'text' as const } } };
    expect(problemsOf(`event.properties.${property} == 'x'`, { ...where, vocabulary: open, event: [event, 'Other'] })).toEqual(
      [],
    );
    expect(problemsOf(`event.properties.${property} == 'x'`, { ...where, event: [event, 'Not There'] })).toEqual([]);
    // An event that does not have it says nothing against it.
    expect(problemsOf(`event.properties.${property} == 'x'`, { ...where, event: [event, 'Cart Updated'] })).toHaveLength(1);
  });
});

describe('subscriptions', () => {
  test.each([
    ["subscriptions.emial == 'subscribed'", "emial == 'subscribed' ← there is no channel called `emial` (did you mean `email`?)"],
    ["subscriptions.Email == 'subscribed'", "Email == 'subscribed' ← there is no channel called `Email` (did you mean `email`?)"],
    [
      "subscriptions.email in ['subscribed', 'unsubscribd']",
      "'unsubscribd'] ← `'unsubscribd'` is never what this is (did you mean `unsubscribed`?)",
    ],
    [
      "'subscribd' != subscriptions['email']",
      "'subscribd' != subscriptions['email'] ← `'subscribd'` is never what this is (did you mean `subscribed`?)",
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('other channels than email may be told of', () => {
    expect(problemsOf("subscriptions.sms == 'subscribed'")).toEqual([]);
  });
});

describe('variants', () => {
  test.each([
    [
      "run.variants['subject lin'] == 'question'",
      "'subject lin'] == 'question' ← there is no split called `subject lin` (did you mean `subject line`?)",
    ],
    ["run.variants['subject line'] == 'questoin'", "'questoin' ← `'questoin'` is never what this is (did you mean `question`?)"],
    [
      "run.variants['split-subject-line'] in ['question', 'morning']",
      "'morning'] ← `'morning'` is never what this is (there are `question`, `statement`)",
    ],
    [
      "run.variants['time of day'] == 'question'",
      "'question' ← `'question'` is never what this is (there are `morning`, `evening`)",
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test.each([
    "run.variants['subject line'] == 'question'",
    "run.variants['split subject line'] != 'statement'",
    "run.variants['time-of-day'] in ['morning']",
  ])('%s is in order', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test('a journey without splits has none, and where the splits are not known, any may be', () => {
    expect(problemsOf("run.variants.x == 'a'", { ...scope, splits: [] })).toEqual([
      "x == 'a' ← there is no split called `x` (this journey has no `split`)",
    ]);
    expect(problemsOf("run.variants.x == 'a'", { vocabulary, run: true })).toEqual([]);
  });
});

describe('what an expression must give', () => {
  test.each([
    ['orders.count', 'text', 'orders.count ← this gives a number; it must give text (`string(…)` makes text of a number)'],
    ['traits.plan', 'number', 'traits.plan ← this gives text; it must give a number (`double(…)` makes a number of text)'],
    ['traits.plan', 'date', 'traits.plan ← this gives text; it must give a date (`date(…)` makes a date of text)'],
    [
      'traits.vip ? 3 : orders.count',
      'text',
      '3 : orders.count ← this gives a number; it must give text (`string(…)` makes text of a number)',
    ],
    ['orders.last', 'list', 'orders.last ← this gives a date; it must give a list'],
    ['orders.count', 'yes or no', 'orders.count ← this gives a number; it must give yes or no'],
    ['traits.vip && orders.count > 3', 'text', 'traits.vip && orders.count > 3 ← this gives yes or no; it must give text'],
  ] as const)('%s for %s', (text, result, problem) => {
    const problems = problemsOf(text, { ...scope, result });
    expect(problems[0]).toBe(problem);
  });

  test.each([
    ['traits.plan', 'text'],
    ['orders.count / 2', 'number'],
    ['traits.vip && orders.count > 3', 'yes or no'],
    ['traits.renewalDate', 'date'],
    ["'2026-12-24'", 'date'],
    ['traits.interests', 'list'],
    ['reply.properties.anything', 'list'],
  ] as const)('%s for %s is in order', (text, result) => {
    expect(problemsOf(text, { ...scope, reply: ['Not There'], result })).toEqual([]);
  });
});

describe('parts of a date', () => {
  test.each([
    ['traits.renewalDate.getMonth() == 12', '12 ← `12` is never what this is (January is 0, and December 11)'],
    ['now.getDayOfWeek() in [6, 7]', '7] ← `7` is never what this is (Sunday is 0, and Saturday 6)'],
    ["24 != now.getHours('Europe/Berlin')", "24 != now.getHours('Europe/Berlin') ← `24` is never what this is (it is 0 to 23)"],
    [
      "now.getHours('Europe/Berln') == 3",
      "'Europe/Berln') == 3 ← there is no time zone `'Europe/Berln'` (like `getHours('Europe/Berlin')`)",
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test.each(['traits.renewalDate.getMonth() == 11', 'traits.renewalDate.getMonth() < 12', "now.getHours('+02:00') == 0"])(
    '%s is in order',
    (text) => {
      expect(problemsOf(text)).toEqual([]);
    },
  );
});

describe('a division by zero', () => {
  test.each(['orders.revenue / 0 > 1', 'orders.count % 0.0 == 1', '1 / 0 > 3'])('%s is a mistake', (text) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(/^0.* ← a division by zero has no answer$/)]);
  });
});
