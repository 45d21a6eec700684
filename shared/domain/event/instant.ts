/**
 * Reads a point in time the way senders write it: ISO 8601 with `Z`, an offset or neither (then UTC), down to the day and up to
 * nanoseconds, or milliseconds since 1970 as a number. Answers epoch milliseconds, or undefined for anything else, days that no
 * calendar has included.
 */
export const readInstant = (value: unknown): number | undefined => {
  if (typeof value === 'string') return readText(value);
  return typeof value === 'number' && value >= earliestNumber && value <= latestInstant ? Math.trunc(value) : undefined;
};

/** The years that sort as text in the stored form and that somebody may mean. */
export const earliestInstant = Date.UTC(1000, 0, 1);
const latestInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

// Smaller numbers are almost certainly seconds: 100,000,000,000 ms is March 1973.
const earliestNumber = 100_000_000_000;

// 2026-11-22T08:30:00.000Z
const easy = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?[ ]?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

const readText = (text: string): number | undefined => {
  // What SDKs send and what is stored, by the short way. Every month has the days 01 to 28.
  if (text.length === 24 && easy.test(text)) {
    const time = Date.parse(text);
    if (time >= earliestInstant) return time;
  }
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const days = Number(day);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const time = Date.UTC(Number(year), Number(month) - 1, days, Number(hour), Number(minute), Number(second));
  // Date.UTC carries a 30 February over into March, and takes the years 0 to 99 for the twentieth century.
  const date = new Date(time);
  if (date.getUTCDate() !== days || date.getUTCMonth() !== Number(month) - 1) return undefined;
  if (date.getUTCFullYear() !== Number(year)) return undefined;
  const offset = offsetMilliseconds(zone);
  if (offset === undefined) return undefined;
  const instant = time + Number(fraction.slice(0, 3).padEnd(3, '0')) - offset;
  return instant >= earliestInstant && instant <= latestInstant ? instant : undefined;
};

const offsetMilliseconds = (zone: string): number | undefined => {
  if (zone === 'Z' || zone === 'z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};
