import * as z from 'zod/mini';
import type { Counter, FoldPosition, MergedProfile, Profile, StoredProfile, Trait } from '#shared/domain/profile/profile.ts';
import { digest, emailDigest, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import { emailOf } from '#shared/domain/profile/traits.ts';
import type { Membership } from '#shared/domain/segment/segment.ts';
import { isoInstant, profileId } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import { byEmail, inGsi1, knownWithoutEmail, profileIdOfPartition, profileKey } from './keys.ts';

/**
 * A profile as it lies in the table. Each fold writes the whole item, and writes are billed by the kilobyte, so it is packed:
 *
 * - instants are epoch milliseconds, and a counter is `[count, first, last]`;
 * - `traits` is one JSON text, `{"plan": ["pro", 0], …}`: the value, and the index in `said` of the event that said it,
 *   `[event time, messageId]`, since one identify call states many traits. JSON also keeps what DynamoDB's own numbers cannot;
 * - `segments` is a list of `[when, by, of, "vip", "-active"]`: the segments entered and, with a hyphen, left on one occasion;
 * - `subscriptions` and `mergedInto` are plain, because conditions of other writers look into them;
 * - what is empty is left out, except `subscriptions`, which conditions may look into at any time.
 */
export const toProfileItem = (profile: Profile) => {
  const { said, traits } = packTraits(profile.traits);
  const indexed = indexedUnder(profile);
  return {
    ...profileKey(profile.id),
    ...(indexed === undefined ? {} : inGsi1(indexed, profile.id)),
    version: profile.version,
    userId: profile.userId,
    aliases: unlessEmpty(profile.aliases),
    firstSeen: profile.firstSeenAt === undefined ? undefined : Date.parse(profile.firstSeenAt),
    lastSeen: profile.lastSeenAt === undefined ? undefined : Date.parse(profile.lastSeenAt),
    traits: said.length === 0 ? undefined : traits,
    said: unlessEmpty(said),
    events: packRecord(profile.events, packCounter),
    other: profile.other && packCounter(profile.other),
    channels: packRecord(profile.channels, packCounter),
    groups: packRecord(profile.groups, Date.parse),
    orders: packOrders(profile.orders),
    subscriptions: profile.subscriptions,
    segments: unlessEmpty(packSegments(profile.segments)),
    folded: packRecord(profile.folded, packPosition),
  };
};

export const toPointerItem = ({ id, version, mergedInto }: MergedProfile) => ({ ...profileKey(id), version, mergedInto });

/** @throws ZodError when the item is none of ours. */
export const fromProfileItem = (item: unknown): StoredProfile => {
  if (typeof item === 'object' && item !== null && 'mergedInto' in item) {
    const { pk, version, mergedInto } = pointerItem.parse(item);
    return { id: profileIdOfPartition(pk), version, mergedInto };
  }
  const stored = profileItem.parse(item);
  const id = profileIdOfPartition(stored.pk);
  return {
    id,
    version: stored.version,
    ...(stored.userId === undefined ? {} : { userId: stored.userId }),
    aliases: stored.aliases,
    ...(stored.firstSeen === undefined ? {} : { firstSeenAt: stored.firstSeen }),
    ...(stored.lastSeen === undefined ? {} : { lastSeenAt: stored.lastSeen }),
    traits: unpackTraits(stored.traits, stored.said),
    events: stored.events,
    ...(stored.other === undefined ? {} : { other: stored.other }),
    channels: stored.channels,
    groups: stored.groups,
    orders: stored.orders,
    subscriptions: stored.subscriptions,
    segments: unpackSegments(stored.segments),
    folded: stored.folded,
  };
};

/**
 * Whoever has an address is found by it, and whoever is known otherwise is in the index all the same: sweeps find customers there. An
 * anonymous visitor without an address is not: nobody could send them anything, and each entry costs a write.
 */
const indexedUnder = ({ id, traits }: Profile): string | undefined => {
  const email = emailOf(traits);
  if (email !== undefined) return byEmail(emailDigest(email));
  return id.startsWith('user:') ? knownWithoutEmail(digest('known', id)) : undefined;
};

const unlessEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

const packRecord = <T, P>(record: Readonly<Record<string, T>>, pack: (value: T) => P): Record<string, P> | undefined => {
  const entries = Object.entries(record);
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([key, value]) => [key, pack(value)]));
};

const packCounter = ({ count, first, last }: Counter) => [count, Date.parse(first), Date.parse(last)];

/** `[upTo, …except]`; where there is a stream before, `upTo` holds the places in both, a space between them. */
const packPosition = ({ upTo, before, except = [] }: FoldPosition) => [
  before === undefined ? upTo : `${upTo} ${before}`,
  ...except,
];

const unpackPosition = ([marks, ...except]: [string, ...string[]]): FoldPosition => {
  const [upTo = '', before] = marks.split(' ');
  return { upTo, ...(before === undefined ? {} : { before }), ...(except.length === 0 ? {} : { except }) };
};

