import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { estimateLeft, runsLow } from '#shared/domain/coupon/pool-level.ts';

/** The place of a code on the circle, as its digest gives it. */
const placeOf = (code: string): number =>
  Number.parseInt(createHash('sha256').update(code).digest('hex').slice(0, 8), 16) / 2 ** 32;

describe('what is left of a pool', () => {
  it.each([40, 1_000])('is estimated right on average where it is %i codes, and to about a fifth each time', (left) => {
    const estimates = Array.from({ length: 400 }, (_, pool) => {
      const start = placeOf(`start ${pool}`);
      const ways = Array.from({ length: left }, (_code, index) => (placeOf(`code ${pool} ${index}`) - start + 1) % 1);
      return estimateLeft(25, ways.toSorted((a, b) => a - b)[24] ?? 0);
    });
    const mean = estimates.reduce((sum, each) => sum + each, 0) / estimates.length;
    const deviation = Math.sqrt(estimates.reduce((sum, each) => sum + (each - mean) ** 2, 0) / estimates.length);
    // Four standard errors of a mean of 400.
    expect(Math.abs(mean / left - 1)).toBeLessThan((4 * 0.21) / Math.sqrt(400));
    expect(deviation / left).toBeLessThan(0.25);
  });

  it.each([
    [{ left: 0, full: 0 }, true],
    [{ left: 0, full: 500 }, true],
    [{ left: 49, full: 500 }, true],
    [{ left: 50, full: 500 }, false],
    [{ left: 1, full: 1 }, false],
  ])('is little where it is %j: %s', (level, expected) => {
    expect(runsLow(level)).toBe(expected);
  });
});
