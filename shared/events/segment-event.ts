import * as z from 'zod';
import { eventTypes } from './customer-event.ts';
import type { JsonObject } from './json.ts';

// Checked only for being an object: what is inside belongs to the sender, and copying it would cost more than all other checks.
const object = (description: string) =>
  z
    .custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be an object')
    .meta({ type: 'object' })
    .nullish()
    .meta({ description });

const id = (description: string) =>
  z
    .custom<string | number>((value) => typeof value === 'string' || typeof value === 'number', 'must be text or a number')
    .meta({ type: ['string', 'number'] })
    .nullish()
    .meta({ description });

const time = (description: string) =>
  z
    .custom<string | number>(
      (value) => typeof value === 'string' || typeof value === 'number',
      'must be an ISO 8601 time like "2026-11-22T08:30:00.000Z"',
    )
    .meta({ type: ['string', 'number'], examples: ['2026-11-22T08:30:00.000Z'] })
    .nullish()
    .meta({ description });

const words = (description: string) => z.string('must be text').nullish().meta({ description });

/**
 * An event as Segment's SDKs, RudderStack's and plain HTTP clients send it. `null` is the same as absent. Fields that are not
 * named here are accepted and not kept; everything inside `properties`, `traits` and `context` is kept.
 */
export const segmentEvent = z.object(
  {
    type: z
      .enum(eventTypes, `must be one of: ${eventTypes.join(', ')}`)
      .meta({ description: 'Required inside a batch; the single calls tell it by their address.' }),
    event: words('Name of a track event, required there.'),
    userId: id('Who the customer is, as the team knows them. One of userId and anonymousId is required.'),
    anonymousId: id('Who the customer is before anybody knows; SDKs make one up.'),
    previousId: id('Of alias: the id that now belongs to userId.'),
    groupId: id('Of group: the group the customer belongs to.'),
    messageId: id('Names this event, so that a resend is not a second one. At most 100 characters. Made here where absent.'),
    timestamp: time("When it happened, by the sender's clock. An offset is fine; without one it is UTC."),
    originalTimestamp: time('The same; RudderStack sends it under this name.'),
    properties: object('Of track, page and screen: what happened.'),
    traits: object('Of identify and group: what is known of the customer.'),
    context: object('Circumstances: library, page, campaign, device. `context.channel` says where the event came from.'),
    integrations: object('Which destinations may have it.'),
    name: words('Of page and screen.'),
    category: words('Of page and screen.'),
    channel: words('Kind of sender, where `context.channel` does not say it.'),
  },
  'must be an object: the event',
);
export type SegmentEvent = z.infer<typeof segmentEvent>;

/** The body of `POST /v1/batch`. */
export const segmentBatch = z.object({
  batch: z.array(segmentEvent).meta({ description: 'Up to 2,500 events; 500 KB in all, 32 KB each.' }),
  context: object('Merged into the context of every event; what the event says itself wins.'),
  integrations: object('Merged likewise.'),
  sentAt: time("When this was sent, by the sender's clock: how wrong that clock is, is taken off the events' times."),
  writeKey: words('The write key, for those who cannot set a header.'),
});
