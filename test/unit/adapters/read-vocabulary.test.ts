import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readVocabulary } from '#shared/adapters/yaml/read-vocabulary.ts';
import { catalogue } from '#shared/events/catalogue.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vocabulary-'));
});
afterAll(() => rm(directory, { recursive: true }));

const read = async (content: string) => {
  const path = join(directory, 'vocabulary.yaml');
  await writeFile(path, content);
  return readVocabulary(path);
};

/** `line:column message (hint)` of each problem. */
const problemsOf = async (content: string): Promise<readonly string[]> =>
  (await read(content)).problems.map(
    ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );

test("the project's own vocabulary has no mistake", async () => {
  const { vocabulary, problems } = await readVocabulary('marketing/vocabulary.yaml');
  expect(problems).toEqual([]);
  expect(vocabulary?.traits).toMatchObject({
    email: 'text',
    birthday: 'date',
    vip: 'yes or no',
    latitude: 'number',
    interests: 'list',
  });
  expect(vocabulary?.events['Car Configured']).toMatchObject({ model: 'text', price: 'number' });
});

test('traits, own events and the currency are as declared', async () => {
  const { vocabulary } = await read(
    'currency: EUR\ntraits:\n  plan: text\n  vip: yes or no\nevents:\n  Car Washed: { programme: text, price: number }\n  Car Sold:\n',
  );
  expect(vocabulary?.currency).toBe('EUR');
  expect(vocabulary?.traits).toEqual({ plan: 'text', vip: 'yes or no' });
  expect(vocabulary?.events['Car Washed']).toEqual({ programme: 'text', price: 'number' });
  expect(vocabulary?.events['Car Sold']).toEqual({});
});

describe('the events of the catalogue', () => {
  test('are there without a declaration', async () => {
    const { vocabulary } = await read('');
    for (const { name } of catalogue) expect(vocabulary?.events, name).toHaveProperty([name]);
    expect(vocabulary?.events['Page Viewed']).toMatchObject({ url: 'text' });
    expect(vocabulary?.currency).toBe('USD');
  });

  test('have properties of the types of their contracts', async () => {
    const { vocabulary } = await read('');
    expect(vocabulary?.events['Order Completed']).toMatchObject({
      order_id: 'text',
      revenue: 'number',
      currency: 'text',
      products: 'list',
    });
    expect(vocabulary?.events['Demo Booked']).toEqual({ at: 'date', product: 'text', owner: 'text', location: 'text' });
    expect(vocabulary?.events['Form Submitted']).toMatchObject({ fields: 'anything' });
    expect(vocabulary?.events['Support Conversation']).toMatchObject({ resolved: 'yes or no' });
    expect(vocabulary?.events['Task Created']).toMatchObject({ dueAt: 'date', taskId: 'text' });
  });

  test('take further properties, but no other types', async () => {
    const { vocabulary } = await read('events: { Order Completed: { giftWrapped: yes or no, revenue: number } }');
    expect(vocabulary?.events['Order Completed']).toMatchObject({ giftWrapped: 'yes or no', revenue: 'number', coupon: 'text' });
    expect(await problemsOf('events:\n  Order Completed: { revenue: text }\n')).toEqual([
      '2:31 `revenue` of `Order Completed` is a number by the catalogue, not text (leave it out: docs/reference/events.md has what the catalogue says)',
    ]);
  });

  test('every date among them is named like one, so that no other text was taken for a date', async () => {
    const { vocabulary } = await read('');
    const dates = catalogue.flatMap(({ name }) =>
      Object.entries(vocabulary?.events[name] ?? {}).flatMap(([property, type]) => (type === 'date' ? [property] : [])),
    );
    expect(dates.filter((property) => !/^at$|At$|^until$|Until$/.test(property))).toEqual([]);
  });
});

