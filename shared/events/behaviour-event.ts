import * as z from 'zod/mini';
import { customerEvent, isoInstant, profileId } from './customer-event.ts';

/** The `source` of every event on the bus. */
export const busSource = 'tributary';

/**
 * An event as it is published: what happened, and who the customer is at that moment. `detail-type` on the bus is the event's
 * name. Delivered at least once; `event.messageId` with `event.profileId` identifies it. Traits are left out on purpose: a
 * listener that needs them reads the profile.
 */
export const behaviourEvent = z.object({
  version: z.literal(1),
  event: customerEvent,
  /** The profile after this event was folded; `id` is the one the event's own `profileId` was merged into, if it was. */
  profile: z.object({
    id: profileId,
    known: z.boolean(),
    firstSeenAt: isoInstant,
    lastSeenAt: isoInstant,
    /** How often an event of this name has happened to this customer, this one included; absent for names not counted one by one. */
    occurrences: z.optional(z.number().check(z.int(), z.positive())),
    /** `revenue`: ISO 4217 code → units of that currency, refunds subtracted. */
    orders: z.object({ count: z.number().check(z.int()), revenue: z.record(z.string(), z.number()) }),
  }),
});

/** See {@link behaviourEvent}. */
export type BehaviourEvent = z.infer<typeof behaviourEvent>;
