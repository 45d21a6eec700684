import * as z from 'zod/mini';
import { isoInstant } from '#shared/events/customer-event.ts';

const values = z.record(z.string(), z.unknown());
const cause = z.object({
  event: z.nullable(z.string()).check(z.describe('The name of the event; null where the log does not keep it any more.')),
  messageId: z.string(),
  at: z.optional(isoInstant),
  properties: z.optional(values),
});

/** Something that was decided or done in a run, in the words of the customer's log. */
const moment = z.object({
  at: isoInstant,
  what: z
    .string()
    .check(
      z.describe(
        '`branch`, `variant`, `wait-ended`, `traits-set`, `coupon`, `no-coupon`, `webhook`, `webhook-failed`, `task-given`, `task-done`, `message`, `exited`, `converted`, `completed`.',
      ),
    ),
  step: z.optional(z.string()),
  /** The arm, the variant, `came` or `timed-out`, the coupon, the task, the message. */
  which: z.optional(z.string()).check(z.describe('The arm, variant, way, coupon, destination, task or message.')),
  because: z.optional(z.string()).check(z.describe('The condition that held, or the reason.')),
  values: z.optional(values).check(z.describe('What was asked about or said, as it was then; scores among them.')),
  by: z.optional(cause),
});

export const messageExplanation = z.object({
  sendId: z.string(),
  message: z.string(),
  step: z.string(),
  dueAt: isoInstant.check(z.describe('When the customer came to the step.')),
  outcome: z.enum(['sent', 'not-sent', 'held', 'unknown', 'under-way']),
  at: isoInstant.check(z.describe('When it went, or when it was found that it does not.')),
  reason: z.optional(z.string()).check(z.describe('Why it did not go.')),
  explanation: z.optional(z.string()).check(z.describe('The same in words.')),
  held: z
    .array(z.object({ because: z.string(), until: z.string(), cap: z.optional(z.string()) }))
    .check(z.describe('Holds by the sending policy, in order.')),
  consent: z
    .object({
      state: z.enum(['subscribed', 'unsubscribed', 'not-said', 'not-known']),
      since: z.optional(isoInstant),
      by: z.optional(z.string()).check(z.describe('messageId of the event that said so.')),
    })
    .check(
      z.describe(
        'What the customer had said about email by then. `not-known`: it has changed since, and how is not in the log read.',
      ),
    ),
  way: z.array(moment).check(z.describe('The branches, variants and waits on the way to it.')),
  reports: z
    .array(z.object({ at: isoInstant, what: z.string(), details: z.optional(values) }))
    .check(z.describe('What became of the mail: delivered, bounced, …')),
});

const runExplanation = z.object({
  journey: z.string(),
  runId: z.string(),
  number: z.number().check(z.int()),
  state: z.string(),
  entered: z.object({ at: isoInstant, by: cause }),
  heldOut: z.boolean().check(z.describe('Left alone, so that the others can be compared with them: nothing was sent.')),
  waits: z.optional(z.object({ in: z.string(), until: z.optional(isoInstant), since: z.optional(isoInstant) })),
  ended: z.optional(z.object({ at: isoInstant, reason: z.string(), by: z.optional(cause) })),
  converted: z.optional(z.object({ at: isoInstant, by: z.optional(cause) })),
  messages: z.array(messageExplanation).check(z.describe('Every message that came due, sent or not.')),
  moments: z.array(moment).check(z.describe('All that was decided and done, in order.')),
});

/** Why a customer got what they got: the answer of `GET /v1/profiles/{id}/explain`. */
export const explanation = z.object({
  id: z.string(),
  journey: z.optional(z.string()).check(z.describe('The journey that was asked about.')),
  runs: z.array(runExplanation).check(z.describe('Oldest first.')),
  incomplete: z
    .optional(z.object({ before: isoInstant }))
    .check(
      z.describe(
        'The log before this was not read: there is too much of it. Of older moments only what the runs and the send ledger keep is told.',
      ),
    ),
});

export type Explanation = z.infer<typeof explanation>;
export type RunExplanation = z.infer<typeof runExplanation>;
export type MessageExplanation = z.infer<typeof messageExplanation>;
export type ExplainedMoment = z.infer<typeof moment>;
export type ExplainedCause = z.infer<typeof cause>;
