import { describe, expect, it } from 'vitest';
import { instantOf, isAt, readStoryTime, sayLocal, storyDay } from '#statemachines/simulator/story-time.ts';

const utc = { startsAt: new Date('2026-11-02T09:00:30.000Z'), timeZone: 'UTC' };
/** Clocks go forward in Berlin on Sunday, 29 March 2026, at 2:00. */
const berlin = { startsAt: new Date('2026-03-27T08:00:00.000Z'), timeZone: 'Europe/Berlin' };

const when = (text: string, setting = utc) => {
  const time = readStoryTime(text);
  return time === undefined ? undefined : instantOf(time, setting).toISOString();
};

describe('a time in a story', () => {
  it.each([
    ['the first day, at the time of the start', 'day 1', '2026-11-02T09:00:30.000Z'],
    ['the day before', 'day 0', '2026-11-01T09:00:30.000Z'],
    ['long before', 'day -20', '2026-10-12T09:00:30.000Z'],
    ['a time of a day', 'day 3 at 10:00', '2026-11-04T10:00:00.000Z'],
    ['a time of a day in short', 'Day 3 7:05', '2026-11-04T07:05:00.000Z'],
    ['a time before the start, on the same day', 'day 1 at 08:00', '2026-11-02T08:00:00.000Z'],
    ['an instant', '2026-12-24T18:00:00+01:00', '2026-12-24T17:00:00.000Z'],
  ])('can be %s', (_, text, expected) => {
    expect(when(text)).toBe(expected);
  });

  it.each(['', 'tomorrow', 'day', 'day three', 'day 3 at 24:00', 'day 3 at 10:60', 'day 3.5', '10:00'])('is not “%s”', (text) => {
    expect(readStoryTime(text)).toBeUndefined();
  });

  it.each([
    ['day 2', '2026-03-28T08:00:00.000Z'],
    ['day 3', '2026-03-29T07:00:00.000Z'],
    ['day 3 at 01:30', '2026-03-29T00:30:00.000Z'],
    ['day 4 at 00:15', '2026-03-29T22:15:00.000Z'],
  ])('%s is on the contact’s clock, when that is changed too', (text, expected) => {
    expect(when(text, berlin)).toBe(expected);
  });

  it('is some time within the hour that a clock leaves out', () => {
    expect(when('day 3 at 02:30', berlin)).toMatch(/^2026-03-29T0[01]:30/);
  });

  it.each([
    ['any time of the day', 'day 3', '2026-11-04T23:59:59.000Z', true],
    ['no time of the next', 'day 3', '2026-11-05T00:00:00.000Z', false],
    ['the minute that was said', 'day 3 at 10:00', '2026-11-04T10:00:59.000Z', true],
    ['no other minute', 'day 3 at 10:00', '2026-11-04T10:01:00.000Z', false],
    ['the very instant', '2026-11-04T10:00:00Z', '2026-11-04T10:00:00.000Z', true],
    ['no other instant', '2026-11-04T10:00:00Z', '2026-11-04T10:00:00.001Z', false],
  ])('means %s', (_, text, at, expected) => {
    const time = readStoryTime(text);
    expect(time !== undefined && isAt(time, new Date(at), utc)).toBe(expected);
  });

  it('is shown as the contact’s calendar and clock have it', () => {
    const late = new Date('2026-03-29T22:30:00.000Z');
    expect(sayLocal(late, 'Europe/Berlin')).toBe('Mon 30 Mar 00:30');
    expect(storyDay(late, berlin)).toBe(4);
    expect(storyDay(late, { ...berlin, timeZone: 'America/New_York' })).toBe(3);
  });
});