describe('mistakes are shown where they stand, all at once', () => {
  test.each([
    ['an unknown field', 'trait: { plan: text }', ['1:1 there is no field `trait` here (did you mean `traits`?)']],
    [
      "a programmer's type",
      'traits: { plan: string }',
      ['1:17 a type is one of `text`, `number`, `yes or no`, `date`, `list` (did you mean `text`?)'],
    ],
    [
      'a misspelt type',
      'traits: { plan: txt }',
      ['1:17 a type is one of `text`, `number`, `yes or no`, `date`, `list` (did you mean `text`?)'],
    ],
    ['a type that is none', 'traits:\n  plan: 3\n', ['2:9 a type is one of `text`, `number`, `yes or no`, `date`, `list`']],
    [
      'a property of such a type',
      'events: { Car Washed: { clean: bool } }',
      ['1:32 a type is one of `text`, `number`, `yes or no`, `date`, `list` (did you mean `yes or no`?)'],
    ],
    [
      'an event that holds a type',
      'events: { Car Washed: text }',
      ['1:23 an event holds its properties with their types, like `{ model: text, price: number }`'],
    ],
    [
      'traits as a list',
      'traits: [plan]',
      ['1:9 `traits` must be a group of fields, not a list (like `traits: { plan: text }`)'],
    ],
    ['a currency sign', 'currency: €', ['1:11 a currency is an ISO 4217 code like `EUR`']],
    [
      'an event of the catalogue, written differently',
      'events: { order completed: { x: text } }',
      ['1:11 the catalogue has `Order Completed`, written differently (write `Order Completed`)'],
    ],
    ['a name that can be none', 'events:\n  constructor: { x: text }\n', ['2:3 `constructor` cannot be a name']],
    [
      'a list instead of a file',
      '- plan',
      ['1:1 the file must hold fields, not a list (there are `currency`, `traits`, `events`)'],
    ],
    [
      'several',
      'curency: EUR\ntraits:\n  a: string\n  b: text\n  c: boolean\n',
      [
        '1:1 there is no field `curency` here (did you mean `currency`?)',
        '3:6 a type is one of `text`, `number`, `yes or no`, `date`, `list` (did you mean `text`?)',
        '5:6 a type is one of `text`, `number`, `yes or no`, `date`, `list` (did you mean `yes or no`?)',
      ],
    ],
  ])('%s', async (_, content, problems) => {
    expect(await problemsOf(content)).toEqual(problems);
  });

  test('what is no YAML, or says a name twice, is said too', async () => {
    expect((await read('traits: { plan: text')).problems[0]?.message).toMatch(/^not readable/);
    expect((await read('traits:\n  plan: text\n  plan: date\n')).problems).toMatchObject([{ line: 3 }]);
  });
});

describe('in spite of mistakes', () => {
  test.each([
    ['a trait of a wrong type is declared', 'traits: { plan: text, employees: nummer }', { traits: ['employees'], events: [] }],
    ['an event of a wrong form is declared', 'events: { Car Washed: text, Car Sold: }', { traits: [], events: ['Car Washed'] }],
    ['traits that are a list may be any', 'traits: [plan]', { traits: 'all', events: [] }],
    ['traits under a misspelt name may be any', 'trait: { plan: text }', { traits: 'all', events: [] }],
    ['a trait beside the others may be meant for one', 'employees: number', { traits: ['employees'], events: ['employees'] }],
    ['a wrong currency hides no name', 'currency: Euro', { traits: [], events: [] }],
    ['a file that is no YAML hides all', 'traits: { plan: text', { traits: 'all', events: 'all' }],
  ])('%s', async (_, content, unclear) => {
    const { vocabulary, names, problems } = await read(content);
    expect(problems).toHaveLength(1);
    expect(vocabulary).toBeUndefined();
    expect(names.unclear).toEqual(unclear);
  });

  test('what is right is known as what it is', async () => {
    const { names } = await read(
      'traits: { plan: text, employees: nummer }\nevents: { Car Washed: { price: nummer, by: text } }\n',
    );
    expect(names.traits).toEqual({ plan: 'text' });
    expect(names.events['Car Washed']).toEqual({ price: 'anything', by: 'text' });
  });

  test('a file that is missing is one mistake, and hides all', async () => {
    const { names, problems } = await readVocabulary(join(directory, 'none.yaml'));
    expect(problems).toMatchObject([{ line: 1, column: 1, message: 'the file that declares traits and events is missing' }]);
    expect(names.unclear).toEqual({ traits: 'all', events: 'all' });
  });

  test('a key that stands twice hides no mistake in the rest', async () => {
    expect(await problemsOf('traits:\n  plan: text\n  plan: text\n  age: nummer\n')).toEqual([
      '3:3 `plan` stands here twice (the first one is in line 2: keep one of them)',
      expect.stringMatching(/^4:8 a type is one of/),
    ]);
  });
});
