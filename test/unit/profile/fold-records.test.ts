import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSequence } from '#shared/domain/profile/fold-position.ts';
import { type FoldRecord, foldRecords, maxOpenRecords } from '#shared/domain/profile/fold-records.ts';
import { emptyProfile, type FoldPosition, type Profile } from '#shared/domain/profile/profile.ts';
import { isTooLarge, maxProfileBytes, profileBytes } from '#shared/domain/profile/profile-size.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { aCustomerEvent, anIdentify } from '#test/support/a-customer-event.ts';

const declared = new Set(['Product Viewed']);

const record = (sequenceNumber: string | number, event: CustomerEvent = aCustomerEvent()): FoldRecord => ({
  partition: event.profileId,
  sequenceNumber: String(sequenceNumber),
  content: { kind: 'event', event },
});
const unreadable = (sequenceNumber: string | number): FoldRecord => ({
  partition: 'user:ann',
  sequenceNumber: String(sequenceNumber),
  content: { kind: 'unreadable', reason: 'broken' },
});
const ann = (position?: FoldPosition): Profile => ({
  ...emptyProfile('user:ann'),
  ...(position === undefined ? {} : { folded: { 'user:ann': position } }),
});
const fold = (profile: Profile, ...records: FoldRecord[]) => foldRecords(profile, records, declared);
const countIn = (profile: Profile) => profile.events['Product Viewed']?.count ?? 0;

