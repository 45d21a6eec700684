import { laterMembership, type Membership } from '#shared/domain/segment/segment.ts';
import { earlier, later, mergeCounters } from './counter.ts';
import { mergeOrders } from './orders.ts';
import { ownEntry } from './own-entry.ts';
import type { Profile } from './profile.ts';
import type { ProfileId } from './profile-id.ts';
import { laterSubscription } from './subscriptions.ts';
import { laterTrait } from './traits.ts';

/**
 * Adds all that is known of one profile to another, which keeps its id and version and takes over the other's ids and fold
 * positions. Facts come out as if all events of both had been folded into one profile from the start, so it does not matter
 * when a merge happens, nor in which order several do.
 *
 * @throws AmountTooLarge
 */
export const mergeProfiles = (into: Profile, other: Profile): Profile => {
  const firstSeenAt = ofBoth(into.firstSeenAt, other.firstSeenAt, earlier);
  const lastSeenAt = ofBoth(into.lastSeenAt, other.lastSeenAt, later);
  const counter = ofBoth(into.other, other.other, mergeCounters);
  return {
    id: into.id,
    version: into.version,
    ...(into.userId === undefined ? {} : { userId: into.userId }),
    aliases: withAliases(into, [other.id, ...other.aliases]),
    ...(firstSeenAt === undefined ? {} : { firstSeenAt }),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    traits: mergeRecords(into.traits, other.traits, laterTrait),
    events: mergeRecords(into.events, other.events, mergeCounters),
    ...(counter === undefined ? {} : { other: counter }),
    channels: mergeRecords(into.channels, other.channels, mergeCounters),
    groups: mergeRecords(into.groups, other.groups, earlier),
    orders: mergeOrders(into.orders, other.orders),
    subscriptions: mergeRecords(into.subscriptions, other.subscriptions, laterSubscription),
    segments: mergeRecords(into.segments, membershipsOf(other), laterMembership),
    // A partition is folded into one profile at a time, so no position can be in both.
    folded: { ...into.folded, ...other.folded },
  };
};

/** As another profile has them: with the partition that their events are in. */
const membershipsOf = ({ id, segments }: Profile): Readonly<Record<string, Membership>> =>
  Object.fromEntries(Object.entries(segments).map(([name, membership]) => [name, { ...membership, of: membership.of ?? id }]));

/** The profile with one more id, of which nothing is known yet. */
export const withAlias = (profile: Profile, id: ProfileId): Profile => ({ ...profile, aliases: withAliases(profile, [id]) });

const withAliases = (profile: Profile, ids: readonly ProfileId[]): readonly ProfileId[] =>
  [...new Set([...profile.aliases, ...ids])].filter((id) => id !== profile.id).sort();

const ofBoth = <T>(a: T | undefined, b: T | undefined, combine: (a: T, b: T) => T): T | undefined =>
  a === undefined ? b : b === undefined ? a : combine(a, b);

const mergeRecords = <T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  combine: (a: T, b: T) => T,
): Readonly<Record<string, T>> => {
  const merged: Record<string, T> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const known = ownEntry(merged, key);
    merged[key] = known === undefined ? value : combine(known, value);
  }
  return merged;
};
