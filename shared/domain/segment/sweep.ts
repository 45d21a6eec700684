import * as z from 'zod/mini';

/** A time as a schedule or Step Functions says it, in the form that is stored. */
const instant = z.pipe(
  z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'an instant like 2026-11-22T03:00:00Z')),
  z.transform((text) => new Date(text).toISOString()),
);

/**
 * What a sweep is for. `segments`: look which segments customers are in now, for time alone moves people. `schedule`: tell a journey
 * that it is due, for each customer in its segment. `dueAt` is when the schedule wanted it, which names the sweep: one that
 * is started twice is the same.
 */
export const sweepPurpose = z.discriminatedUnion('purpose', [
  z.object({ purpose: z.literal('segments'), dueAt: z.optional(instant) }),
  z.object({ purpose: z.literal('schedule'), journey: z.string(), segment: z.string(), dueAt: z.optional(instant) }),
]);
export type SweepPurpose = z.input<typeof sweepPurpose>;

const count = z._default(z.number().check(z.int(), z.nonnegative()), 0);

/**
 * The input of `sweep-profiles`, and its answer: one share of one sweep. The answer has `next` as long as there is more to do, and is the
 * input of the next invocation then.
 */
export const sweepShare = z
  .object({
    sweep: sweepPurpose,
    /** When the state machine was started: names a sweep that no schedule wanted. */
    startedAt: instant,
    part: z.number().check(z.int(), z.nonnegative()),
    parts: z.number().check(z.int(), z.positive()),
    next: z.optional(z.string()),
    /** Customers looked at, events told, and customers left out because of an error, so far. */
    customers: count,
    told: count,
    failed: count,
  })
  .check(z.refine(({ part, parts }) => part < parts, 'parts are counted from 0'));
export type SweepShare = z.output<typeof sweepShare>;

/** The time that names a sweep. */
export const timeOfSweep = ({ sweep, startedAt }: SweepShare): string => sweep.dueAt ?? startedAt;
