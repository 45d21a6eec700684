import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { channelOfOrigin, isOurOwn } from './channel-of-origin.ts';
import { counted, earlier, later } from './counter.ts';
import { withOrder } from './orders.ts';
import { canBeKey, ownEntry } from './own-entry.ts';
import type { Counter, Orders, Profile, Subscription, Trait } from './profile.ts';
import { canonicalEmail } from './profile-id.ts';
import { laterSubscription, statedSubscription } from './subscriptions.ts';
import { forEachStatedTrait, laterTrait } from './traits.ts';

/** The event names that are counted one by one. */
export type DeclaredEvents = ReadonlySet<string>;

/** A profile being folded: its records are copies, owned by one call of {@link applyEvents}, and so may be changed in place. */
interface Draft {
  userId: string | undefined;
  firstSeenAt: string | undefined;
  lastSeenAt: string | undefined;
  other: Counter | undefined;
  orders: Orders;
  readonly traits: Record<string, Trait>;
  readonly events: Record<string, Counter>;
  readonly channels: Record<string, Counter>;
  readonly groups: Record<string, string>;
  readonly subscriptions: Record<string, Subscription>;
}

/**
 * Adds what happened to what is known. Pure, and indifferent to order: sums of integers, earliest, latest and
 * latest-word-by-event-time, so any permutation and any division into batches gives the same profile. Each event given counts
 * once; that none is given twice is the business of {@link foldRecords}.
 *
 * Versions, fold positions and segments are left alone.
 */
export const applyEvents = (profile: Profile, events: readonly CustomerEvent[], declared: DeclaredEvents): Profile => {
  if (events.length === 0) return profile;
  const draft: Draft = {
    userId: profile.userId,
    firstSeenAt: profile.firstSeenAt,
    lastSeenAt: profile.lastSeenAt,
    other: profile.other,
    orders: profile.orders,
    traits: { ...profile.traits },
    events: { ...profile.events },
    channels: { ...profile.channels },
    groups: { ...profile.groups },
    subscriptions: { ...profile.subscriptions },
  };
  for (const event of events) applyEvent(draft, event, profile.id, declared);
  return {
    id: profile.id,
    version: profile.version,
    ...(draft.userId === undefined ? {} : { userId: draft.userId }),
    aliases: profile.aliases,
    ...(draft.firstSeenAt === undefined ? {} : { firstSeenAt: draft.firstSeenAt }),
    ...(draft.lastSeenAt === undefined ? {} : { lastSeenAt: draft.lastSeenAt }),
    traits: draft.traits,
    events: draft.events,
    ...(draft.other === undefined ? {} : { other: draft.other }),
    channels: draft.channels,
    groups: draft.groups,
    orders: draft.orders,
    subscriptions: draft.subscriptions,
    segments: profile.segments,
    folded: profile.folded,
  };
};

const applyEvent = (draft: Draft, event: CustomerEvent, id: Profile['id'], declared: DeclaredEvents): void => {
  const at = event.timestamp;

  // The ids of merged users stay in `aliases`; the profile is called by its own.
  if (event.userId !== undefined && event.profileId === id) {
    draft.userId = event.userId.includes('@') ? canonicalEmail(event.userId) : event.userId;
  }

  if (!isOurOwn(event)) {
    draft.firstSeenAt = draft.firstSeenAt === undefined ? at : earlier(draft.firstSeenAt, at);
    draft.lastSeenAt = draft.lastSeenAt === undefined ? at : later(draft.lastSeenAt, at);
  }

  if (declared.has(event.name)) draft.events[event.name] = counted(ownEntry(draft.events, event.name), at);
  else draft.other = counted(draft.other, at);

  const channel = channelOfOrigin(event);
  draft.channels[channel] = counted(ownEntry(draft.channels, channel), at);

  forEachStatedTrait(event, (name, value) => {
    const known = ownEntry(draft.traits, name);
    const stated = { value, at, by: event.messageId };
    draft.traits[name] = known === undefined ? stated : laterTrait(known, stated);
  });

  if (event.type === 'group' && event.groupId !== undefined && canBeKey(event.groupId)) {
    const joined = ownEntry(draft.groups, event.groupId);
    draft.groups[event.groupId] = joined === undefined ? at : earlier(joined, at);
  }

  draft.orders = withOrder(draft.orders, event);

  const stated = statedSubscription(event);
  if (stated !== undefined) {
    const known = ownEntry(draft.subscriptions, stated.channel);
    draft.subscriptions[stated.channel] =
      known === undefined ? stated.subscription : laterSubscription(known, stated.subscription);
  }
};
