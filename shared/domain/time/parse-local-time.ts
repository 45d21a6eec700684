import type { ClockSpan } from './clock-time.ts';
import type { TimeWait } from './wait-spec.ts';
import { isDayWord } from './weekday.ts';

/** `9:00` and `09:00` as `09:00`; undefined for what is no time of the day. */
export const parseClockTime = (text: string): string | undefined => {
  const [, hour = '', minute] = /^(\d{1,2}):(\d\d)$/.exec(text.trim()) ?? [];
  return minute !== undefined && Number(hour) <= 23 && Number(minute) <= 59 ? `${hour.padStart(2, '0')}:${minute}` : undefined;
};

/**
 * Reads until when somebody waits: `09:00`, `monday at 09:00`, `weekday at 9:00`; or a day alone, which is over at once on such a day
 * and begins at midnight otherwise. Undefined for anything else.
 */
export const parseLocalTime = (text: string): TimeWait | undefined => {
  const [, day, time] = /^(?:([a-z]+)(?:(?:\s+at)?\s+(?=\d)|$))?(\d\S*)?$/i.exec(text.trim()) ?? [];
  const word = day?.toLowerCase();
  if (word !== undefined && !isDayWord(word)) return undefined;
  if (time === undefined) return word === undefined ? undefined : { kind: 'time', at: '00:00', day: word, anyTime: true };
  const at = parseClockTime(time);
  if (at === undefined) return undefined;
  return { kind: 'time', at, ...(word === undefined ? {} : { day: word }) };
};

/** Reads a stretch of the day: `22:00 to 07:00`. `24:00` may end it. Undefined for anything else, and for a stretch of no length. */
export const parseClockSpan = (text: string): ClockSpan | undefined => {
  const [, first = '', last = ''] = /^(\S+)\s+to\s+(\S+)$/i.exec(text.trim()) ?? [];
  const from = parseClockTime(first);
  const to = parseClockTime(last === '24:00' ? '00:00' : last);
  return from === undefined || to === undefined || from === to ? undefined : { from, to };
};
