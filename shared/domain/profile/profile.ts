import type { Membership } from '#shared/domain/segment/segment.ts';
import type { Json } from '#shared/events/json.ts';
import type { ProfileId } from './profile-id.ts';

/** A trait as last said, with the event time and message that said it: later wins, and on a tie the greater messageId. */
export interface Trait {
  readonly value: Json;
  readonly at: string;
  readonly by: string;
}

/** How often, first and last (event time). */
export interface Counter {
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

/**
 * Money is added in ten-thousandths of the currency's unit, as integers: floating point sums would depend on the order in which
 * events arrive.
 */
export interface Orders {
  readonly count: number;
  readonly refunds: number;
  /** ISO 4217 code → ten-thousandths, refunds subtracted. */
  readonly revenue: Readonly<Record<string, number>>;
  readonly first?: string;
  readonly last?: string;
}

/** What the customer has said about a channel; the latest event time wins, and on a tie the refusal. */
export interface Subscription {
  readonly state: 'subscribed' | 'unsubscribed';
  readonly at: string;
  readonly by: string;
}

/**
 * How far the stream of one source partition has been folded. `upTo` is the highest place folded; `except` are places that were put
 * aside as unprocessable and may still be redriven.
 *
 * A place is `<stream>:<sequence number>`, or the number alone where the stream is not known. Numbers are decimal strings of up to 40
 * digits, and those of two streams cannot be compared: a table that was restored, or whose stream was switched off and on, has a
 * new stream, whose numbers start anew. `before` is the place reached in the stream before this one, whose last records may
 * still be delivered for a day. See fold-position.ts.
 */
export interface FoldPosition {
  readonly upTo: string;
  readonly before?: string;
  readonly except?: readonly string[];
}

/** One customer: the fold of the events of all their ids. Pure value; the stores keep it with `version` for conditional writes. */
export interface Profile {
  readonly id: ProfileId;
  /** 0 before it was first stored; each write adds one. */
  readonly version: number;
  readonly userId?: string;
  /** Source partitions folded in here besides its own: merged anonymous ids and aliased users, sorted. */
  readonly aliases: readonly ProfileId[];
  readonly firstSeenAt?: string;
  readonly lastSeenAt?: string;
  readonly traits: Readonly<Record<string, Trait>>;
  /** Counters of the declared event names; all others are counted under `other`. */
  readonly events: Readonly<Record<string, Counter>>;
  readonly other?: Counter;
  /** By channel of origin (`web`, `pos`, `support`, …), as `context.channel` or the library says. */
  readonly channels: Readonly<Record<string, Counter>>;
  /** Group id → event time joined. */
  readonly groups: Readonly<Record<string, string>>;
  readonly orders: Orders;
  readonly subscriptions: Readonly<Record<string, Subscription>>;
  /** Segments the customer is in, or was. */
  readonly segments: Readonly<Record<string, Membership>>;
  readonly folded: Readonly<Record<string, FoldPosition>>;
}

/** What stays behind when a profile was merged: all its events, past and late, belong to `mergedInto`. */
export interface MergedProfile {
  readonly id: ProfileId;
  readonly version: number;
  readonly mergedInto: ProfileId;
}

/** What a store holds under a profile id. */
export type StoredProfile = Profile | MergedProfile;

export const isMerged = (stored: StoredProfile): stored is MergedProfile => 'mergedInto' in stored;

const noOrders: Orders = { count: 0, refunds: 0, revenue: {} };

export const emptyProfile = (id: ProfileId): Profile => ({
  id,
  version: 0,
  aliases: [],
  traits: {},
  events: {},
  channels: {},
  groups: {},
  orders: noOrders,
  subscriptions: {},
  segments: {},
  folded: {},
});
