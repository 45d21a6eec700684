import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neverAllows, nextSendTime, type SendingHours } from '#shared/domain/sending/windows.ts';
import { weekdays } from '#shared/domain/time/weekday.ts';
import { anInstant, aQuarter, shownBy, zones } from '#test/support/clocks.ts';

const night = { quietHours: { from: '22:00', to: '07:00' } };
const lunch = { quietHours: { from: '12:00', to: '13:30' } };
const office = { window: { days: weekdays.slice(0, 5), from: '09:00', to: '18:00' } };
const party = { window: { days: ['friday' as const], from: '20:00', to: '02:00' } };

const next = (hours: SendingHours, now: string, timeZone = 'UTC') => nextSendTime(hours, new Date(now), timeZone).toISOString();

describe('the next time to send', () => {
  it.each([
    ['now, without any rule', {}, '2026-11-23T03:12:13.456Z', 'UTC', '2026-11-23T03:12:13.456Z'],
    ['now, by day', night, '2026-11-23T21:59:59.999Z', 'UTC', '2026-11-23T21:59:59.999Z'],
    ['the morning, from the first minute of the night', night, '2026-11-23T22:00:00Z', 'UTC', '2026-11-24T07:00:00.000Z'],
    ['the morning, after midnight', night, '2026-11-24T00:00:00Z', 'UTC', '2026-11-24T07:00:00.000Z'],
    ['the morning, in the last minute of the night', night, '2026-11-24T06:59:59.999Z', 'UTC', '2026-11-24T07:00:00.000Z'],
    ['now, in the first minute of the morning', night, '2026-11-24T07:00:00Z', 'UTC', '2026-11-24T07:00:00.000Z'],
    ['the morning of the customer', night, '2026-11-23T16:00:00Z', 'Asia/Shanghai', '2026-11-23T23:00:00.000Z'],
    ['the afternoon, at noon', lunch, '2026-11-23T12:34:00Z', 'UTC', '2026-11-23T13:30:00.000Z'],
    [
      'an hour less away when the clocks are put forward',
      night,
      '2026-03-28T21:00:00Z',
      'Europe/Berlin',
      '2026-03-29T05:00:00.000Z',
    ],
    ['an hour further away when they are put back', night, '2026-10-24T20:00:00Z', 'Europe/Berlin', '2026-10-25T06:00:00.000Z'],
    [
      'the end of the second 02:30, where there are two',
      { quietHours: { from: '22:00', to: '02:30' } },
      '2026-10-25T01:10:00Z',
      'Europe/Berlin',
      '2026-10-25T01:30:00.000Z',
    ],
    [
      'right after the hour that is left out, if the end is in it',
      { quietHours: { from: '22:00', to: '02:30' } },
      '2026-03-28T22:00:00Z',
      'Europe/Berlin',
      '2026-03-29T01:00:00.000Z',
    ],
    ['now, in the window', office, '2026-11-23T09:00:00Z', 'UTC', '2026-11-23T09:00:00.000Z'],
    ['tomorrow, when the window closes', office, '2026-11-23T18:00:00Z', 'UTC', '2026-11-24T09:00:00.000Z'],
    ['Monday, on Friday evening', office, '2026-11-27T18:00:00Z', 'UTC', '2026-11-30T09:00:00.000Z'],
    ['now, after midnight in a window of the day before', party, '2026-11-28T01:59:00Z', 'UTC', '2026-11-28T01:59:00.000Z'],
    ['in a week, when that is over', party, '2026-11-28T02:00:00Z', 'UTC', '2026-12-04T20:00:00.000Z'],
    ['not on Saturday evening', party, '2026-11-28T20:30:00Z', 'UTC', '2026-12-04T20:00:00.000Z'],
    ['not in the night of the day before', party, '2026-11-27T01:00:00Z', 'UTC', '2026-11-27T20:00:00.000Z'],
    ['outside of both', { ...office, ...lunch }, '2026-11-23T12:00:00Z', 'UTC', '2026-11-23T13:30:00.000Z'],
    [
      'the next window, if it is quiet until the window closes',
      { ...party, ...night },
      '2026-11-27T22:00:00Z',
      'UTC',
      '2026-12-04T20:00:00.000Z',
    ],
    [
      'any time of such a day',
      { window: { days: ['sunday' as const], from: '00:00', to: '00:00' } },
      '2026-11-23T12:00:00Z',
      'UTC',
      '2026-11-29T00:00:00.000Z',
    ],
    [
      'past Sunday night, over the end of the week',
      { window: { days: ['sunday' as const], from: '23:00', to: '01:00' } },
      '2026-11-30T00:30:00Z',
      'UTC',
      '2026-11-30T00:30:00.000Z',
    ],
  ])('is %s', (_, hours, now, timeZone, expected) => {
    expect(next(hours, now, timeZone)).toBe(new Date(expected).toISOString());
  });

  const span = fc.record({ from: aQuarter, to: aQuarter }).filter(({ from, to }) => from !== to);
  const someHours: fc.Arbitrary<SendingHours> = fc.record(
    {
      quietHours: span,
      window: fc
        .record({ days: fc.subarray([...weekdays], { minLength: 1 }), span })
        .map((it) => ({ days: it.days, ...it.span })),
    },
    { requiredKeys: [] },
  );

  it('is the first instant at which the clock of the customer shows an allowed time, in all zones', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), anInstant, someHours, (timeZone, now, hours) => {
        fc.pre(!neverAllows(hours));
        const answer = nextSendTime(hours, new Date(now), timeZone).getTime();
        expect(answer).toBe(firstAllowed(hours, now, timeZone));
        expect(nextSendTime(hours, new Date(answer), timeZone).getTime()).toBe(answer);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['the night', { ...night, window: { days: [...weekdays], from: '23:00', to: '06:00' } }, true],
    ['the night, to the minute', { ...night, window: { days: [...weekdays], from: '22:00', to: '07:00' } }, true],
    ['the night and a minute', { ...night, window: { days: [...weekdays], from: '22:00', to: '07:01' } }, false],
    ['the day', { ...night, ...office }, false],
    ['anything, if no hour is quiet', { window: { days: [...weekdays], from: '23:00', to: '06:00' } }, false],
    ['anything, if no hour is named', night, false],
  ])('with a window for %s is never: %j', (_, hours, expected) => {
    expect(neverAllows(hours)).toBe(expected);
    if (expected) expect(() => next(hours, '2026-11-23T12:00:00Z')).toThrow(RangeError);
  });

  it('is never for exactly those rules that allow no quarter of an hour in a week', () => {
    fc.assert(
      fc.property(someHours, (hours) => {
        const monday = Date.UTC(2026, 10, 23);
        const some = Array.from({ length: 672 }, (_, index) => monday + index * quarter).some((at) => allows(hours, at, 'UTC'));
        expect(neverAllows(hours)).toBe(!some);
      }),
    );
  });
});

const quarter = 15 * 60_000;
const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const allows = ({ quietHours, window }: SendingHours, instant: number, timeZone: string): boolean => {
  const { day, minute } = shownBy(timeZone, instant);
  const isIn = (from: string, to: string) =>
    minutes(from) < minutes(to)
      ? { today: minute >= minutes(from) && minute < minutes(to), sinceYesterday: false }
      : { today: minute >= minutes(from), sinceYesterday: minute < minutes(to) };
  if (quietHours !== undefined) {
    const { today, sinceYesterday } = isIn(quietHours.from, quietHours.to);
    if (today || sinceYesterday) return false;
  }
  if (window === undefined) return true;
  const { today, sinceYesterday } = isIn(window.from, window.to);
  const has = (of: number) => window.days.some((name) => weekdays[(of + 3) % 7] === name);
  return (today && has(day)) || (sinceYesterday && has(day - 1));
};

const firstAllowed = (hours: SendingHours, now: number, timeZone: string): number => {
  if (allows(hours, now, timeZone)) return now;
  let tick = Math.ceil((now + 1) / quarter) * quarter;
  while (!allows(hours, tick, timeZone)) tick += quarter;
  return tick;
};
