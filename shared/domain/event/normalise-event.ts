import type * as z from 'zod/mini';
import type { KeyKind } from '#shared/domain/access/key-record.ts';
import { anonymousProfileId, digest, userProfileId } from '#shared/domain/profile/profile-id.ts';
import { contractOf } from '#shared/events/catalogue.ts';
import { type CustomerEvent, nameOfType } from '#shared/events/customer-event.ts';
import { identifyTraits } from '#shared/events/identify-traits.ts';
import type { Json, JsonObject } from '#shared/events/json.ts';
import { type SegmentEvent, segmentEvent } from '#shared/events/segment-event.ts';
import { earliestInstant, readInstant } from './instant.ts';
import { limits } from './limits.ts';
import type { EventProblem } from './rejected-event.ts';

/** What is known of the request an event came in. */
export interface Receipt {
  /** Our clock, epoch milliseconds. */
  readonly receivedAt: number;
  /** The sender's clock when it sent, epoch milliseconds, if it said so. */
  readonly sentAt?: number | undefined;
  /** A new id for an event that has neither an id nor a time of its own. */
  readonly newMessageId: () => string;
  /** The key it was sent with. Absent: nobody who is trusted with more than a write key. */
  readonly sender?: KeyKind | undefined;
}

/**
 * `accepted`: ready to be stored. `untimed`: it has an id but no time of its own, so its key must come from the first receipt
 * (see {@link receivedFirst}), or a resend would be a second event. `rejected`: with everything that is wrong with it.
 */
export type NormalisedEvent =
  | { readonly kind: 'accepted' | 'untimed'; readonly event: CustomerEvent }
  | { readonly kind: 'rejected'; readonly problems: readonly EventProblem[] };

/** Turns one event as it was sent into the envelope it is stored in, or says why not. */
export const normaliseEvent = (sent: unknown, receipt: Receipt): NormalisedEvent => {
  const parsed = segmentEvent.safeParse(sent);
  if (!parsed.success) return rejected(problemsOf(parsed.error));
  const said = parsed.data;
  const problems: EventProblem[] = [];

  const userId = readId(said.userId, 'userId', limits.idCharacters, problems);
  const anonymousId = readId(said.anonymousId, 'anonymousId', limits.idCharacters, problems);
  const previousId = readId(said.previousId, 'previousId', limits.idCharacters, problems);
  const groupId = readId(said.groupId, 'groupId', limits.idCharacters, problems);
  const givenId = readId(said.messageId, 'messageId', limits.messageIdCharacters, problems);
  const name = nameOf(said, problems);
  const original = readTime(said, problems);
  const properties = propertiesOf(said, name, receipt.sender, problems);
  const traits = traitsOf(said, problems);
  checkIdentity(said.type, { userId, anonymousId, previousId, groupId }, problems);

  if (problems.length > 0) return rejected(problems);

  const originalTimestamp = original ?? receipt.receivedAt;
  const originalText = toIso(originalTimestamp);
  const timestamp = eventTime(originalTimestamp, receipt);
  const context = contextOf(said);
  // Filled field by field: this runs for every event, and an object put together from optional pieces is several times slower.
  const event: Writable<CustomerEvent> = {
    version: 1,
    messageId: givenId ?? (original === undefined ? receipt.newMessageId() : contentId(sent)),
    type: said.type,
    name,
    profileId: userId === undefined ? anonymousProfileId(anonymousId ?? '') : userProfileId(userId),
    timestamp: timestamp === originalTimestamp ? originalText : toIso(timestamp),
    originalTimestamp: originalText,
    receivedAt: toIso(receipt.receivedAt),
  };
  if (userId !== undefined) event.userId = userId;
  if (anonymousId !== undefined) event.anonymousId = anonymousId;
  if (previousId !== undefined) event.previousId = previousId;
  if (groupId !== undefined) event.groupId = groupId;
  if (properties) event.properties = properties;
  if (traits) event.traits = traits;
  if (context) event.context = context;
  if (said.integrations && hasEntries(said.integrations)) event.integrations = said.integrations;
  return { kind: original === undefined && givenId !== undefined ? 'untimed' : 'accepted', event };
};

/** An untimed event, with the instant of its first receipt as its time. */
export const receivedFirst = (event: CustomerEvent, firstReceipt: string): CustomerEvent => ({
  ...event,
  timestamp: firstReceipt,
  originalTimestamp: firstReceipt,
});

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const rejected = (problems: readonly EventProblem[]): NormalisedEvent => ({ kind: 'rejected', problems });

/** How far the sender's clock is ahead is taken off, as long as that does not put the event into our future. */
const eventTime = (original: number, { receivedAt, sentAt }: Receipt): number => {
  const corrected = sentAt === undefined ? original : receivedAt - (sentAt - original);
  return Math.max(earliestInstant, Math.min(receivedAt, corrected));
};

const toIso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The same content sent again is the same event. When it was sent is no content. */
const contentId = (sent: unknown): string => {
  const { sentAt, writeKey, _metadata, ...content } = sent as Record<string, unknown>;
  return `auto-${digest('event', JSON.stringify(content))}`;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get into keys and logs
const control = /[\u0000-\u001f\u007f]/;

// Which character U+FFFD or half of a surrogate pair stood for is not known any more, so two different ids may look the same here. A
// text is taken with it, an id is not: joining two customers cannot be undone.
const broken = /[\ufffd\ud800-\udfff]/u;

const readId = (
  value: string | number | null | undefined,
  path: string,
  longest: number,
  problems: EventProblem[],
): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  const id = String(value);
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    problems.push({ path, message: 'is a number that JSON cannot carry exactly: send it as text' });
  } else if (id.length > longest) {
    problems.push({ path, message: `has ${id.length} characters: at most ${longest} are possible` });
  } else if (control.test(id) || broken.test(id)) {
    problems.push({ path, message: 'holds control characters or broken Unicode: an id is plain text' });
  }
  return id;
};

