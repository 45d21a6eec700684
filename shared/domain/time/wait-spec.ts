import * as z from 'zod/mini';
import { clockTime } from './clock-time.ts';
import { dayWords } from './weekday.ts';

/**
 * What a wait is for, as it stands in a compiled journey. Times of the day are those of the customer's time zone.
 *
 * - `duration`: so many milliseconds; a day of it is 24 hours, whatever the clocks do.
 * - `time`: until the clocks next show `at`, on such a day if one is named. With `anyTime` the whole of such a day will do, from `at` on.
 * - `date`: until `at` of the day that a trait names, or so many days after it (before it, if negative). `yearly` means its next
 *   anniversary. `atMostDays` is how many days ahead this may be, counted by the calendar.
 */
export const waitSpec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('duration'), milliseconds: z.number().check(z.int(), z.nonnegative()) }),
  z.object({
    kind: z.literal('time'),
    at: clockTime,
    day: z.exactOptional(z.enum(dayWords)),
    anyTime: z.exactOptional(z.literal(true)),
  }),
  z.object({
    kind: z.literal('date'),
    trait: z.string().check(z.minLength(1)),
    offsetDays: z.number().check(z.int()),
    at: clockTime,
    yearly: z.boolean(),
    atMostDays: z.number().check(z.int(), z.nonnegative()),
  }),
]);
export type WaitSpec = z.infer<typeof waitSpec>;
export type TimeWait = Extract<WaitSpec, { kind: 'time' }>;
export type DateWait = Extract<WaitSpec, { kind: 'date' }>;
