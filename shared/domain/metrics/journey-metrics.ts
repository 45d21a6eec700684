import * as z from 'zod/mini';
import { isoInstant } from '#shared/events/customer-event.ts';

const count = z.number().check(z.int(), z.nonnegative());
const share = z.number().check(z.gte(0), z.lte(1));
const interval = z.tuple([z.number(), z.number()]).check(z.describe('95 % interval: from, to.'));
const reasons = z.record(z.string(), count);

/** How many of a group reached the goal. */
const group = z.object({
  customers: count,
  converted: count,
  rate: z.nullable(share).check(z.describe('Null where there is nobody.')),
  interval: z.nullable(interval),
});

/** Why there is no lift to tell. */
export const noLiftReasons = {
  'not-deployed': 'the journey is not deployed any more, so the window of its goal is not known',
  'no-goal': 'the journey has no goal',
  'no-holdout': 'nobody in this time was held out long enough ago to compare with',
  'too-few': 'one of the two groups has fewer than 20 customers whose window for the goal is over',
} as const;
export type NoLiftReason = keyof typeof noLiftReasons;

/** Why the variants of a split are not compared. */
export const noComparisonReasons = {
  'no-goal': 'the journey has no goal',
  uneven: 'customers were not divided as the weights say, more than chance explains: were the weights changed in this time?',
  'too-few': 'one of the variants has fewer than 20 customers whose window for the goal is over',
} as const;
export type NoComparisonReason = keyof typeof noComparisonReasons;

/** How a journey is doing: the answer of `GET /v1/journeys/{id}/metrics`. All numbers are about the runs entered from `from` to `to`. */
export const journeyMetrics = z.object({
  journey: z.string(),
  from: isoInstant.check(z.describe('Entered at this time or later.')),
  to: isoInstant.check(z.describe('Entered before this time.')),
  asOf: isoInstant,
  entered: count.check(
    z.describe('Runs that started. A customer who enters again is counted again. Those held out are not among them.'),
  ),
  heldOut: count.check(z.describe('Entries that were held out, so that the others can be compared with them.')),
  inFlight: z.object({
    total: count,
    places: z
      .array(
        z.object({
          place: z
            .nullable(z.string())
            .check(
              z.describe('The state it waits in, as the AWS console shows it. Null: on its way to the first one, or not known.'),
            ),
          runs: count,
          stuck: count.check(z.describe('Of these, should have gone on more than a day ago.')),
        }),
      )
      .check(z.describe('Where the runs are that are under way, in the order of the journey.')),
  }),
  exited: z.object({ total: count, reasons: reasons }).check(z.describe('Ended by an exit.')),
  completed: z
    .object({ total: count, reasons: reasons })
    .check(z.describe('Came to the end; `completed`, or what the `end` says.')),
  endedByGoal: count.check(z.describe('Ended because the goal was reached on the way.')),
  converted: z
    .object({ entered: count, heldOut: count })
    .check(z.describe('Runs that reached the goal within its window, on the way or afterwards; and those held out that did.')),
  messages: z.array(
    z.object({
      step: z.string(),
      name: z.string(),
      sent: count,
      unknown: count.check(z.describe('The mail provider may or may not have taken it. Never sent again by itself.')),
      notSent: z.object({ total: count, reasons: reasons }),
    }),
  ),
  tasks: z.array(z.object({ step: z.string(), name: z.string(), given: count, done: count })),
  splits: z.array(
    z.object({
      step: z.string(),
      name: z.string(),
      comparedWith: z
        .nullable(z.string())
        .check(z.describe('The first variant of the file, with which the others are compared.')),
      variants: z.array(
        z.object({
          variant: z.string(),
          entered: count,
          converted: count,
          mature: group.check(z.describe("Customers' first runs whose window for the goal is over.")),
          difference: z
            .nullable(
              z.object({
                points: z
                  .number()
                  .check(z.describe('Conversion rate of this variant minus that of `comparedWith`, from −1 to 1.')),
                interval: z
                  .tuple([z.number(), z.number()])
                  .check(z.describe('From, to. The intervals of all variants hold together in 95 % of cases.')),
              }),
            )
            .check(z.describe('Null for the first variant, for one that the file has no more, and where nothing is compared.')),
        }),
      ),
      noComparisonBecause: z
        .optional(
          z.object({
            reason: z.enum(Object.keys(noComparisonReasons) as [NoComparisonReason, ...NoComparisonReason[]]),
            explanation: z.string(),
          }),
        )
        .check(z.describe('Where the variants are not compared.')),
    }),
  ),
  failures: z.object({
    runs: count.check(z.describe('Runs with any of these.')),
    stuck: count.check(z.describe('Runs that should have gone on more than a day ago.')),
    messages: count.check(z.describe('Messages that could not be rendered, are not deployed, or were refused by the provider.')),
    unknownMessages: count.check(z.describe('Messages of which it is not known whether they went.')),
    webhooks: count.check(z.describe('Webhooks that were not delivered.')),
  }),
  executionRate: z
    .nullable(share)
    .check(
      z.describe('The share of runs that did all that was due so far: 1 − failures.runs / entered. Null where nobody entered.'),
    ),
  taskCompletionRate: z.nullable(share).check(z.describe('Of the tasks given, done. Null where none was given.')),
  comparison: z.object({
    matureBefore: z
      .nullable(isoInstant)
      .check(z.describe('Entered before this, so that the whole window of the goal is over: only these are compared.')),
    entered: group,
    heldOut: group,
  }),
  lift: z
    .nullable(
      z.object({
        difference: z
          .number()
          .check(z.describe('Conversion rate of those who entered minus that of those held out, from −1 to 1.')),
        interval,
        relative: z
          .nullable(z.number())
          .check(z.describe('The difference as a share of the rate of those held out; null where that is 0.')),
      }),
    )
    .check(z.describe('What the journey has brought about.')),
  noLiftBecause: z
    .optional(
      z.object({ reason: z.enum(Object.keys(noLiftReasons) as [NoLiftReason, ...NoLiftReason[]]), explanation: z.string() }),
    )
    .check(z.describe('Where `lift` is null.')),
});
export type JourneyMetrics = z.infer<typeof journeyMetrics>;