const nameOf = (said: SegmentEvent, problems: EventProblem[]): string => {
  if (said.type !== 'track') return nameOfType[said.type];
  const name = said.event?.trim() ?? '';
  if (name === '') problems.push({ path: 'event', message: 'is missing: a track event needs the name of what happened' });
  if (name.length > limits.nameCharacters) {
    problems.push({ path: 'event', message: `has ${name.length} characters: at most ${limits.nameCharacters} are possible` });
  }
  if (control.test(name)) problems.push({ path: 'event', message: 'holds control characters: a name is plain text' });
  return name;
};

const readTime = (said: SegmentEvent, problems: EventProblem[]): number | undefined => {
  // An SDK's `timestamp` is what a caller said outright; `originalTimestamp` is when the SDK was called.
  const path = said.timestamp === undefined || said.timestamp === null ? 'originalTimestamp' : 'timestamp';
  const value = said[path];
  if (value === undefined || value === null) return undefined;
  const instant = readInstant(value);
  if (instant === undefined) {
    problems.push({ path, message: 'is not a time: write it in ISO 8601, like "2026-11-22T08:30:00.000Z"' });
  }
  return instant;
};

const checkIdentity = (
  type: SegmentEvent['type'],
  ids: Readonly<Record<'userId' | 'anonymousId' | 'previousId' | 'groupId', string | undefined>>,
  problems: EventProblem[],
): void => {
  const missing = (path: string, message: string) => problems.push({ path, message });
  if (type === 'alias') {
    if (ids.userId === undefined) missing('userId', 'is missing: an alias says which user the previous id belongs to');
    if (ids.previousId === undefined) missing('previousId', 'is missing: an alias says which id belonged to the user before');
    return;
  }
  if (ids.userId === undefined && ids.anonymousId === undefined) {
    missing('userId', 'is missing, and so is anonymousId: an event belongs to somebody');
  }
  if (type === 'group' && ids.groupId === undefined) missing('groupId', 'is missing: a group call says which group');
};

const propertiesOf = (
  said: SegmentEvent,
  name: string,
  sender: KeyKind | undefined,
  problems: EventProblem[],
): JsonObject | undefined => {
  const properties = said.properties ?? undefined;
  if (said.type === 'track') {
    const contract = contractOf(name);
    if (!contract) return properties && hasEntries(properties) ? properties : undefined;
    if (contract.from === 'tributary' && sender !== 'server') {
      problems.push({ path: 'event', message: `"${name}" ${notUnderWriteKey}` });
      return undefined;
    }
    const parsed = contract.properties.safeParse(properties ?? {});
    if (!parsed.success) {
      problems.push(...problemsOf(parsed.error, 'properties'));
      return undefined;
    }
    return properties && hasEntries(properties) ? parsed.data : undefined;
  }
  if (said.type !== 'page' && said.type !== 'screen') return undefined;
  // A page call has its name beside its properties; in the log it is one of them.
  const { name: title, category } = said;
  if (!title && !category) return properties && hasEntries(properties) ? properties : undefined;
  return { ...(title && { name: title }), ...(category && { category }), ...properties };
};

const notUnderWriteKey =
  'is told by Tributary itself: choose another name, or send it with a server key if it is history from elsewhere';

const traitsOf = (said: SegmentEvent, problems: EventProblem[]): JsonObject | undefined => {
  if (said.type === 'group') return said.traits && hasEntries(said.traits) ? said.traits : undefined;
  if (said.type !== 'identify') return undefined;
  // RudderStack's SDK says the traits of identify in the context too, other senders only there.
  const inContext = said.context?.traits;
  const traits = isObject(inContext) ? { ...inContext, ...said.traits } : (said.traits ?? {});
  const parsed = identifyTraits().safeParse(traits);
  if (parsed.success) return hasEntries(parsed.data) ? parsed.data : undefined;
  problems.push(...problemsOf(parsed.error, 'traits'));
  return undefined;
};

const contextOf = (said: SegmentEvent): JsonObject | undefined => {
  const context = said.context ?? {};
  const adds = typeof said.channel === 'string' && said.channel !== '' && context.channel === undefined;
  const dropsTraits = said.type === 'identify' && context.traits !== undefined;
  // It marks what we put ourselves, and no sender is us, whatever the key.
  const dropsSource = context.source === 'tributary';
  if (!adds && !dropsTraits && !dropsSource) return hasEntries(context) ? context : undefined;
  const { traits, source, ...rest } = context;
  const kept: Record<string, Json | undefined> = rest;
  if (!dropsTraits && traits !== undefined) kept.traits = traits;
  if (!dropsSource && source !== undefined) kept.source = source;
  if (adds) kept.channel = said.channel ?? undefined;
  return hasEntries(kept) ? kept : undefined;
};

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const hasEntries = (object: object): boolean => {
  for (const _ in object) return true;
  return false;
};

const problemsOf = (error: z.core.$ZodError, root = ''): EventProblem[] =>
  error.issues.map((issue) => ({ path: pathOf(issue.path, root), message: issue.message }));

const pathOf = (path: readonly PropertyKey[], root: string): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, root);
