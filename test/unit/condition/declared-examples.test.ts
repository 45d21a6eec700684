import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readVocabulary } from '#shared/adapters/yaml/read-vocabulary.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'examples-'));
});
afterAll(() => rm(directory, { recursive: true }));

const read = async (content: string) => {
  const path = join(directory, 'vocabulary.yaml');
  await writeFile(path, content);
  return readVocabulary(path);
};

test('a trait or a property may come with an example', async () => {
  const { vocabulary } = await read(`traits:
  plan: text
  birthday: { type: date, example: 1990-05-17 }
  vip: { type: yes or no }
events:
  Car Configured:
    model: { type: text, example: Auriga GT }
    extras: { type: list, example: [roof, { name: hook }] }
    price: number
  Order Completed: { revenue: { type: number, example: 59.5 } }
`);
  expect(vocabulary?.traits).toEqual({ plan: 'text', birthday: 'date', vip: 'yes or no' });
  expect(vocabulary?.events['Car Configured']).toEqual({ model: 'text', extras: 'list', price: 'number' });
  expect(vocabulary?.events['Order Completed']).toMatchObject({ revenue: 'number', currency: 'text' });
  expect(vocabulary?.examples).toEqual({
    traits: { birthday: '1990-05-17' },
    events: {
      'Car Configured': { model: 'Auriga GT', extras: ['roof', { name: 'hook' }] },
      'Order Completed': { revenue: 59.5 },
    },
  });
});

test('a property called `type` is one like any other', async () => {
  const { vocabulary } = await read('events: { Car Washed: { type: text, example: number } }');
  expect(vocabulary?.events['Car Washed']).toEqual({ type: 'text', example: 'number' });
  expect(vocabulary?.examples.events).toEqual({ 'Car Washed': {} });
});

describe('mistakes are shown where they stand', () => {
  test.each([
    [
      'traits: { price: { type: number, example: cheap } }',
      ['1:43 `price` is a number, and this is text (write a number, like `12.5`)'],
    ],
    [
      'events: { Car Washed: { plate: { type: text, example: 4711 } } }',
      ["1:55 `plate` is text, and this is a number (write it between quotation marks: `'4711'`)"],
    ],
    [
      'traits: { plan: { type: string } }',
      ['1:25 a type is one of `text`, `number`, `yes or no`, `date`, `list` (did you mean `text`?)'],
    ],
    ['traits: { plan: { example: pro } }', ['1:11 `type` is missing']],
    ['traits: { plan: { type: text, exmple: pro } }', ['1:31 there is no field `exmple` here (did you mean `example`?)']],
  ])('%s', async (content, expected) => {
    const { problems } = await read(content);
    expect(
      problems.map(({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`),
    ).toEqual(expected);
  });
});

test("the project's own examples are there", async () => {
  const { vocabulary } = await readVocabulary('marketing/vocabulary.yaml');
  expect(vocabulary?.examples.traits).toMatchObject({
    firstName: 'Ada',
    configuredPrice: 31_900,
    interests: ['ovens', 'freezers'],
  });
  expect(vocabulary?.examples.events['Cart Viewed']).toMatchObject({ currency: 'EUR' });
});
