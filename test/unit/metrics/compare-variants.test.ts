import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { splitsOf } from '#shared/domain/metrics/compare-variants.ts';
import type { JourneyOutline } from '#shared/domain/metrics/journey-outline.ts';
import { differenceOf, mostComparisons, zOf, zOfOneIn10000 } from '#shared/domain/metrics/proportions.ts';
import { aRunOf, converted, evenly, noted, now, outline } from './a-journey-of-runs.ts';

const withVariants = (variants: readonly { label: string; weight: number }[]): JourneyOutline => ({
  ...outline,
  steps: [{ id: 'split-subject-line', name: 'split subject line', kind: 'split', variants: [...variants] }],
});

/** So many customers who drew a variant, the first of whom converted; entered so many days ago. */
const drew = (variant: string, customers: number, conversions: number, days = 40): readonly JourneyRun[] =>
  Array.from({ length: customers }, (_, index) => {
    const run = noted(aRunOf(`${variant}-${index}`, days), { 'split-subject-line': variant });
    return index < conversions ? converted(run, days - 1) : run;
  });

const compare = (runs: readonly JourneyRun[], variants = evenly('question', 'statement')) => {
  const [split] = splitsOf(runs, withVariants(variants), now);
  if (split === undefined) throw new Error('no split');
  return split;
};
const differences = (split: ReturnType<typeof compare>) =>
  Object.fromEntries(split.variants.map(({ variant, difference }) => [variant, difference]));

describe('the variants of a split', () => {
  it('are compared with the first of the file', () => {
    const split = compare([...drew('question', 400, 40), ...drew('statement', 410, 82)]);
    const expected = differenceOf({ of: 82, n: 410 }, { of: 40, n: 400 });
    expect(split).toMatchObject({ comparedWith: 'question' });
    expect(split.noComparisonBecause).toBeUndefined();
    expect(differences(split)).toEqual({
      question: null,
      statement: { points: expected.difference, interval: expected.interval },
    });
    expect(expected.interval[0]).toBeGreaterThan(0);
  });

  it('have wider intervals the more of them there are, because each is one more chance to be wrong', () => {
    const two = compare([...drew('a', 300, 30), ...drew('b', 300, 45)], evenly('a', 'b'));
    const three = compare([...drew('a', 300, 30), ...drew('b', 300, 45), ...drew('c', 300, 30)], evenly('a', 'b', 'c'));
    const [narrow, wide] = [differences(two).b, differences(three).b];
    expect(wide?.points).toBe(narrow?.points);
    expect(wide?.interval[0]).toBeLessThan(narrow?.interval[0] ?? Number.NaN);
    expect(wide?.interval[1]).toBeGreaterThan(narrow?.interval[1] ?? Number.NaN);
    expect(wide?.interval).toEqual(differenceOf({ of: 45, n: 300 }, { of: 30, n: 300 }, zOf(2)).interval);
  });

  it('count only customers whose window is over, each once, with the first run', () => {
    const again = drew('statement', 30, 0, 35).map((run) => converted({ ...run, runId: `${run.runId}-again` }, 34));
    const young = drew('question', 25, 25, 5).map((run) => ({ ...run, profileId: `${run.profileId}-young` as const }));
    const split = compare([...drew('question', 30, 3), ...drew('statement', 30, 3), ...again, ...young]);
    expect(differences(split)).toMatchObject({ statement: { points: 0 } });
  });

  it.each([
    ['one has fewer than 20 customers', [...drew('question', 30, 1), ...drew('statement', 19, 1)], 'too-few'],
    ['customers were not divided by the weights', [...drew('question', 300, 30), ...drew('statement', 150, 15)], 'uneven'],
  ])('are not compared where %s', (_, runs, reason) => {
    const split = compare(runs);
    expect(split.noComparisonBecause).toMatchObject({ reason });
    expect(Object.values(differences(split))).toEqual([null, null]);
  });

  it('are not compared in a journey without a goal', () => {
    const { goalWithinMilliseconds: _, ...without } = withVariants(evenly('question', 'statement'));
    expect(splitsOf(drew('question', 5, 0), without, now)[0]?.noComparisonBecause?.reason).toBe('no-goal');
  });

  it('may have weights, which say how customers are to be divided', () => {
    const weights = [
      { label: 'question', weight: 2 },
      { label: 'statement', weight: 1 },
    ];
    const runs = [...drew('question', 300, 30), ...drew('statement', 150, 15)];
    expect(compare(runs, weights).noComparisonBecause).toBeUndefined();
  });

  it('count a customer once also where the weights were changed between two runs', () => {
    const again = drew('question', 30, 30, 35).map((run) =>
      noted({ ...run, number: 2, runId: `${run.runId}-2` }, { 'split-subject-line': 'statement' }),
    );
    const split = compare([...drew('question', 30, 3), ...drew('statement', 30, 3), ...again]);
    expect(split.variants).toMatchObject([
      { entered: 30, mature: { customers: 30, converted: 3 } },
      { entered: 60, mature: { customers: 30, converted: 3 } },
    ]);
  });

  it('leave out the one that was taken out, by its weight or from the file, and compare the others as before', () => {
    const variants = [{ label: 'old', weight: 0 }, ...evenly('question', 'statement')];
    const runs = [...drew('question', 30, 3), ...drew('statement', 30, 6), ...drew('old', 30, 3), ...drew('gone', 40, 9)];
    const split = compare(runs, variants);
    expect(split.comparedWith).toBe('question');
    expect(differences(split)).toEqual({ old: null, question: null, statement: expect.anything(), gone: null });
  });
});

describe('the check that customers were divided by the weights', () => {
  it('is the χ² test with one degree of freedom, for two variants', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 400 }), (a, b) => {
        const expected = (a + b) / 2;
        const chiSquared = ((a - expected) ** 2 + (b - expected) ** 2) / expected;
        fc.pre(Math.abs(chiSquared - zOfOneIn10000 ** 2) > 1e-6);
        const isUneven =
          compare([...drew('question', a, 0), ...drew('statement', b, 0)]).noComparisonBecause?.reason === 'uneven';
        expect(isUneven).toBe(chiSquared > zOfOneIn10000 ** 2);
      }),
      { numRuns: 60 },
    );
  });
});

describe('how wide intervals must be', () => {
  /** The share of a standard normal distribution outside of ±z: Simpson's rule over its density. */
  const outside = (z: number): number => {
    const steps = 2_000;
    const density = (x: number) => Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);
    const width = z / steps;
    const inner = Array.from({ length: steps - 1 }, (_, index) => density((index + 1) * width) * (index % 2 === 0 ? 4 : 2));
    return 1 - (2 * width * (density(0) + density(z) + inner.reduce((sum, value) => sum + value, 0))) / 3;
  };

  it.each(Array.from({ length: mostComparisons }, (_, index) => index + 1))('for %i at once is 5 %% divided by that', (m) => {
    expect(outside(zOf(m))).toBeCloseTo(0.05 / m, 12);
  });

  it('for the check of the division is one in 10,000, and more than ten variants are refused', () => {
    expect(outside(zOfOneIn10000)).toBeCloseTo(1e-4, 12);
    expect(() => zOf(mostComparisons + 1)).toThrow(RangeError);
  });
});
