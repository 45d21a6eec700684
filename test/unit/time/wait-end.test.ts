import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestWaitMilliseconds, waitEnd } from '#shared/domain/time/wait-end.ts';
import { type DateWait, type WaitSpec, waitSpec } from '#shared/domain/time/wait-spec.ts';
import { type DayWord, daysOf, dayWords, weekdays } from '#shared/domain/time/weekday.ts';
import { anInstant, aQuarter, shownBy, zones } from '#test/support/clocks.ts';

const end = (spec: WaitSpec, now: string, timeZone = 'Europe/Berlin', traits = {}) => {
  const answer = waitEnd(spec, { now: new Date(now), timeZone, traits });
  return answer.kind === 'until' ? answer.at.toISOString() : answer.reason;
};

const until = (at: string, day?: DayWord): WaitSpec => ({ kind: 'time', at, ...(day === undefined ? {} : { day }) });

describe('a wait for a length of time', () => {
  it('is of that length, over a change of the clocks too', () => {
    expect(end({ kind: 'duration', milliseconds: 86_400_000 }, '2026-03-28T08:00:00Z')).toBe('2026-03-29T08:00:00.000Z');
  });
});

describe('a wait for a time of the day', () => {
  it.each([
    ['later today', until('09:00'), '2026-11-23T05:00:00Z', 'Europe/Berlin', '2026-11-23T08:00:00.000Z'],
    ['tomorrow, if it is over today', until('09:00'), '2026-11-23T08:01:00Z', 'Europe/Berlin', '2026-11-24T08:00:00.000Z'],
    ['at once in that very minute', until('09:00'), '2026-11-23T08:00:59.999Z', 'Europe/Berlin', '2026-11-23T08:00:59.999Z'],
    ['by the clock of the customer', until('09:00'), '2026-11-23T05:00:00Z', 'Asia/Shanghai', '2026-11-24T01:00:00.000Z'],
    [
      'an hour earlier in UTC from summer on',
      until('09:00'),
      '2026-03-28T12:00:00Z',
      'Europe/Berlin',
      '2026-03-29T07:00:00.000Z',
    ],
    ['later where it is skipped', until('02:30'), '2026-03-28T12:00:00Z', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    [
      'half an hour later where half an hour is',
      until('02:15'),
      '2026-10-03T12:00:00Z',
      'Australia/Lord_Howe',
      '2026-10-03T15:45:00.000Z',
    ],
    ['for the first of two', until('02:30'), '2026-10-24T12:00:00Z', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['not for the second of two', until('02:30'), '2026-10-25T00:45:00Z', 'Europe/Berlin', '2026-10-26T01:30:00.000Z'],
    [
      'at once in the second of two, as the clock shows it',
      until('02:30'),
      '2026-10-25T01:30:00Z',
      'Europe/Berlin',
      '2026-10-25T01:30:00.000Z',
    ],
    ['for the next such day', until('09:00', 'monday'), '2026-11-24T05:00:00Z', 'UTC', '2026-11-30T09:00:00.000Z'],
    ['for a week, if today it is just over', until('09:00', 'monday'), '2026-11-23T09:01:00Z', 'UTC', '2026-11-30T09:00:00.000Z'],
    ['over the weekend', until('09:00', 'weekday'), '2026-11-27T09:01:00Z', 'UTC', '2026-11-30T09:00:00.000Z'],
    ['for the weekend', until('10:00', 'weekend'), '2026-11-23T09:01:00Z', 'UTC', '2026-11-28T10:00:00.000Z'],
    [
      'for a day that has begun elsewhere',
      until('00:15', 'monday'),
      '2026-11-22T16:00:00Z',
      'Asia/Shanghai',
      '2026-11-22T16:15:00.000Z',
    ],
    [
      'for a time of a day that was left out',
      until('09:00', 'friday'),
      '2011-12-29T20:00:00Z',
      'Pacific/Apia',
      '2011-12-30T19:00:00.000Z',
    ],
    [
      'for such a time on the day after',
      until('09:00', 'friday'),
      '2011-12-30T18:00:00Z',
      'Pacific/Apia',
      '2011-12-30T19:00:00.000Z',
    ],
  ])('ends %s', (_, spec, now, timeZone, expected) => {
    expect(end(spec, now, timeZone)).toBe(expected);
  });

  it.each([
    ['at once on such a day', '2026-11-25T10:30:00Z', '2026-11-25T10:30:00.000Z'],
    ['at midnight otherwise', '2026-11-28T10:30:00Z', '2026-11-30T00:00:00.000Z'],
  ])('for any time of a day ends %s', (_, now, expected) => {
    expect(end({ kind: 'time', at: '00:00', day: 'weekday', anyTime: true }, now, 'UTC')).toBe(expected);
  });

  it('ends when the clock of the customer first shows it, in all zones', () => {
    const day = fc.option(fc.constantFrom(...dayWords), { nil: undefined });
    fc.assert(
      fc.property(fc.constantFrom(...zones), anInstant, aQuarter, day, (timeZone, now, at, word) => {
        const spec = until(at, word);
        const answer = waitEnd(spec, { now: new Date(now), timeZone, traits: {} });
        expect(answer).toEqual({ kind: 'until', at: new Date(firstShown(at, word, now, timeZone)) });
        expect(firstShown(at, word, now, timeZone) - now).toBeLessThanOrEqual(longestWaitMilliseconds(spec));
      }),
      { numRuns: 400 },
    );
  });
});

const quarter = 15 * 60_000;

/** Looks at the clock every quarter of an hour. */
const firstShown = (at: string, word: DayWord | undefined, now: number, timeZone: string): number => {
  const wanted = Number(at.slice(0, 2)) * 60 + Number(at.slice(3));
  const days = word === undefined ? weekdays : daysOf(word);
  const total = (instant: number) => {
    const { day, minute } = shownBy(timeZone, instant);
    return day * 1440 + minute;
  };
  const isWanted = (shown: number) => {
    const name = weekdays[(Math.floor(shown / 1440) + 3) % 7];
    return shown % 1440 === wanted && name !== undefined && days.includes(name);
  };
  if (isWanted(total(now))) return now;
  const seen = new Set<number>();
  const start = Math.ceil(now / quarter) * quarter;
  // What was shown before is not waited for when it is shown again.
  for (let tick = start - 12 * quarter; tick < start + 9 * 96 * quarter; tick += quarter) {
    const [before, shown] = [total(tick - quarter), total(tick)];
    for (let skipped = before + 15; skipped < shown; skipped += 15) {
      // Later by as much as is skipped, which is as late as the clock would have shown it had it run on.
      const instant = tick - quarter + (skipped - before) * 60_000;
      if (instant >= now && isWanted(skipped)) return earlierOf(instant, tick);
    }
    if (tick >= start && isWanted(shown) && !seen.has(shown)) return tick;
    seen.add(shown);
  }
  throw new Error('never shown');

  /** Before a skipped time comes, one that is not skipped can. */
  function earlierOf(instant: number, from: number): number {
    for (let tick = from; tick < instant; tick += quarter) if (tick >= now && isWanted(total(tick))) return tick;
    return instant;
  }
};

describe('a wait for a date', () => {
  const renewal: DateWait = { kind: 'date', trait: 'renewalDate', offsetDays: -30, at: '09:00', yearly: false, atMostDays: 200 };
  const birthday: DateWait = { kind: 'date', trait: 'birthday', offsetDays: 0, at: '09:00', yearly: true, atMostDays: 366 };
  const at = '2026-11-23T10:00:00Z';

  it.each([
    ['so many days before it', '2027-03-01', '2027-01-30T08:00:00.000Z'],
    ['at once, if that day is over and the date is not', '2026-12-01', '2026-11-23T10:00:00.000Z'],
    ['at once on the date itself', '2026-11-23', '2026-11-23T10:00:00.000Z'],
    ['never, if the date is over', '2026-11-22', 'over'],
    ['never, if it is too far away', '2027-07-15', 'too-far'],
    ['as late as the journey allows for', '2027-07-11', '2027-06-11T07:00:00.000Z'],
    ['never, if it is a day more', '2027-07-12', 'too-far'],
    ['by the day on which a time falls for the customer', '2027-03-01T23:30:00.000Z', '2027-01-31T08:00:00.000Z'],
    ['by the day that midnight in UTC stands for', '2027-03-01T00:00:00.000Z', '2027-01-30T08:00:00.000Z'],
    ['by milliseconds since 1970', Date.UTC(2027, 2, 1, 12), '2027-01-30T08:00:00.000Z'],
    ['never, without a date', undefined, 'no-date'],
    ['never, if it is words', 'next year', 'no-date'],
    ['never, if no calendar has it', '2027-02-30', 'no-date'],
    ['never, if it is empty', null, 'no-date'],
    ['never, if it is a list', ['2027-03-01'], 'no-date'],
  ])('ends %s', (_, renewalDate, expected) => {
    expect(end(renewal, at, 'Europe/Berlin', renewalDate === undefined ? {} : { renewalDate })).toBe(expected);
  });

  it('does not take a method of the record for a trait', () => {
    expect(end({ ...renewal, trait: 'toString' }, at)).toBe('no-date');
  });

  it('counts the days to it by the calendar, and the last of them to the minute', () => {
    const inSummer = { ...renewal, offsetDays: 0, atMostDays: 10 };
    // 10 days and an hour by a stop watch.
    expect(end(inSummer, '2026-10-20T07:00:00Z', 'Europe/Berlin', { renewalDate: '2026-10-30' })).toBe(
      '2026-10-30T08:00:00.000Z',
    );
    expect(end(inSummer, '2026-10-20T06:59:00Z', 'Europe/Berlin', { renewalDate: '2026-10-30' })).toBe('too-far');
  });

  it('takes midnight in UTC for the day it names, where it is the day before', () => {
    const spec = { ...renewal, offsetDays: 0 };
    expect(end(spec, at, 'America/New_York', { renewalDate: '2027-03-01T00:00:00.000Z' })).toBe('2027-03-01T14:00:00.000Z');
  });

  it('goes on at once after the date only if it is waited for at its end', () => {
    const spec = { ...renewal, offsetDays: 3 };
    expect(end(spec, at, 'UTC', { renewalDate: '2026-11-20' })).toBe('over');
    expect(end(spec, at, 'UTC', { renewalDate: '2026-11-21' })).toBe('2026-11-24T09:00:00.000Z');
  });

  it.each([
    ['this year', '1990-12-05', birthday, '2026-12-05T08:00:00.000Z'],
    ['next year', '1990-05-17', birthday, '2027-05-17T07:00:00.000Z'],
    ['next year, if it is just over', '1990-11-23', birthday, '2027-11-23T08:00:00.000Z'],
    ['today', '1990-11-23', { ...birthday, at: '11:00' }, '2026-11-23T10:00:00.000Z'],
    ['on 28 February in a common year', '1992-02-29', birthday, '2027-02-28T08:00:00.000Z'],
    ['next year, if the day before it is over', '1990-11-24', { ...birthday, offsetDays: -1 }, '2027-11-23T08:00:00.000Z'],
    ['over New Year', '1990-01-05', { ...birthday, offsetDays: -7 }, '2026-12-29T08:00:00.000Z'],
    ['after New Year', '1990-12-30', { ...birthday, offsetDays: 7 }, '2027-01-06T08:00:00.000Z'],
    ['more than a year before', '1990-12-05', { ...birthday, offsetDays: -400 }, '2027-11-01T08:00:00.000Z'],
    ['never, if it is too far away', '1990-05-17', { ...birthday, atMostDays: 100 }, 'too-far'],
    ['not before it has been', '2028-05-17', birthday, 'too-far'],
  ] as const)('with an anniversary ends %s', (_, value, spec, expected) => {
    expect(end(spec, at, 'Europe/Berlin', { birthday: value })).toBe(expected);
  });

  it('keeps 29 February in a leap year', () => {
    expect(end(birthday, '2027-11-23T10:00:00Z', 'UTC', { birthday: '1992-02-29' })).toBe('2028-02-29T09:00:00.000Z');
  });

  it('ends at that time of that day by the clock of the customer, within the longest wait', () => {
    const aDay = fc.integer({ min: -30_000, max: 30_000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
    const spec = fc.record({
      kind: fc.constant('date' as const),
      trait: fc.constant('day'),
      offsetDays: fc.integer({ min: -500, max: 500 }),
      // Not at night, when clocks are changed.
      at: aQuarter.filter((time) => time >= '05:00' && time <= '20:00'),
      yearly: fc.boolean(),
      atMostDays: fc.integer({ min: 0, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), anInstant, aDay, spec, (timeZone, now, day, wait) => {
        const answer = waitEnd(wait, { now: new Date(now), timeZone, traits: { day } });
        if (answer.kind === 'impossible') {
          // The next anniversary is never over, and never further away than two years and the offset.
          if (wait.yearly && day < '2024') expect([answer.reason, wait.atMostDays < 366]).toEqual(['too-far', true]);
          return;
        }
        const ends = answer.at.getTime();
        expect(ends).toBeGreaterThanOrEqual(now);
        expect(ends - now).toBeLessThanOrEqual(longestWaitMilliseconds(wait));
        if (ends === now) return;
        const shown = shownBy(timeZone, ends);
        expect(shown.minute).toBe(Number(wait.at.slice(0, 2)) * 60 + Number(wait.at.slice(3)));
        const meant = new Date((shown.day - wait.offsetDays) * 86_400_000).toISOString().slice(0, 10);
        const fitting = day.endsWith('-02-29') ? ['02-28', '02-29'] : [day.slice(5)];
        expect(fitting).toContain(meant.slice(5));
        if (!wait.yearly) expect(meant).toBe(day);
        if (wait.yearly) expect(meant >= day || day.endsWith('02-29')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a wait in a compiled journey', () => {
  it.each([
    ['a length', { kind: 'duration', milliseconds: 5 }],
    ['a time', { kind: 'time', at: '09:00' }],
    ['a day', { kind: 'time', at: '00:00', day: 'weekend', anyTime: true }],
    ['a date', { kind: 'date', trait: 'birthday', offsetDays: -3, at: '09:00', yearly: true, atMostDays: 366 }],
  ])('is read back as %s', (_, spec) => {
    expect(waitSpec.parse(structuredClone(spec))).toEqual(spec);
  });

  it.each([
    ['an hour that is none', { kind: 'time', at: '24:00' }],
    ['a time without its nought', { kind: 'time', at: '9:00' }],
    ['a day that is none', { kind: 'time', at: '09:00', day: 'mon' }],
    ['a negative length', { kind: 'duration', milliseconds: -1 }],
  ])('is refused with %s', (_, spec) => {
    expect(waitSpec.safeParse(spec).success).toBe(false);
  });
});
