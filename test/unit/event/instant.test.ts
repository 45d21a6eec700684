import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInstant } from '#shared/domain/event/instant.ts';

const iso = (value: unknown) => {
  const instant = readInstant(value);
  return instant === undefined ? undefined : new Date(instant).toISOString();
};

describe('a point in time', () => {
  it.each([
    ['as SDKs send it', '2026-11-22T08:30:00.123Z', '2026-11-22T08:30:00.123Z'],
    ['with an offset', '2026-11-22T16:30:00+08:00', '2026-11-22T08:30:00.000Z'],
    ['with an offset west of Greenwich, over midnight', '2026-11-21T23:30:00.5-09:00', '2026-11-22T08:30:00.500Z'],
    ['with a short offset', '2026-11-22T16:30:00+08', '2026-11-22T08:30:00.000Z'],
    ['with an offset without a colon', '2026-11-22T16:30:00+0800', '2026-11-22T08:30:00.000Z'],
    ['without seconds', '2026-11-22T08:30Z', '2026-11-22T08:30:00.000Z'],
    ['without a zone, which is UTC', '2026-11-22T08:30:00', '2026-11-22T08:30:00.000Z'],
    ['with a blank, as databases write it', '2026-11-22 08:30:00.250', '2026-11-22T08:30:00.250Z'],
    ['with microseconds, as Python writes it', '2026-11-22T08:30:00.123456+00:00', '2026-11-22T08:30:00.123Z'],
    ['as a day', '2026-11-22', '2026-11-22T00:00:00.000Z'],
    ['on a leap day', '2028-02-29T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    ['as epoch milliseconds', 1_795_336_200_123, '2026-11-22T08:30:00.123Z'],
  ])('is read %s', (_, value, expected) => {
    expect(iso(value)).toBe(expected);
  });

  it.each([
    ['a day that no calendar has', '2026-02-30T00:00:00.000Z'],
    ['a leap day in another year', '2026-02-29'],
    ['a thirteenth month', '2026-13-01'],
    ['day nought', '2026-11-00'],
    ['hour 24', '2026-11-22T24:00:00Z'],
    ['minute 60', '2026-11-22T08:60:00Z'],
    ['an offset beyond the date line', '2026-11-22T08:30:00+15:00'],
    ['a date in American order', '11/22/2026'],
    ['words', 'yesterday'],
    ['nothing', ''],
    ['24 characters that are something else', 'Sun Nov 22 2026 08:30 UTC'.slice(0, 24)],
    ['epoch seconds, which would be 1970', 1_795_336_200],
    ['the year 10000', '+010000-01-01T00:00:00.000Z'],
    ['a year before there were four digits of them', '0099-01-01T00:00:00.000Z'],
    ['not a number', Number.NaN],
    ['an object', {}],
  ])('is not read from %s', (_, value) => {
    expect(iso(value)).toBeUndefined();
  });

  it('is read from whatever the platform prints, and back', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }), (date) => {
        expect(iso(date.toISOString())).toBe(date.toISOString());
      }),
    );
  });
});
