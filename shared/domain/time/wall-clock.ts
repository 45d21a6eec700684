import { create as dateTime, toZonedDateTime } from 'temporal-polyfill/fns/PlainDateTime';
import { getTimeZoneTransition, offsetNanoseconds, create as zoned } from 'temporal-polyfill/fns/ZonedDateTime';

const minuteLength = 60_000;
const dayLength = 86_400_000;
const minutesOfDay = 1440;

/** What a clock on the wall shows, to the minute. */
export interface WallTime {
  /** Days since 1 January 1970 by the local calendar. */
  readonly day: number;
  /** Minutes since midnight by the clock: 0 to 1439. */
  readonly minute: number;
}

/** What the clocks of a time zone show at an instant (epoch milliseconds). */
export const wallTimeAt = (instant: number, timeZone: string): WallTime => {
  const shown = Math.floor((instant + offsetAt(instant, timeZone)) / minuteLength);
  const day = Math.floor(shown / minutesOfDay);
  return { day, minute: shown - day * minutesOfDay };
};

/** A stretch of time in which the clocks of a time zone are not put forward or back, and how far they are ahead of UTC. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

// Asked several times for each message, nearly always about the same months of the same few zones.
const stretches = new Map<string, Stretch>();
const keptStretches = 1_000;

const offsetAt = (instant: number, timeZone: string): number => {
  const known = stretches.get(timeZone);
  if (known !== undefined && instant >= known.from && instant < known.to) return known.offset;
  const from = Math.floor(instant);
  const moment = zoned(BigInt(from) * 1_000_000n, timeZone);
  const to = getTimeZoneTransition(moment, 'next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
  const offset = offsetNanoseconds(moment) / 1_000_000;
  if (stretches.size >= keptStretches) stretches.clear();
  stretches.set(timeZone, { from, to, offset });
  return offset;
};

/**
 * When the clocks of a time zone show this, in epoch milliseconds. What they show twice is the first of both; what they skip is as
 * much later as they skip: where 02:00 to 03:00 is left out, 02:30 is 03:30.
 */
export const instantOf = ({ day, minute }: WallTime, timeZone: string): number => {
  const date = new Date(day * dayLength);
  return toZonedDateTime(
    dateTime(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), Math.floor(minute / 60), minute % 60),
    timeZone,
  ).epochMilliseconds;
};

/**
 * The first instant of a minute after `from` at which the clocks do not show what counting on from `from` says, or undefined if they
 * were not put forward or back until `to`. Both in epoch milliseconds; `to` is a whole number of minutes later.
 */
export const clockChangeBetween = (from: number, to: number, timeZone: string): number | undefined => {
  const start = wallTimeAt(from, timeZone);
  const startMinute = start.day * minutesOfDay + start.minute;
  const runsOn = (minutes: number): boolean => {
    const shown = wallTimeAt(from + minutes * minuteLength, timeZone);
    return shown.day * minutesOfDay + shown.minute === startMinute + minutes;
  };
  let low = 0;
  let high = Math.round((to - from) / minuteLength);
  if (runsOn(high)) return undefined;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (runsOn(middle)) low = middle;
    else high = middle;
  }
  return from + high * minuteLength;
};

export const dayNumber = (year: number, month: number, day: number): number => {
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for the twentieth century.
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / dayLength;
};

/** Year, month (1 to 12) and day of the month of a day number. */
export const calendarDate = (day: number): { readonly year: number; readonly month: number; readonly dayOfMonth: number } => {
  const date = new Date(day * dayLength);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() };
};
