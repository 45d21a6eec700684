import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { journeyJsonSchema } from '#statemachines/journeys/journey-json-schema.ts';

const folder = 'marketing/journeys';
const journeys = readdirSync(folder).filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'));

describe('the published JSON Schema', () => {
  const schema = z.fromJSONSchema(journeyJsonSchema());

  it.each([...journeys.map((name) => `${folder}/${name}`), 'test/unit/statemachines/fixtures/every-step.yaml'])(
    'takes %s',
    (file) => {
      expect(schema.safeParse(parse(readFileSync(file, 'utf8'))).error?.issues).toBeUndefined();
    },
  );

  it.each([
    ['a misspelt step in an arm', '{ branch: [{ if: traits.vip, then: [{ sned: case-study }] }] }'],
    ['an arm that is no list', '{ wait for: Order Completed, at most: 2 days, then: { send: case-study } }'],
    ['a misspelt field of a variant', '{ split: x, variants: { a: { steps: [] }, b: { step: [] } } }'],
    ['a length of time without its unit', '{ wait: 2 }'],
  ])('refuses %s', (_, step) => {
    const journey = { description: 'Tried out', enter: { on: 'Lead Created' }, steps: [parse(step)] };
    expect(schema.safeParse(journey).success).toBe(false);
    expect(schema.safeParse({ ...journey, steps: [{ send: 'case-study' }] }).success).toBe(true);
  });

  it('describes every field, and shows how it is written', () => {
    expect(undocumented(journeyJsonSchema(), '')).toEqual([]);
  });
});

const fields = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })).default({}),
});

/** Fields without a description, or without an example or a list of what they may be, in them or in their parts. */
const undocumented = (schema: unknown, path: string): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = fields.safeParse(schema);
  const bare = Object.entries(own.success && !Array.isArray(schema) ? own.data.properties : {}).filter(
    ([, field]) => field.description === undefined || !/"(examples|enum|const)":/.test(JSON.stringify(field)),
  );
  return [
    ...bare.map(([name]) => `${path}/${name}`),
    ...Object.entries(schema).flatMap(([key, inner]) => undocumented(inner, `${path}/${key}`)),
  ];
};
