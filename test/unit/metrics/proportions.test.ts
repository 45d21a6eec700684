import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf, type Proportion, wilsonInterval } from '#shared/domain/metrics/proportions.ts';
import reference from './fixtures/two-proportions.json' with { type: 'json' };

const proportion = ([of = 0, n = 0]: readonly number[]): Proportion => ({ of, n });
const digits = 10;

describe('the interval of a proportion', () => {
  it.each(reference.cases)('is what statsmodels computes: $name', ({ a, b, wilson95OfA, wilson95OfB }) => {
    for (const [group, [low, high]] of [[a, wilson95OfA] as const, [b, wilson95OfB] as const]) {
      const own = wilsonInterval(proportion(group));
      expect(own[0]).toBeCloseTo(low ?? Number.NaN, digits);
      expect(own[1]).toBeCloseTo(high ?? Number.NaN, digits);
    }
  });

  it('begins at exactly 0 where nobody converted and ends at exactly 1 where all did', () => {
    expect(wilsonInterval({ of: 0, n: 17 })[0]).toBe(0);
    expect(wilsonInterval({ of: 17, n: 17 })[1]).toBe(1);
  });
});

describe('the difference of two proportions', () => {
  it.each(reference.cases)('is what statsmodels computes: $name', ({ a, b, difference, newcombe95 }) => {
    const own = differenceOf(proportion(b), proportion(a));
    expect(own.difference).toBeCloseTo(difference, digits);
    expect(own.interval[0]).toBeCloseTo(newcombe95[0] ?? Number.NaN, digits);
    expect(own.interval[1]).toBeCloseTo(newcombe95[1] ?? Number.NaN, digits);
  });

  const anyProportion = fc.integer({ min: 1, max: 5_000 }).chain((n) => fc.integer({ min: 0, max: n }).map((of) => ({ of, n })));

  it('lies within its interval, the interval within −1 and 1, and the other way round all is reversed', () => {
    fc.assert(
      fc.property(anyProportion, anyProportion, (a, b) => {
        const { difference, interval } = differenceOf(a, b);
        const reversed = differenceOf(b, a);
        expect(interval[0]).toBeLessThanOrEqual(difference);
        expect(interval[1]).toBeGreaterThanOrEqual(difference);
        expect(Math.min(...interval)).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(Math.max(...interval)).toBeLessThanOrEqual(1 + 1e-12);
        expect(reversed.interval[0]).toBeCloseTo(-interval[1], digits);
        expect(reversed.interval[1]).toBeCloseTo(-interval[0], digits);
      }),
    );
  });
});
