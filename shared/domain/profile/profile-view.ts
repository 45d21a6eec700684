import * as z from 'zod/mini';
import { customerEvent, isoInstant } from '#shared/events/customer-event.ts';

const counterView = z.object({ count: z.number().check(z.int()), first: isoInstant, last: isoInstant });
const countersView = z.record(z.string(), counterView);

/** The customer in one read: the answer of `GET /v1/profiles/{id}`. */
export const profileView = z.object({
  id: z
    .string()
    .check(z.describe('The profile: `user:<userId>` or `anon:<anonymousId>`. An id that is an address is shown as its digest.')),
  known: z.boolean().check(z.describe('Whether the customer has a user id, or is an anonymous visitor so far.')),
  userId: z.optional(z.string()),
  email: z.optional(z.string()).check(z.describe('The `email` trait, where it is an address.')),
  aliases: z
    .array(z.string())
    .check(z.describe('Other ids whose events belong to this customer: anonymous ids, and users merged by alias.')),
  firstSeenAt: z.optional(isoInstant),
  lastSeenAt: z.optional(isoInstant).check(z.describe('The last event of the customer; what we sent does not count.')),
  traits: z.record(z.string(), z.unknown()).check(z.describe('As last said. Traits set to null are left out.')),
  traitTimes: z.record(z.string(), isoInstant).check(z.describe('When each trait was said.')),
  events: countersView.check(
    z.describe('How often, first and last, by event name, of the names declared in `marketing/features.yaml`.'),
  ),
  otherEvents: z.optional(counterView).check(z.describe('All other events together.')),
  channels: countersView.check(z.describe('By channel of origin.')),
  groups: z.record(z.string(), isoInstant).check(z.describe('Group id and when the customer joined.')),
  orders: z.object({
    count: z.number().check(z.int()),
    refunds: z.number().check(z.int()),
    revenue: z.record(z.string(), z.number()).check(z.describe('By currency, in its units, refunds subtracted.')),
    first: z.optional(isoInstant),
    last: z.optional(isoInstant),
  }),
  subscriptions: z.record(z.string(), z.object({ state: z.enum(['subscribed', 'unsubscribed']), at: isoInstant })),
  segments: z
    .record(z.string(), z.object({ since: isoInstant }))
    .check(z.describe('The segments the customer is in, and since when. Only segments with a file in `marketing/segments`.')),
  journeys: z.array(
    z.object({
      journey: z.string(),
      runId: z.string(),
      number: z.number().check(z.int()),
      state: z.string(),
      enteredAt: isoInstant,
      endedAt: z.optional(isoInstant),
      endReason: z.optional(z.string()),
      convertedAt: z.optional(isoInstant),
    }),
  ),
  messages: z
    .array(
      z.object({
        sendId: z.string(),
        message: z.string(),
        journey: z.string(),
        step: z.string(),
        state: z.string(),
        claimedAt: isoInstant,
        sentAt: z.optional(isoInstant),
        reason: z.optional(z.string()),
      }),
    )
    .check(z.describe('The send ledger: what was sent, and what was not and why; latest first.')),
  tasks: z.array(
    z.object({
      taskId: z.string(),
      title: z.string(),
      assignee: z.string(),
      journey: z.string(),
      state: z.string(),
      createdAt: isoInstant,
      dueAt: isoInstant,
    }),
  ),
  timeline: z.object({
    events: z
      .array(customerEvent)
      .check(
        z.describe(
          "Newest first by the sender's clock (`originalTimestamp`): an event whose clock was wrong stands where that clock says.",
        ),
      ),
    unreadable: z
      .optional(z.number().check(z.int()))
      .check(
        z.describe('Entries of the log between these that could not be read and were left out. Absent where there are none.'),
      ),
    next: z.optional(z.string()).check(z.describe('Give it back as `?next=` to read on.')),
  }),
  alsoMatching: z
    .optional(z.array(z.string()))
    .check(z.describe('Further profiles with the address that was asked for, latest seen first.')),
});

/** See {@link profileView}. */
export type ProfileView = z.infer<typeof profileView>;