type PackedSegments = [number, string, string, ...string[]][];

const packSegments = (segments: Profile['segments']): PackedSegments => {
  const occasions = new Map<string, PackedSegments[number]>();
  for (const [name, { state, at, by, of = '' }] of Object.entries(segments)) {
    const source = `${at} ${of} ${by}`;
    const occasion = occasions.get(source) ?? [Date.parse(at), by, of];
    occasions.set(source, occasion);
    occasion.push(state === 'in' ? name : `-${name}`);
  }
  return [...occasions.values()];
};

const unpackSegments = (occasions: readonly (readonly [string, string, string, ...string[]])[]): Record<string, Membership> =>
  Object.fromEntries(
    occasions.flatMap(([at, by, of, ...marks]) =>
      marks.map((mark) => {
        const state = mark.startsWith('-') ? 'out' : 'in';
        const membership: Membership = { state, at, by, ...(of === '' ? {} : { of }) };
        return [mark.slice(state === 'out' ? 1 : 0), membership];
      }),
    ),
  );

const packOrders = ({ count, refunds, revenue, first, last }: Profile['orders']) =>
  count === 0 && refunds === 0
    ? undefined
    : {
        count,
        refunds: refunds === 0 ? undefined : refunds,
        revenue: Object.keys(revenue).length === 0 ? undefined : revenue,
        first: first === undefined ? undefined : Date.parse(first),
        last: last === undefined ? undefined : Date.parse(last),
      };

const packTraits = (traits: Profile['traits']): { traits: string; said: (readonly [number, string])[] } => {
  const said: (readonly [number, string])[] = [];
  const indexOf = new Map<string, number>();
  const packed: Record<string, readonly [Json, number]> = {};
  for (const [name, { value, at, by }] of Object.entries(traits)) {
    const source = `${at} ${by}`;
    const known = indexOf.get(source);
    const index = known ?? said.length;
    if (known === undefined) {
      indexOf.set(source, index);
      said.push([Date.parse(at), by]);
    }
    packed[name] = [value, index];
  }
  return { traits: JSON.stringify(packed), said };
};

const unpackTraits = (
  traits: Readonly<Record<string, readonly [Json, number]>>,
  said: readonly (readonly [string, string])[],
): Record<string, Trait> =>
  Object.fromEntries(
    Object.entries(traits).map(([name, [value, index]]) => {
      const source = said[index];
      if (source === undefined) throw new RangeError(`trait number ${index} was said by nobody`);
      return [name, { value, at: source[0], by: source[1] }];
    }),
  );

const instant = z.pipe(
  z.number(),
  z.transform((milliseconds) => new Date(milliseconds).toISOString()),
);
const counter = z.pipe(
  z.tuple([z.number(), instant, instant]),
  z.transform(([count, first, last]) => ({ count, first, last })),
);
const counters = z._default(z.record(z.string(), counter), {});
// What JSON.parse gives is JSON: a look at every value would find nothing, and z.json() takes a `__proto__` inside of one away.
const jsonValue = z.custom<Json>();
const packedTraits = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text): unknown => JSON.parse(text)),
  ),
  z.record(z.string(), z.tuple([jsonValue, z.number()])),
);

const profileItem = z.object({
  pk: z.string().check(z.startsWith('P#')),
  version: z.number().check(z.int(), z.positive()),
  userId: z.optional(z.string()),
  aliases: z._default(z.array(profileId), []),
  firstSeen: z.optional(instant),
  lastSeen: z.optional(instant),
  traits: z._default(packedTraits, {}),
  said: z._default(z.array(z.tuple([instant, z.string()])), []),
  events: counters,
  other: z.optional(counter),
  channels: counters,
  groups: z._default(z.record(z.string(), instant), {}),
  orders: z._default(
    z.object({
      count: z.number(),
      refunds: z._default(z.number(), 0),
      revenue: z._default(z.record(z.string(), z.number()), {}),
      first: z.exactOptional(instant),
      last: z.exactOptional(instant),
    }),
    { count: 0, refunds: 0, revenue: {} },
  ),
  subscriptions: z._default(
    z.record(z.string(), z.object({ state: z.enum(['subscribed', 'unsubscribed']), at: isoInstant, by: z.string() })),
    {},
  ),
  segments: z._default(z.array(z.tuple([instant, z.string(), z.string()], z.string())), []),
  folded: z._default(z.record(z.string(), z.pipe(z.tuple([z.string()], z.string()), z.transform(unpackPosition))), {}),
});

const pointerItem = z.object({
  pk: z.string().check(z.startsWith('P#')),
  version: z.number().check(z.int(), z.positive()),
  mergedInto: profileId,
});

/** The profile ids that a page of the index names. */
export const indexedIds = (items: readonly unknown[]): readonly ProfileId[] =>
  items.map((item) => profileIdOfPartition(indexItem.parse(item).pk));

const indexItem = z.object({ pk: z.string().check(z.startsWith('P#')) });
