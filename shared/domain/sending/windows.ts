import * as z from 'zod/mini';
import { type ClockSpan, clockTime, minuteOf } from '#shared/domain/time/clock-time.ts';
import { clockChangeBetween, wallTimeAt } from '#shared/domain/time/wall-clock.ts';
import { weekdayIndex, weekdays } from '#shared/domain/time/weekday.ts';

/**
 * The only hours in which something may be sent. One that goes over midnight belongs to the day it begins on; one whose ends are
 * the same is the whole day.
 */
export const sendingWindow = z.object({
  days: z.array(z.enum(weekdays)).check(z.minLength(1)),
  from: clockTime,
  to: clockTime,
});
export type SendingWindow = z.infer<typeof sendingWindow>;

/** The part of a policy that is about the clock. */
export interface SendingHours {
  readonly quietHours?: ClockSpan;
  readonly window?: SendingWindow;
}

const minuteLength = 60_000;
const minutesOfDay = 1440;
const minutesOfWeek = 7 * minutesOfDay;

/** Minutes of the week since Monday 00:00, up to and without `to`, which may lie in the week after. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

const stretchOn = (day: number, { from, to }: ClockSpan): Stretch => {
  const start = minuteOf(from);
  const length = (minuteOf(to) - start + minutesOfDay) % minutesOfDay || minutesOfDay;
  return { from: day * minutesOfDay + start, to: day * minutesOfDay + start + length };
};

// Policies are the same objects as long as the process lives, and are asked about every message.
const stretches = new WeakMap<ClockSpan, readonly Stretch[]>();

const stretchesOf = (span: ClockSpan, days: readonly SendingWindow['days'][number][]): readonly Stretch[] => {
  const known = stretches.get(span);
  if (known !== undefined) return known;
  const made = days.map((day) => stretchOn(weekdays.indexOf(day), span));
  stretches.set(span, made);
  return made;
};

/** How long from this minute of the week to the next one in which something may be sent, by an undisturbed clock; none: never. */
const minutesUntilAllowed = ({ quietHours, window }: SendingHours, minute: number): number | undefined => {
  const quiet = quietHours === undefined ? [] : stretchesOf(quietHours, weekdays);
  const open = window === undefined ? undefined : stretchesOf(window, window.days);
  let passed = 0;
  // Two rounds: what is not found in a week is not found in another.
  while (passed <= minutesOfWeek) {
    const at = (minute + passed) % minutesOfWeek;
    const silence = quiet.find((stretch) => isIn(at, stretch));
    if (silence !== undefined) passed += untilMinute(at, silence.to);
    else if (open === undefined || open.some((stretch) => isIn(at, stretch))) return passed;
    else passed += Math.min(...open.map(({ from }) => untilMinute(at, from)));
  }
  return undefined;
};

const isIn = (minute: number, { from, to }: Stretch): boolean =>
  (minute >= from && minute < to) || (minute + minutesOfWeek >= from && minute + minutesOfWeek < to);

const untilMinute = (minute: number, wanted: number): number =>
  (((wanted - minute) % minutesOfWeek) + minutesOfWeek) % minutesOfWeek || minutesOfWeek;

/** Whether window and quiet hours exclude each other, so that nothing would ever be sent. */
export const neverAllows = (hours: SendingHours): boolean => minutesUntilAllowed(hours, 0) === undefined;

/**
 * The longest stretch of the week in which nothing is sent, in minutes by an undisturbed clock; none where nothing ever is. It begins
 * where the quiet hours begin or the window ends.
 */
export const longestSilence = (hours: SendingHours): number | undefined => {
  const { quietHours, window } = hours;
  const begins = [
    ...(quietHours === undefined ? [] : stretchesOf(quietHours, weekdays).map(({ from }) => from)),
    ...(window === undefined ? [] : stretchesOf(window, window.days).map(({ to }) => to % minutesOfWeek)),
  ];
  const lengths = begins.map((minute) => minutesUntilAllowed(hours, minute));
  return lengths.includes(undefined) ? undefined : Math.max(0, ...lengths.filter((length) => length !== undefined));
};

/**
 * Now, or the next instant at which the customer's clock shows a time that is outside the quiet hours and inside the window. It goes
 * by what the clock shows: an hour that is shown twice is quiet twice, and one that is skipped holds nobody up.
 *
 * @throws RangeError if that is never (`neverAllows`), which is a mistake found in the files.
 */
export const nextSendTime = (hours: SendingHours, now: Date, timeZone: string): Date => {
  if (hours.quietHours === undefined && hours.window === undefined) return now;
  let at = now.getTime();
  for (;;) {
    const shown = wallTimeAt(at, timeZone);
    const minutes = minutesUntilAllowed(hours, weekdayIndex(shown.day) * minutesOfDay + shown.minute);
    if (minutes === undefined) throw new RangeError('quiet hours and window leave no time to send in');
    if (minutes === 0) return new Date(at);
    const start = Math.floor(at / minuteLength) * minuteLength;
    const end = start + minutes * minuteLength;
    // Up to a change of the clocks nothing is allowed, since they run on evenly until then; from there it is another count.
    const change = clockChangeBetween(start, end, timeZone);
    if (change === undefined) return new Date(end);
    at = change;
  }
};
