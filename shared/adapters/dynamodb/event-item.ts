import { Buffer } from 'node:buffer';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod/mini';
import { type CustomerEvent, customerEvent, type EventType, nameOfType } from '#shared/events/customer-event.ts';
import { once } from '#shared/events/once.ts';
import { eventDictionary1 } from './event-dictionary.ts';
import { eventKey, profileIdOfPartition } from './keys.ts';

/**
 * An event as it lies in the table. Writes are billed by the kilobyte, so names are short and nothing is said twice:
 * the partition tells the profile, the sort key `originalTimestamp` and `messageId`.
 *
 * `y` type by its first letter; `n` name, where the type does not tell it; `u`, `a` user and anonymous id, where the partition
 * does not tell them (null: the event has none, though the partition would suggest one); `f` previousId; `g` groupId; `t` event
 * time and `r` receipt, in milliseconds after `originalTimestamp` (`t` absent: the same); `d` properties, traits, context and
 * integrations as JSON, or `z1`, the same deflated with dictionary 1; `ttl` epoch seconds. `v` is absent for version 1.
 */
export interface EventItem {
  readonly pk: string;
  readonly sk: string;
  readonly y: string;
  readonly n?: string;
  readonly u?: string | null;
  readonly a?: string | null;
  readonly f?: string;
  readonly g?: string;
  readonly t?: number;
  readonly r: number;
  readonly d?: string;
  readonly z1?: Uint8Array;
  readonly ttl: number;
}

const letterOf: Record<EventType, string> = { track: 't', identify: 'i', page: 'p', screen: 's', group: 'g', alias: 'a' };
const typeOf: Record<string, EventType> = { t: 'track', i: 'identify', p: 'page', s: 'screen', g: 'group', a: 'alias' };

/** One write request unit. An item that fits as plain JSON stays readable in the console; deflating it would save nothing. */
const oneWriteUnitBytes = 1024;

const timeLength = '2026-11-22T08:30:00.000Z'.length;
const sortKeyPrefix = 'E#';

/** `retentionDays` counts from the receipt, not from the event's time: imported history would otherwise expire at once. */
export const toEventItem = (event: CustomerEvent, retentionDays: number): EventItem => {
  const original = Date.parse(event.originalTimestamp);
  const received = Date.parse(event.receivedAt);
  const shift = Date.parse(event.timestamp) - original;
  const told = idsToldBy(event.profileId);
  const item: Omit<EventItem, 'd' | 'z1'> = {
    ...eventKey(event.profileId, event.originalTimestamp, event.messageId),
    y: letterOf[event.type],
    ...(event.name !== defaultName(event.type) && { n: event.name }),
    ...(event.userId !== told.userId && { u: event.userId ?? null }),
    ...(event.anonymousId !== told.anonymousId && { a: event.anonymousId ?? null }),
    ...(event.previousId !== undefined && { f: event.previousId }),
    ...(event.groupId !== undefined && { g: event.groupId }),
    ...(shift !== 0 && { t: shift }),
    r: received - original,
    ttl: Math.ceil(received / 1000) + retentionDays * 86_400,
  };
  const body = bodyOf(event);
  if (body === undefined) return item;
  if (Buffer.byteLength(body) + envelopeBytes(item) <= oneWriteUnitBytes) return { ...item, d: body };
  return { ...item, z1: deflateRawSync(body, { dictionary: eventDictionary1, level: 9 }) };
};

/**
 * Reads an item back, from the table or from a stream record (where Lambda leaves binary values as base64 text).
 *
 * @throws when the item is not an event: the caller decides whether that is poison or a bug.
 */
export const fromEventItem = (item: unknown): CustomerEvent => {
  const stored = storedItem().parse(item);
  const profileId = profileIdOfPartition(stored.pk);
  const originalTimestamp = stored.sk.slice(sortKeyPrefix.length, sortKeyPrefix.length + timeLength);
  const original = Date.parse(originalTimestamp);
  const told = idsToldBy(profileId);
  const type = typeOf[stored.y];
  const userId = stored.u === undefined ? told.userId : (stored.u ?? undefined);
  const anonymousId = stored.a === undefined ? told.anonymousId : (stored.a ?? undefined);
  const body = storedBody().parse(JSON.parse(bodyText(stored)));
  return customerEvent.parse({
    version: 1,
    messageId: stored.sk.slice(sortKeyPrefix.length + timeLength + 1),
    type,
    name: stored.n ?? (type && defaultName(type)),
    profileId,
    ...(userId !== undefined && { userId }),
    ...(anonymousId !== undefined && { anonymousId }),
    ...(stored.f !== undefined && { previousId: stored.f }),
    ...(stored.g !== undefined && { groupId: stored.g }),
    timestamp: stored.t === undefined ? originalTimestamp : new Date(original + stored.t).toISOString(),
    originalTimestamp,
    receivedAt: new Date(original + stored.r).toISOString(),
    ...(body.p && { properties: body.p }),
    ...(body.t && { traits: body.t }),
    ...(body.c && { context: body.c }),
    ...(body.i && { integrations: body.i }),
  });
};

// Made when an item is first read: most functions only write.
const storedItem = once(() =>
  z.object({
    pk: z.string().check(z.startsWith('P#')),
    sk: z.string().check(z.regex(/^E#[^#]{24}#./s)),
    y: z.string(),
    n: z.optional(z.string()),
    u: z.nullish(z.string()),
    a: z.nullish(z.string()),
    f: z.optional(z.string()),
    g: z.optional(z.string()),
    t: z.optional(z.number()),
    r: z.number(),
    d: z.optional(z.string()),
    z1: z.optional(z.union([z.instanceof(Uint8Array), z.pipe(z.string(), z.transform(bytesOfBase64))])),
  }),
);

const bytesOfBase64 = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

const storedBody = once(() => {
  const object = z.optional(z.record(z.string(), z.unknown()));
  return z.object({ p: object, t: object, c: object, i: object });
});

const defaultName = (type: EventType): string | undefined => (type === 'track' ? undefined : nameOfType[type]);

/** The ids that a partition's name tells. `~` marks an id known by its digest only, which tells nothing. */
const idsToldBy = (profileId: string): { userId?: string; anonymousId?: string } => {
  const id = profileId.slice('user:'.length);
  if (id.startsWith('~')) return {};
  return profileId.startsWith('user:') ? { userId: id } : { anonymousId: id };
};

const bodyOf = ({ properties: p, traits: t, context: c, integrations: i }: CustomerEvent): string | undefined =>
  p || t || c || i ? JSON.stringify({ p, t, c, i }) : undefined;

const bodyText = ({ d, z1 }: z.infer<ReturnType<typeof storedItem>>): string => {
  if (z1) return inflateRawSync(z1, { dictionary: eventDictionary1, maxOutputLength: 1_048_576 }).toString('utf8');
  return d ?? '{}';
};

/** As DynamoDB counts: names and values, a byte for two digits of a number, one more for the number itself. */
const envelopeBytes = (item: object): number => {
  let bytes = 'd'.length;
  for (const [name, value] of Object.entries(item)) {
    bytes += name.length;
    if (typeof value === 'string') bytes += Buffer.byteLength(value);
    else if (typeof value === 'number') bytes += Math.ceil(String(value).length / 2) + 1;
    else bytes += 1;
  }
  return bytes;
};
