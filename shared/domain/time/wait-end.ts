import type { Json } from '#shared/events/json.ts';
import { minuteOf } from './clock-time.ts';
import { dayOfTrait } from './trait-day.ts';
import type { DateWait, TimeWait, WaitSpec } from './wait-spec.ts';
import { calendarDate, dayNumber, instantOf, wallTimeAt } from './wall-clock.ts';
import { isOn } from './weekday.ts';

/**
 * When a wait ends. `until.at` is never before now, and now itself if there is nothing to wait for. A wait for a date can be
 * impossible: the trait names no date, the date is further ahead than the journey allows for, or it is over.
 */
export type WaitEnd =
  | { readonly kind: 'until'; readonly at: Date }
  | { readonly kind: 'impossible'; readonly reason: 'no-date' | 'too-far' | 'over' };

export interface WaitCircumstances {
  readonly now: Date;
  /** A real one, as `timeZoneOf` answers. */
  readonly timeZone: string;
  readonly traits: Readonly<Record<string, Json | undefined>>;
}

const minuteLength = 60_000;
const hourLength = 60 * minuteLength;
const dayLength = 24 * hourLength;

/**
 * How much longer days can be by the clock than by 24 hours each: the clocks go back by two hours at most (Antarctica/Troll), and one
 * hour is left for what a government may think of.
 */
const clockChange = 3 * hourLength;

/**
 * Decides when a wait ends that begins now. A time of the day that is this very minute is now. A time that the clocks skip is as much
 * later as they skip; of one that they show twice it is the first.
 */
export const waitEnd = (spec: WaitSpec, circumstances: WaitCircumstances): WaitEnd => {
  if (spec.kind === 'duration') return until(circumstances.now.getTime() + spec.milliseconds);
  return spec.kind === 'time' ? endOfTime(spec, circumstances) : endOfDate(spec, circumstances);
};

/** No wait takes longer than this, wherever and whenever it begins. */
export const longestWaitMilliseconds = (spec: WaitSpec): number => {
  switch (spec.kind) {
    case 'duration':
      return spec.milliseconds;
    case 'time':
      return longestDays(spec) * dayLength + clockChange;
    case 'date':
      return spec.atMostDays * dayLength + clockChange;
  }
};

/** From Friday to Monday are three days, from Sunday to Saturday six. */
const longestDays = ({ day }: TimeWait): number => {
  if (day === undefined) return 1;
  if (day === 'weekday') return 3;
  return day === 'weekend' ? 6 : 7;
};

const endOfTime = ({ at, day, anyTime }: TimeWait, { now, timeZone }: WaitCircumstances): WaitEnd => {
  const instant = now.getTime();
  const minute = minuteOf(at);
  const today = wallTimeAt(instant, timeZone);
  const fits = (candidate: number) => day === undefined || isOn(candidate, day);
  if (fits(today.day) && (anyTime ? today.minute >= minute : today.minute === minute)) return until(instant);
  // Yesterday's can still come where the clocks skip the end of a day. A week and a day on, every day has had its turn.
  for (let candidate = today.day - 1; candidate <= today.day + 8; candidate++) {
    const end = fits(candidate) ? instantOf({ day: candidate, minute }, timeZone) : undefined;
    if (end !== undefined && isNotOver(end, instant)) return until(Math.max(end, instant));
  }
  throw new RangeError(`no ${day ?? 'day'} has ${at} in ${timeZone}`);
};

const endOfDate = (spec: DateWait, { now, timeZone, traits }: WaitCircumstances): WaitEnd => {
  const named = dayOfTrait(Object.hasOwn(traits, spec.trait) ? traits[spec.trait] : undefined, timeZone);
  if (named === undefined) return impossible('no-date');
  const instant = now.getTime();
  const minute = minuteOf(spec.at);
  const today = wallTimeAt(instant, timeZone);
  const endFor = (day: number) => instantOf({ day: day + spec.offsetDays, minute }, timeZone);

  const unlessTooFar = (end: number, day: number): WaitEnd => {
    const last = today.day + spec.atMostDays;
    const tooFar = day > last || (day === last && minute > today.minute);
    return tooFar || end - instant > longestWaitMilliseconds(spec) ? impossible('too-far') : until(Math.max(end, instant));
  };

  if (!spec.yearly) {
    const end = endFor(named);
    if (isNotOver(end, instant)) return unlessTooFar(end, named + spec.offsetDays);
    return today.day <= named ? until(instant) : impossible('over');
  }

  // Nothing has an anniversary before it has been. Years before the one that the offset leads to are over.
  const { year, month, dayOfMonth } = calendarDate(named);
  const first = Math.max(year, calendarDate(today.day - spec.offsetDays).year);
  for (let candidate = first; ; candidate++) {
    const day = anniversary(candidate, month, dayOfMonth);
    const end = endFor(day);
    if (isNotOver(end, instant)) return unlessTooFar(end, day + spec.offsetDays);
  }
};

/** Whoever was born on 29 February has their birthday on the 28th in other years. */
const anniversary = (year: number, month: number, dayOfMonth: number): number => {
  const day = dayNumber(year, month, dayOfMonth);
  return calendarDate(day).month === month ? day : day - 1;
};

// The minute that the clock shows is not over before the next begins.
const isNotOver = (end: number, now: number): boolean => end + minuteLength > now;

const until = (at: number): WaitEnd => ({ kind: 'until', at: new Date(at) });
const impossible = (reason: 'no-date' | 'too-far' | 'over'): WaitEnd => ({ kind: 'impossible', reason });
