import { lengthOfTime, sayLengthOfTime } from '#shared/domain/time/length-of-time.ts';
import { parseClockSpan } from '#shared/domain/time/parse-local-time.ts';
import { daysOf, isDayWord, weekdays } from '#shared/domain/time/weekday.ts';
import type { Cap } from './caps.ts';
import type { SendingWindow } from './windows.ts';

// Every send that a cap may count is kept with the customer.
const mostEver = 100;
const longestEver = 366 * 86_400_000;

/** `4 in 7 days`, `2 per day`, `1 in 3 days of offers`; undefined for anything else. */
export const parseCap = (text: string): Cap | undefined => {
  const [, most, count = '1', unit = '', topic] =
    /^(\d{1,4})\s+(?:in|per)\s+(?:(\d{1,4})\s+)?([a-z]+)(?:\s+of\s+(\S+))?$/i.exec(text.trim()) ?? [];
  const perMilliseconds = lengthOfTime(Number(count), unit);
  if (most === undefined || perMilliseconds === undefined) return undefined;
  if (Number(most) < 1 || Number(most) > mostEver || perMilliseconds > longestEver) return undefined;
  return { most: Number(most), perMilliseconds, ...(topic === undefined ? {} : { topic }) };
};

/** As `parseCap` reads it. */
export const sayCap = ({ most, perMilliseconds, topic }: Cap): string =>
  `${most} in ${sayLengthOfTime(perMilliseconds)}${topic === undefined ? '' : ` of ${topic}`}`;

/** `09:00 to 18:00`, `weekday 09:00 to 18:00`, `monday, tuesday and saturday 10:00 to 16:00`; undefined for anything else. */
export const parseWindow = (text: string): SendingWindow | undefined => {
  const [, days = '', hours = ''] = /^([a-z,\s]*?)(?<![a-z])(\d.*)$/i.exec(text.trim()) ?? [];
  const span = parseClockSpan(hours);
  const words = days
    .toLowerCase()
    .split(/\s*,\s*|\s+and\s+|\s+/)
    .filter((word) => word !== '');
  if (span === undefined || !words.every(isDayWord)) return undefined;
  const named = new Set(words.flatMap(daysOf));
  return { days: weekdays.filter((day) => named.size === 0 || named.has(day)), ...span };
};
