import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCoupons } from '#shared/adapters/yaml/read-coupons.ts';
import { couponDefinition } from '#shared/domain/coupon/coupon.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';

const read = (text: string) => {
  const marketing = marketingCopy();
  marketing.write('coupons.yaml', text);
  return readCoupons(marketing.file('coupons.yaml'));
};

describe('the file of coupons', () => {
  it('declares pools and generators', async () => {
    const { coupons } = await read(
      'fair: { pool: true, value: 10 €, expires: 2 weeks }\nwinback: { generate: WIN-########, value: 15 %, expires: 36 hours }\n',
    );
    expect(coupons).toEqual([
      { coupon: 'fair', source: { kind: 'pool' }, value: '10 €', expiresInMilliseconds: 14 * 86_400_000 },
      {
        coupon: 'winback',
        source: { kind: 'generate', pattern: 'WIN-########' },
        value: '15 %',
        expiresInMilliseconds: 36 * 3_600_000,
      },
    ]);
    for (const coupon of coupons ?? []) expect(couponDefinition.parse(coupon)).toEqual(coupon);
  });

  it.each([
    ['is not there', undefined],
    ['is empty', ''],
    ['holds comments only', '# none yet\n'],
  ])('declares none where it %s', async (_, text) => {
    const found = text === undefined ? await readCoupons('/nowhere/coupons.yaml') : await read(text);
    expect(found).toEqual({ coupons: [], names: [], problems: [] });
  });

  it('of ours is right', async () => {
    const { coupons, problems } = await readCoupons(resolve(import.meta.dirname, '../../../marketing/coupons.yaml'));
    expect(problems).toEqual([]);
    expect(coupons?.map(({ coupon }) => coupon)).toContain('winback');
  });

  it('can be copied from the manual', async () => {
    const manual = readFileSync('docs/coupons.md', 'utf8');
    const [, example = ''] = /```yaml\n(winback:[\s\S]*?)```/.exec(manual) ?? [];
    const { coupons, problems } = await read(example);
    expect(problems).toEqual([]);
    expect(coupons?.map(({ coupon }) => coupon)).toEqual(['winback', 'test-drive']);
  });

  it.each([
    [
      'a pattern that can be guessed',
      'a: { generate: WIN-######, value: x, expires: 1 day }',
      16,
      /guessed.*30 bits/,
      /########/,
    ],
    ['no source of codes', 'a: { value: x, expires: 1 day }', 1, /where codes come from/, /pool: true/],
    ['two sources', 'a: { pool: true, generate: A########, value: x, expires: 1 day }', 1, /not both/, /pool: true/],
    ['pool: false', 'a: { pool: false, value: x, expires: 1 day }', 12, /`pool`/, /like/],
    ['a month', 'a: { pool: true, value: x, expires: 1 month }', 37, /`1 month`/, /14 days/],
    ['ten years', 'a: { pool: true, value: x, expires: 3650 days }', 37, /3650/, /730 days/],
    ['no end', 'a: { pool: true, value: x }', 1, /`expires` is missing/, /14 days/],
    ['a misspelt field', 'a: { pool: true, value: x, expire: 1 day, expires: 1 day }', 28, /no field `expire`/, /`expires`/],
    ['a number for a value', 'a: { pool: true, value: 15, expires: 1 day }', 25, /`value`/, /like/],
    ['a name with capitals', 'WinBack: { pool: true, value: x, expires: 1 day }', 1, /`WinBack` is no name/, /small letters/],
    ['a coupon without anything', 'a:', 1, /is missing/, /like/],
    ['a list', '- winback', 1, /must name each coupon/, /winback:/],
    ['no YAML', 'a: {', 4, /not readable: the `\{` of `a` is never closed/, /`\}`/],
  ])('is wrong with %s', async (_, text, column, message, hint) => {
    const { coupons, problems } = await read(text);
    expect(coupons).toEqual([]);
    const problem = problems.find((found) => message.test(found.message));
    expect(problem, JSON.stringify(problems)).toMatchObject({ line: 1, column });
    expect(problem?.hint ?? '').toMatch(hint);
  });

  it('knows a coupon with a mistake by its name, and those beside it as they are', async () => {
    const { coupons, names } = await read('a: { pool: true, value: x }\nb: { pool: true, value: x, expires: 1 day }\n');
    expect(coupons.map(({ coupon }) => coupon)).toEqual(['b']);
    expect(names).toEqual(['a', 'b']);
    expect((await read('a: {')).names).toBeUndefined();
  });

  it('is told everything that is wrong with it at once, from the top', async () => {
    const { problems } = await read('a: { value: x, expires: soon }\nb: { pool: true, valeu: x, value: y, expires: 1 day }\n');
    expect(problems.map(({ line }) => line)).toEqual(problems.map(({ line }) => line).toSorted());
    expect(new Set(problems.map(({ line }) => line))).toEqual(new Set([1, 2]));
  });
});
