import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { marketingSchemas } from '#shared/adapters/yaml/marketing-schemas.ts';
import { undescribed } from '#test/support/undescribed-fields.ts';

/** The files that each schema is for. */
const files = {
  channels: 'marketing/channels.yaml',
  coupons: 'marketing/coupons.yaml',
  destinations: 'marketing/destinations.yaml',
  features: 'marketing/features.yaml',
  places: 'marketing/places/*.yaml',
  score: 'marketing/scores/*.yaml',
  segment: 'marketing/segments/*.yaml',
  sending: 'marketing/sending.yaml',
  vocabulary: 'marketing/vocabulary.yaml',
};

const schemas = marketingSchemas();

describe.each(Object.entries(files))('the schema %s', (name, pattern) => {
  // Tests have schemas of their own.
  const ours = globSync(pattern).filter((file) => !file.endsWith('.test.yaml'));

  it('takes every file of ours, and each of them names it to editors', () => {
    const schema = z.fromJSONSchema(schemas[name] ?? false);
    expect(ours).not.toEqual([]);
    for (const file of ours) {
      const text = readFileSync(file, 'utf8');
      expect(schema.safeParse(parse(text)).error?.issues, file).toBeUndefined();
      const path = relative(dirname(file), join('docs/reference', `${name}.schema.json`));
      expect(text.split('\n', 1)[0], file).toBe(`# yaml-language-server: $schema=${path}`);
    }
  });

  it('describes the file and every field of it', () => {
    expect(schemas[name]).toMatchObject({ title: expect.any(String), description: expect.any(String) });
    expect(undescribed(schemas[name])).toEqual([]);
  });
});

it('every schema is for files of ours', () => {
  expect(Object.keys(schemas)).toEqual(Object.keys(files));
});

it.each([
  ['channels', 'email: { from: { name: A, address: a@b.example }, postalAddress: C, consent: perhaps }'],
  ['channels', 'email: { from: { name: A, adress: a@b.example }, postalAddress: C, consent: implied }'],
  ['features', 'counts: []'],
  ['coupons', 'winback: { pool: true, value: 15 %, expires: 14 days, valeu: x }'],
  ['coupons', 'Winback: { pool: true, value: 15 %, expires: 14 days }'],
  ['destinations', 'crm: { url: https://crm.example.com/, secret: s, tags: [x] }'],
  ['places', 'berlin: { latitude: 525.2, longitude: 13.4 }'],
  ['score', 'description: x'],
  ['segment', '{ description: x, whne: orders.count > 3 }'],
  ['sending', 'quiet hours: in the night'],
  ['vocabulary', 'traits: { plan: string }'],
])('the schema %s refuses `%s`', (name, text) => {
  expect(z.fromJSONSchema(schemas[name] ?? true).safeParse(parse(text)).success).toBe(false);
});
