import { beforeAll, describe, expect, it } from 'vitest';
import { type Measured, measure } from './measure.ts';

describe('the bench', () => {
  let measured: Measured;
  beforeAll(async () => {
    measured = await measure({ size: 2_000, importPairs: 1, rounds: 1 });
  });

  it('counts no more than the target for a million events in batches of 20', () => {
    expect(measured.dollarsPer1MEvents.batch20).toBeLessThanOrEqual(1.0);
  });

  it('counts no more than the target for a million single events', () => {
    expect(measured.dollarsPer1MEvents.single).toBeLessThanOrEqual(3.3);
  });

  it('writes each event once and each profile at most once for each delivery', () => {
    const { writeUnits } = measured.per1000Events.batch20;
    expect(writeUnits).toBeGreaterThanOrEqual(1_000);
    expect(writeUnits).toBeLessThan(1_400);
  });

  it('takes a contact through lead-nurture in nine transitions or fewer, with three mails', () => {
    expect(measured.transitionsPerContact['lead-nurture']).toBeLessThanOrEqual(9);
    expect(measured.perContact['lead-nurture']?.mails).toBe(3);
  });

  it('bundles and imports every function', () => {
    for (const { name, bytes, importRatio } of measured.functions) {
      expect(bytes, name).toBeGreaterThan(1_000);
      expect(importRatio, name).toBeGreaterThan(0);
    }
    expect(measured.functions.length).toBeGreaterThanOrEqual(9);
  });

  it('normalises and folds thousands of events a second', () => {
    expect(measured.eventsPerSecond.normalise).toBeGreaterThan(1_000);
    expect(measured.eventsPerSecond.fold).toBeGreaterThan(1_000);
  });
});