describe('sequence numbers', () => {
  it.each([
    ['9', '10'],
    ['99999', '100000'],
    ['49590338271490256608559692538361571095921575989136588898', '49590338271490256608559692538361571095921575989136588899'],
  ])('%s comes before %s', (lower, higher) => {
    expect(compareSequence(lower, higher)).toBeLessThan(0);
    expect(compareSequence(higher, lower)).toBeGreaterThan(0);
    expect(compareSequence(higher, higher)).toBe(0);
  });

  it('stand in the order of the numbers they are', () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 40n });
    fc.assert(
      fc.property(digits, digits, (a, b) => {
        expect(Math.sign(compareSequence(String(a), String(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe('a fold', () => {
  it('takes what lies ahead of the position, and moves the position', () => {
    const { profile, folded } = fold(ann({ upTo: '9' }), record(10), record(11));
    expect(folded).toHaveLength(2);
    expect(countIn(profile)).toBe(2);
    expect(profile.folded).toEqual({ 'user:ann': { upTo: '11' } });
  });

  it('passes over what was folded before, and is then the same value', () => {
    const before = ann({ upTo: '10' });
    expect(fold(before, record(10), record(9))).toEqual({ profile: before, folded: [], refused: [] });
    expect(fold(before, record(10)).profile).toBe(before);
  });

  it('takes a record once that is there twice, and records in any order', () => {
    const second = record(12);
    const { profile } = fold(ann({ upTo: '9' }), second, record(11), second);
    expect(countIn(profile)).toBe(2);
    expect(profile.folded).toEqual({ 'user:ann': { upTo: '12' } });
  });

  it('keeps a position for each partition', () => {
    const { profile } = fold(ann({ upTo: '100' }), record(5, aCustomerEvent({ anonymousId: 'a1' })), record(101));
    expect(profile.folded).toEqual({ 'user:ann': { upTo: '101' }, 'anon:a1': { upTo: '5' } });
    expect(countIn(profile)).toBe(2);
  });

  it('leaves a record open that it cannot read, and goes on behind it', () => {
    const { profile, refused } = fold(ann(), record(10), unreadable(11), record(12), unreadable(13));
    expect(refused).toMatchObject([
      { reason: 'broken', fate: 'put-aside', record: { sequenceNumber: '11' } },
      { reason: 'broken', fate: 'put-aside', record: { sequenceNumber: '13' } },
    ]);
    expect(profile.folded).toEqual({ 'user:ann': { upTo: '13', except: ['11', '13'] } });
    expect(countIn(profile)).toBe(2);
  });

  it('takes an open record when it can, once, and strikes it off', () => {
    const open = ann({ upTo: '20', except: ['11', '13'] });
    const { profile } = fold(open, record(11));
    expect(profile.folded).toEqual({ 'user:ann': { upTo: '20', except: ['13'] } });
    const both = fold(profile, record(11), record(13)).profile;
    expect(both.folded).toEqual({ 'user:ann': { upTo: '20' } });
    expect(countIn(both)).toBe(2);
  });

  it('leaves an open record open that it still cannot read', () => {
    const open = ann({ upTo: '20', except: ['11'] });
    const { profile, refused } = fold(open, unreadable(11));
    expect(refused).toMatchObject([{ fate: 'still-open' }]);
    expect(profile).toEqual(open);
  });

  it('passes what it cannot read for good, once a profile keeps as many open as it may', () => {
    const except = Array.from({ length: maxOpenRecords }, (_, index) => String(1_000 + index));
    const { profile, refused } = fold(ann({ upTo: '5000', except }), unreadable(5_001), record(5_002));
    expect(refused).toMatchObject([{ fate: 'passed' }]);
    expect(profile.folded['user:ann']).toEqual({ upTo: '5002', except });
  });

  it('refuses a day that the calendar has not', () => {
    const event = aCustomerEvent({ timestamp: '2026-02-30T08:00:00.000Z' });
    expect(fold(ann(), record(1, event), record(2)).refused).toMatchObject([
      { reason: 'the event time is not a day of the calendar' },
    ]);
    expect(fold(ann(), record(1, aCustomerEvent({ timestamp: '2028-02-29T08:00:00.000Z' }))).refused).toEqual([]);
  });

  it('refuses an event that it stumbles over, and says nothing of what is in it', () => {
    const properties = Object.defineProperty({}, 'revenue', {
      enumerable: true,
      get: () => {
        throw new RangeError('ann@example.com');
      },
    });
    const event = aCustomerEvent({ name: 'Order Completed', properties });
    const { profile, refused } = fold(ann(), record(1), record(2, event), record(3));
    expect(refused).toMatchObject([{ reason: 'folding failed: RangeError', record: { sequenceNumber: '2' } }]);
    expect(countIn(profile)).toBe(2);
    expect(profile.other).toBeUndefined();
  });

  it('refuses events that would make a profile too large, and takes those beside them', () => {
    const big = (index: number) => anIdentify({ [`trait-${index}`]: 'x'.repeat(30_000) });
    const events = Array.from({ length: 12 }, (_, index) => big(index));
    const { profile, folded, refused } = fold(ann(), ...events.map((event, index) => record(index + 1, event)), record(20));
    expect(folded).toHaveLength(11);
    expect(refused.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 2 }, () => 'the profile would be larger than 300 KB'),
    );
    expect(profileBytes(profile)).toBeLessThanOrEqual(maxProfileBytes);
    expect(countIn(profile)).toBe(1);
  });

  it('refuses an amount that would make a sum inexact, and takes those beside it', () => {
    const events = Array.from({ length: 91 }, () => aCustomerEvent({ name: 'Order Completed', properties: { revenue: 1e10 } }));
    const { profile, refused } = fold(ann(), ...events.map((event, index) => record(index + 1, event)), record(100));
    expect(refused).toMatchObject([
      { reason: 'the amounts of its orders would be too large to add up exactly', record: { sequenceNumber: '91' } },
    ]);
    expect(profile.orders).toMatchObject({ count: 90, revenue: { USD: 90e14 } });
    expect(countIn(profile)).toBe(1);
  });

  it('counts each record once in any batching with any repetition', () => {
    const batch = fc.record({ from: fc.nat(30), size: fc.integer({ min: 1, max: 12 }) });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 12 }), fc.uniqueArray(fc.nat(29), { maxLength: 5 }), (batches, broken) => {
        const all = Array.from({ length: 30 }, (_, index) =>
          broken.includes(index) ? unreadable(index + 1) : record(index + 1),
        );
        let profile = ann();
        let reached = 0;
        for (const { from, size } of batches) {
          // A stream goes back as far as it likes, and never leaves anything out.
          const start = Math.min(from, reached);
          profile = fold(profile, ...all.slice(start, start + size)).profile;
          reached = Math.max(reached, Math.min(all.length, start + size));
        }
        expect(countIn(profile)).toBe(all.slice(0, reached).filter(({ content }) => content.kind === 'event').length);
        const open = all.slice(0, reached).filter(({ content }) => content.kind === 'unreadable');
        expect(profile.folded['user:ann']?.except ?? []).toEqual(open.map(({ sequenceNumber }) => sequenceNumber));
      }),
    );
  });
});

describe('a fold of several streams', () => {
  const of = (stream: string, given: FoldRecord): FoldRecord => ({ ...given, stream });

  it('begins anew with a stream that it does not know, however low its numbers', () => {
    const { profile, folded } = fold(ann({ upTo: 'old:100' }), of('new', record(3)));
    expect(folded).toHaveLength(1);
    expect(profile.folded['user:ann']).toEqual({ upTo: 'new:3', before: 'old:100' });
    expect(fold(profile, of('new', record(3)), of('new', record(2))).profile).toBe(profile);
  });

  it('knows the last records of the stream before, and goes on there', () => {
    const position = { upTo: 'new:3', before: 'old:100' };
    expect(fold(ann(position), of('old', record(99))).folded).toEqual([]);
    const { profile } = fold(ann(position), of('old', record(101)));
    expect(profile.folded['user:ann']).toEqual({ upTo: 'new:3', before: 'old:101' });
  });

  it('remembers two streams, and forgets the one before', () => {
    const { profile } = fold(ann({ upTo: 'second:3', before: 'first:100' }), of('third', record(1)));
    expect(profile.folded['user:ann']).toEqual({ upTo: 'third:1', before: 'second:3' });
  });

  it('keeps what an old stream left open, and does not take it for a record of the new one', () => {
    const open = fold(ann(), of('old', unreadable(7))).profile;
    const moved = fold(open, of('new', record(7)), of('new', record(8))).profile;
    expect(moved.folded['user:ann']).toEqual({ upTo: 'new:8', before: 'old:7', except: ['old:7'] });
    const { profile, folded } = fold(moved, of('old', record(7)));
    expect(folded).toHaveLength(1);
    expect(profile.folded['user:ann']).toEqual({ upTo: 'new:8', before: 'old:7' });
    expect(countIn(profile)).toBe(3);
  });

  it.each([
    ['a position that names no stream is the stream’s that comes', { upTo: '10' }, of('new', record(11)), { upTo: 'new:11' }],
    ['and so is what it left open', { upTo: '10', except: ['7'] }, of('new', record(7)), { upTo: '10' }],
    [
      'a record that names no stream is of the one that is there',
      { upTo: 'new:10', except: ['new:7'] },
      record(7),
      { upTo: 'new:10' },
    ],
    ['and keeps its name there', { upTo: 'new:10' }, record(11), { upTo: 'new:11' }],
  ])('of before streams had names: %s', (_, before, given, after) => {
    expect(fold(ann(before), given).profile.folded['user:ann']).toEqual(after);
  });

  it('takes records with one number from two streams for two', () => {
    const { profile } = fold(ann(), of('a', record(5)), of('b', record(5)), of('a', record(5)));
    expect(profile.folded['user:ann']).toEqual({ upTo: 'b:5', before: 'a:5' });
    expect(countIn(profile)).toBe(2);
  });

  it('counts each record of two streams once, however both are mingled and repeated', () => {
    const step = fc.record({ stream: fc.constantFrom('old', 'new'), back: fc.nat(5), size: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.uniqueArray(fc.nat(19), { maxLength: 6 }), (steps, broken) => {
        const records = (stream: string, first: number) =>
          Array.from({ length: 20 }, (_, index) =>
            of(stream, broken.includes(index) ? unreadable(first + index) : record(first + index)),
          );
        const streams: Record<string, FoldRecord[]> = { old: records('old', 1_000), new: records('new', 995) };
        const reached: Record<string, number> = { old: 0, new: 0 };
        let profile = ann();
        for (const { stream, back, size } of steps) {
          const from = Math.max(0, (reached[stream] ?? 0) - back);
          profile = fold(profile, ...(streams[stream] ?? []).slice(from, from + size)).profile;
          reached[stream] = Math.min(20, Math.max(reached[stream] ?? 0, from + size));
        }
        const seen = ['old', 'new'].flatMap((stream) => streams[stream]?.slice(0, reached[stream]) ?? []);
        expect(countIn(profile)).toBe(seen.filter(({ content }) => content.kind === 'event').length);
        const open = seen.filter(({ content }) => content.kind === 'unreadable');
        expect((profile.folded['user:ann']?.except ?? []).toSorted()).toEqual(
          open.map(({ stream, sequenceNumber }) => `${stream}:${sequenceNumber}`).toSorted(),
        );
        // What is mended is folded once, whichever stream it came from.
        const mended = open.map((one) => of(one.stream ?? '', record(one.sequenceNumber)));
        const whole = fold(fold(profile, ...mended).profile, ...mended).profile;
        expect(countIn(whole)).toBe(seen.length);
        expect(whole.folded['user:ann']?.except).toBeUndefined();
      }),
    );
  });
});

describe('the size of a profile', () => {
  it('is seen in bytes, and quickly where it is far from the limit', () => {
    const withTrait = (value: string): Profile => ({
      ...ann(),
      traits: { note: { value, at: '2026-11-22T08:00:00.000Z', by: 'm' } },
    });
    expect(isTooLarge(withTrait('x'.repeat(maxProfileBytes - 1_000)))).toBe(false);
    expect(isTooLarge(withTrait('x'.repeat(maxProfileBytes)))).toBe(true);
    expect(isTooLarge(withTrait('鍋'.repeat(maxProfileBytes / 3)))).toBe(true);
    expect(isTooLarge(withTrait('\u0001'.repeat(maxProfileBytes / 6)))).toBe(true);
    const revenue = Object.fromEntries(Array.from({ length: 17_000 }, (_, index) => [`code-${index}`, 123_456_789]));
    expect(isTooLarge({ ...ann(), orders: { count: 1, refunds: 0, revenue } })).toBe(true);
  });
});
