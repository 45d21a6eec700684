import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { mostBeyondSdk } from './bundle-limits.ts';
import { type Measured, measure } from './measure.ts';

describe('the bench', () => {
  let measured: Measured;
  beforeAll(async () => {
    measured = await measure({ size: 2_000, importPairs: 3, rounds: 3 });
  });

  it('counts no more than the target for a million events in batches of 20', () => {
    expect(measured.dollarsPer1MEvents.batch20).toBeLessThanOrEqual(1.0);
  });

  it('counts little more when each batch holds everybody’s events, and so folds more profiles', () => {
    expect(measured.dollarsPer1MEvents.mixed20).toBeLessThanOrEqual(1.15);
  });

  it('counts no more than the target for a million single events', () => {
    expect(measured.dollarsPer1MEvents.single).toBeLessThanOrEqual(3.3);
  });

  it('counts the log as well: a line for each request', () => {
    const { batch20, single } = measured.per1000Events;
    expect(batch20.logBytes).toBeGreaterThan(50 * 100);
    expect(single.logBytes).toBeGreaterThan(1_000 * 100);
    // More than this, and the log costs more than the invocation it tells of.
    expect(single.logBytes).toBeLessThan(1_000 * 400);
  });

  it('writes each event once and each profile at most once for each delivery', () => {
    const { writeUnits } = measured.per1000Events.batch20;
    expect(writeUnits).toBeGreaterThanOrEqual(1_000);
    expect(writeUnits).toBeLessThan(1_400);
  });

  it('takes a contact through lead-nurture in nine transitions or fewer, with three mails', () => {
    expect(measured.transitionsPerContact['lead-nurture']).toBeLessThanOrEqual(9);
    expect(measured.journeys['lead-nurture']?.counts.mails).toBe(3);
  });

  it('prices every journey: no way through is dearer than a tenth of a cent, or comes without a price', () => {
    expect(Object.keys(measured.dollarsPer10kContacts).length).toBeGreaterThan(5);
    for (const [journey, { ways, allWays, dollars }] of Object.entries(measured.journeys)) {
      expect(ways.length, journey).toBe(allWays);
      const prices = ways.map((way) => way.dollars);
      expect(Math.min(...prices), journey).toBeGreaterThan(0.00005);
      expect(Math.max(...prices), journey).toBeLessThan(0.001);
      expect(dollars, journey).toBeGreaterThanOrEqual(Math.min(...prices) * (1 - 1e-9));
      expect(dollars, journey).toBeLessThanOrEqual(Math.max(...prices) * (1 + 1e-9));
    }
  });

  // Import time follows the bytes compiled, and bytes are the same on every machine.
  it('adds to the SDK clients of each function no more than bundle-limits.ts allows', () => {
    expect(measured.functions.map(({ name }) => name)).toEqual(readdirSync('functions'));
    for (const { name, bytes, bytesBeyondSdk } of measured.functions) {
      expect(bytes, name).toBeGreaterThan(100 * 1024);
      expect(bytesBeyondSdk, name).toBeGreaterThan(0);
      expect(bytesBeyondSdk, name).toBeLessThanOrEqual(mostBeyondSdk(name) * 1024);
    }
  });

  // What bytes do not show is work done while importing, such as building schemas. One function's time jumps on a busy machine; the
  // middle one of all, each at its quickest, does not.
  it('imports in at most 1.3 times the time of the SDK clients, for the middle one of all functions', () => {
    const ratios = measured.functions.map(({ importRatio }) => importRatio).toSorted((a, b) => a - b);
    expect(ratios[Math.floor(ratios.length / 2)]).toBeLessThanOrEqual(1.3);
  });

  it('normalises and validates in less than fifteen times what parsing alone takes', () => {
    expect(measured.normaliseOverJsonParse).toBeGreaterThan(1);
    expect(measured.normaliseOverJsonParse).toBeLessThan(15);
  });

  it('normalises and folds thousands of events a second', () => {
    expect(measured.eventsPerSecond.normalise).toBeGreaterThan(1_000);
    expect(measured.eventsPerSecond.fold).toBeGreaterThan(1_000);
  });

  it('answers ten thousands of conditions a second', () => {
    expect(measured.conditionsPerSecond).toBeGreaterThan(10_000);
  });
});
