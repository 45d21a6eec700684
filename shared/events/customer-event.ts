import * as z from 'zod/mini';
import type { JsonObject } from './json.ts';

/** ISO 8601 in UTC with milliseconds: the one form that sorts as text, so the only form stored. */
export const isoInstant = z
  .string()
  .check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'an instant like 2026-11-22T08:30:00.000Z'));

export const eventTypes = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type EventType = (typeof eventTypes)[number];

const jsonObject = z.record(z.string(), z.unknown()) as unknown as z.ZodMiniType<JsonObject>;

/** `user:<userId>` or `anon:<anonymousId>`: the partition a customer's events are stored in. */
export const profileId = z.custom<ProfileId>(
  (value) => typeof value === 'string' && /^(user|anon):./.test(value),
  'user:<userId> or anon:<anonymousId>',
);
export type ProfileId = `user:${string}` | `anon:${string}`;

/**
 * One thing that happened to one customer: the envelope in which every event is stored, folded and published.
 *
 * Three clocks: `originalTimestamp` is what the sender said (or our first receipt, where it said nothing) and is part of the
 * key, so a resend writes the same item; `timestamp` is that time corrected for the sender's clock and never after `receivedAt`:
 * the event time that facts are folded by; `receivedAt` is ours.
 */
export const customerEvent = z.object({
  version: z.literal(1),
  messageId: z.string().check(z.minLength(1), z.maxLength(100)),
  type: z.enum(eventTypes),
  /** The track event's name; for other types `Page Viewed`, `Screen Viewed`, `Profile Identified`, `Group Joined`, `Profile Aliased`. */
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  profileId,
  userId: z.optional(z.string()),
  anonymousId: z.optional(z.string()),
  previousId: z.optional(z.string()),
  groupId: z.optional(z.string()),
  timestamp: isoInstant,
  originalTimestamp: isoInstant,
  receivedAt: isoInstant,
  /** Of track, page and screen. */
  properties: z.optional(jsonObject),
  /** Of identify and group. */
  traits: z.optional(jsonObject),
  context: z.optional(jsonObject),
  integrations: z.optional(jsonObject),
});

type Exact<T> = { readonly [K in keyof T]: T[K] };

/** See {@link customerEvent}. */
export type CustomerEvent = Exact<z.infer<typeof customerEvent>>;

/** Names of events that are not `track`, as they stand in counters, journeys and on the bus. */
export const nameOfType: Readonly<Record<Exclude<EventType, 'track'>, string>> = {
  identify: 'Profile Identified',
  page: 'Page Viewed',
  screen: 'Screen Viewed',
  group: 'Group Joined',
  alias: 'Profile Aliased',
};
