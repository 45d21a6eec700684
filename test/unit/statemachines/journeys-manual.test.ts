import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { journeyJsonSchema } from '#statemachines/journeys/journey-json-schema.ts';
import { kinds } from '#statemachines/journeys/steps/registry.ts';
import { surroundings } from '#test/support/a-journey.ts';

const manual = readFileSync('docs/journeys.md', 'utf8');
const examples = [...manual.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

describe('the manual of the journey language', () => {
  it.each(examples.map((text, index) => [index + 1, text]))('compiles as written: example %i', (_, text) => {
    const result = compileJourney('journeys/example.yaml', String(text), surroundings());
    expect('problems' in result ? result.problems : []).toEqual([]);
  });

  it('shows every field that there is in an example', () => {
    const fields = fieldsIn(journeyJsonSchema());
    expect(fields).toEqual(
      expect.arrayContaining(['reenter', 'within', 'wait for completion', 'hold at most', 'yearly', 'because']),
    );
    const shown = new Set(examples.flatMap((text) => keysIn(parse(text))));
    expect(fields.filter((field) => !shown.has(field))).toEqual([]);
  });

  it('has a section for every kind of step', () => {
    expect(kinds.filter((kind) => !manual.includes(`\n### ${kind}\n`))).toEqual([]);
  });
});

/** The names of all properties of a JSON Schema, however deep. */
const fieldsIn = (schema: unknown): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema && typeof schema.properties === 'object' ? Object.keys(schema.properties ?? {}) : [];
  return [...new Set([...own, ...Object.values(schema).flatMap(fieldsIn)])];
};

const keysIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(keysIn)];
};
