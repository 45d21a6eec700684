import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { journeyJsonSchema } from '#statemachines/journeys/journey-json-schema.ts';

const manual = readFileSync('docs/journeys.md', 'utf8');
const examples = [...manual.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

describe('the manual of the journey language', () => {
  it.each(examples.map((text, index) => [index + 1, text]))('compiles as written: example %i', (_, text) => {
    expect(compileJourney('journeys/example.yaml', String(text), { messages: ['product-manual', 'case-study'] })).toHaveProperty(
      'compiled',
    );
  });

  it('shows every field that there is in an example', () => {
    const fields = fieldsIn(journeyJsonSchema());
    expect(fields).toEqual(expect.arrayContaining(['reenter', 'within', 'task', 'due', 'name']));
    expect(fields.filter((field) => !examples.join('').includes(`${field}:`))).toEqual([]);
  });
});

/** The names of all properties of a JSON Schema, however deep. */
const fieldsIn = (schema: unknown): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema && typeof schema.properties === 'object' ? Object.keys(schema.properties ?? {}) : [];
  return [...new Set([...own, ...Object.values(schema).flatMap(fieldsIn)])];
};
