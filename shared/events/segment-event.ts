import * as z from 'zod/mini';
import { eventTypes } from './customer-event.ts';
import { described } from './event-contract.ts';
import type { JsonObject } from './json.ts';

// Checked only for being an object: what is inside belongs to the sender, and copying it would cost more than all other checks.
const object = (description: string) => {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const checked = z.custom<JsonObject>(isObject, 'must be an object').register(z.globalRegistry, { type: 'object' });
  return described(z.nullish(checked), description);
};

const isTextOrNumber = (value: unknown) => typeof value === 'string' || typeof value === 'number';
const textOrNumber = { type: ['string', 'number'] };

const id = (description: string) => {
  const checked = z.custom<string | number>(isTextOrNumber, 'must be text or a number').register(z.globalRegistry, textOrNumber);
  return described(z.nullish(checked), description);
};

const time = (description: string) => {
  const checked = z
    .custom<string | number>(isTextOrNumber, 'must be an ISO 8601 time like "2026-11-22T08:30:00.000Z"')
    .register(z.globalRegistry, { ...textOrNumber, examples: ['2026-11-22T08:30:00.000Z'] });
  return described(z.nullish(checked), description);
};

const words = (description: string) => described(z.nullish(z.string('must be text')), description);

/**
 * An event as Segment's SDKs, RudderStack's and plain HTTP clients send it. `null` is the same as absent. Fields that are not
 * named here are accepted and not kept; everything inside `properties`, `traits` and `context` is kept.
 */
export const segmentEvent = z.object(
  {
    type: described(
      z.enum(eventTypes, `must be one of: ${eventTypes.join(', ')}`),
      'Required inside a batch; the single calls tell it by their address.',
    ),
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
  batch: described(z.array(segmentEvent), 'Up to 2,500 events; 500 KB in all, 32 KB each.'),
  context: object('Merged into the context of every event; what the event says itself wins.'),
  integrations: object('Merged likewise.'),
  sentAt: time("When this was sent, by the sender's clock: how wrong that clock is, is taken off the events' times."),
  writeKey: words('The write key, for those who cannot set a header.'),
});
