import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeAlphabet, codeOf, isLoadableCode, patternProblem } from '#shared/domain/coupon/code-pattern.ts';

describe('a pattern for codes', () => {
  it('gives codes with a random character for each #', () => {
    const code = codeOf('WIN-####-####', randomInt);
    expect(code).toMatch(/^WIN-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
    expect(codeOf('WIN-####-####', randomInt)).not.toBe(code);
  });

  it('uses every character, and none that is mistaken for another', () => {
    const seen = new Set<string>();
    for (let index = 0; index < codeAlphabet.length; index += 1) seen.add(codeOf('#', () => index));
    expect(seen.size).toBe(32);
    expect([...'01IO'].filter((character) => seen.has(character))).toEqual([]);
  });

  it.each([
    ['has enough random characters', 'WINBACK-########', undefined],
    ['has them in two groups', '####-####', undefined],
    ['has one too few', 'WINBACK-#######', /7 random characters are 35 bits, and 40 are needed/],
    ['has none', 'WINBACK15', /0 random characters/],
    ['has small letters', 'winback-########', /no pattern/],
    ['has blanks', 'WIN ########', /no pattern/],
    ['is empty', '', /no pattern/],
    ['is longer than anybody types', `${'W'.repeat(33)}########`, /too long/],
  ])('that %s', (_, pattern, problem) => {
    const found = patternProblem(pattern);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found?.message).toMatch(problem);
  });

  it('tells how to make a weak one strong', () => {
    expect(patternProblem('WINBACK-######')?.hint).toBe('at least 8 times #, like `WINBACK-########`');
  });

  it('that is accepted never gives fewer than 40 random bits', () => {
    const parts = fc.constantFrom('#', '#', 'A', '7', '-');
    fc.assert(
      fc.property(fc.array(parts, { minLength: 10, maxLength: 40, size: 'max' }), (characters) => {
        const pattern = characters.join('');
        fc.pre(patternProblem(pattern) === undefined);
        let draws = 0;
        codeOf(pattern, (limit) => {
          draws += Math.log2(limit);
          return 0;
        });
        return draws >= 40;
      }),
    );
  });
});

it.each([
  ['AB12', true],
  ['summer-2026!', true],
  ['ABC', false],
  ['A B C D', false],
  ['ABCD\t', false],
  ['CAFÉ', false],
  ['A'.repeat(65), false],
])('%j can be loaded: %s', (code, loadable) => {
  expect(isLoadableCode(code)).toBe(loadable);
});
