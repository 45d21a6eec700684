import * as z from 'zod/mini';

/** A time of the day as `HH:MM`, from `00:00` to `23:59`. */
export const clockTime = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time of the day like 09:00'));

/** A stretch of every day by the clock: from the first minute, up to the second, which no longer belongs to it. May go over midnight. */
export const clockSpan = z.object({ from: clockTime, to: clockTime });
export type ClockSpan = z.infer<typeof clockSpan>;

/** Minutes since midnight. */
export const minuteOf = (time: string): number => {
  const [hour = '', minute = ''] = time.split(':');
  return Number(hour) * 60 + Number(minute);
};
