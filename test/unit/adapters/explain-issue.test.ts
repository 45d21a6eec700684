import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { explainIssues } from '#shared/adapters/yaml/explain-issue.ts';
import { parseAs, wordingOf } from '#shared/adapters/yaml/read-as.ts';

const strict = z.strictObject({
  description: z.string(),
  when: z.string(),
  limit: z.number().exactOptional(),
  inner: z.strictObject({ from: z.string(), address: z.string() }).exactOptional(),
});
const open = z.object({ latitude: z.number(), longitude: z.number() }).catchall(z.unknown());

const said = (schema: z.ZodType, value: unknown): readonly string[] => {
  const parsed = parseAs(schema, value);
  if (parsed.success) return [];
  return explainIssues(parsed.error.issues, wordingOf(schema), value).map(
    ({ path, message, hint }) => `${path.join('.')}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
};

describe('a field under a wrong name is one mistake', () => {
  it.each<readonly [string, z.ZodType, unknown, readonly string[]]>([
    [
      'that is misspelt',
      strict,
      { descripton: 'x', when: 'y' },
      ['descripton: there is no field `descripton` here (did you mean `description`?)'],
    ],
    [
      'that is cut short',
      strict,
      { desc: 'x', when: 'y' },
      ['desc: there is no field `desc` here (did you mean `description`?)'],
    ],
    [
      'that is quite another one, and the only one',
      strict,
      { description: 'x', condition: 'y' },
      ['condition: there is no field `condition` here (`when` is missing: is it meant by this?)'],
    ],
    [
      'in a group further in',
      strict,
      { description: 'x', when: 'y', inner: { from: 'x', adress: 'y' } },
      ['inner.adress: there is no field `adress` here (did you mean `address`?)'],
    ],
    [
      'of a form that takes others too',
      open,
      { lattitude: 1, longitude: 2, name: 'x' },
      ['lattitude: there is no field `lattitude` here (did you mean `latitude`?)'],
    ],
    [
      'of a form that takes others too, twice',
      open,
      { lat: 1, lon: 2, name: 'x' },
      [
        'lat: there is no field `lat` here (did you mean `latitude`?)',
        'lon: there is no field `lon` here (did you mean `longitude`?)',
      ],
    ],
  ])('%s', (_, schema, value, expected) => {
    expect(said(schema, value)).toEqual(expected);
  });

  it.each<readonly [string, z.ZodType, unknown, readonly string[]]>([
    [
      'where two are missing and nothing looks like either',
      strict,
      { foo: 'x' },
      [
        'description: `description` is missing',
        'when: `when` is missing',
        'foo: there is no field `foo` here (there are `description`, `when`, `limit`, `inner`)',
      ],
    ],
    [
      'where the misspelt one may be left out',
      strict,
      { description: 'x', limt: 3 },
      ['when: `when` is missing', 'limt: there is no field `limt` here (did you mean `limit`?)'],
    ],
    ['where any other field may stand', open, { latitude: 1, name: 'x' }, ['longitude: `longitude` is missing']],
  ])('but not %s', (_, schema, value, expected) => {
    expect(said(schema, value)).toEqual(expected);
  });
});
