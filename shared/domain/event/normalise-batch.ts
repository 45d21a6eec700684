import type { KeyKind } from '#shared/domain/access/key-record.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { bytesPerWeight, inspectJson, pruneJson } from './inspect-json.ts';
import { readInstant } from './instant.ts';
import { limits } from './limits.ts';
import { normaliseEvent, type Receipt } from './normalise-event.ts';
import { type EventProblem, type RejectedEvent, rejectedEventId } from './rejected-event.ts';

/** Why a request was refused as a whole: nothing of it is stored, and sending it again unchanged will not help. */
export interface Refusal {
  readonly code: 'malformed' | 'event-too-large' | 'batch-too-large';
  readonly message: string;
  readonly path: string;
}

export interface NormalisedBatch {
  /** Ready to be stored. */
  readonly accepted: readonly CustomerEvent[];
  /** To be stored with the time of their first receipt. */
  readonly untimed: readonly CustomerEvent[];
  /** To be kept as rejected; `index` is the place in the batch. */
  readonly rejected: readonly { readonly index: number; readonly event: RejectedEvent }[];
  /** Where set, the three lists are empty. */
  readonly refusal?: Refusal;
}

export interface NormaliseOptions {
  readonly receivedAt: Date;
  readonly newMessageId: () => string;
  /** The key it was sent with. Absent: nobody who is trusted with more than a write key. */
  readonly sender?: KeyKind | undefined;
}

/**
 * Turns the parsed body of `POST /v1/batch` into events to store and rejected events to keep; every entry ends in exactly one of
 * the lists. Pure, and the hot path of ingestion.
 */
export const normaliseBatch = (body: unknown, options: NormaliseOptions): NormalisedBatch => {
  if (!isObject(body)) return refused('malformed', '', 'the body must be a JSON object: {"batch": [...], "sentAt": "..."}');
  if (!Array.isArray(body.batch)) return refused('malformed', 'batch', 'must be a list of events');
  return normaliseEntries(body.batch, body, options, (index) => `batch[${index}]`);
};

/** Does the same for a single call, whose body is the event itself, with `sentAt` and `writeKey` beside its fields. */
export const normaliseSingle = (body: unknown, type: CustomerEvent['type'], options: NormaliseOptions): NormalisedBatch => {
  if (!isObject(body)) return refused('malformed', '', 'the body must be a JSON object: the event');
  return normaliseEntries([{ ...body, type }], { sentAt: body.sentAt }, options, () => '');
};

const normaliseEntries = (
  entries: readonly unknown[],
  shared: Readonly<Record<string, unknown>>,
  { receivedAt, newMessageId, sender }: NormaliseOptions,
  pathOf: (index: number) => string,
): NormalisedBatch => {
  if (entries.length > limits.entriesPerBatch) {
    return refused('batch-too-large', 'batch', `has ${entries.length} entries: send at most ${limits.eventsPerBatch} events`);
  }
  const unshareable = checkShared(shared);
  if (unshareable) return { ...none, refusal: unshareable };

  const sentAt = shared.sentAt ?? undefined;
  const receipt = { receivedAt: receivedAt.getTime(), newMessageId, sender };
  const accepted: CustomerEvent[] = [];
  const untimed: CustomerEvent[] = [];
  const rejected: { index: number; event: RejectedEvent }[] = [];
  const batchReceipt: Receipt = { ...receipt, sentAt: readInstant(sentAt) };

  for (const [index, entry] of entries.entries()) {
    const sent = withShared(entry, shared);
    const weight = inspectJson(sent);
    // RudderStack's events carry their own sentAt; the batch's is the one that is rewritten when it is sent again.
    const own = sentAt === undefined && isObject(sent) ? sent.sentAt : undefined;
    const reject = (problems: readonly EventProblem[]) => {
      rejected.push({ index, event: rejectedEvent(sent, problems, receivedAt, own ?? sentAt) });
    };
    if (weight === 'too-deep') {
      const bytes = Buffer.byteLength(JSON.stringify(pruneJson(sent)));
      if (bytes > limits.eventBytes) return refused('event-too-large', pathOf(index), tooLarge(bytes));
      reject([{ path: '', message: `is nested more than ${limits.nesting} levels deep: flatten it` }]);
      continue;
    }
    if (weight * bytesPerWeight > limits.eventBytes) {
      const bytes = Buffer.byteLength(JSON.stringify(sent));
      if (bytes > limits.eventBytes) return refused('event-too-large', pathOf(index), tooLarge(bytes));
    }
    if (index >= limits.eventsPerBatch) {
      reject([{ path: '', message: `is beyond the ${limits.eventsPerBatch} events of a batch: send smaller batches` }]);
      continue;
    }
    const normalised = normaliseEvent(sent, own === undefined ? batchReceipt : { ...receipt, sentAt: readInstant(own) });
    if (normalised.kind === 'rejected') reject(normalised.problems);
    else if (normalised.kind === 'untimed') untimed.push(normalised.event);
    else accepted.push(normalised.event);
  }
  return { accepted, untimed, rejected };
};

const none = { accepted: [], untimed: [], rejected: [] };

const refused = (code: Refusal['code'], path: string, message: string): NormalisedBatch => ({
  ...none,
  refusal: { code, path, message },
});

const tooLarge = (bytes: number) =>
  `has ${bytes} bytes: an event may have ${limits.eventBytes}; nothing of this request was stored`;

const checkShared = ({ context, integrations }: Readonly<Record<string, unknown>>): Refusal | undefined => {
  for (const [path, value] of Object.entries({ context, integrations })) {
    if (value === undefined || value === null) continue;
    if (!isObject(value)) return { code: 'malformed', path, message: 'must be an object' };
    const weight = inspectJson(value);
    if (weight === 'too-deep') return { code: 'malformed', path, message: `is nested more than ${limits.nesting} levels deep` };
    if (Buffer.byteLength(JSON.stringify(value)) > limits.sharedBytes) {
      return { code: 'batch-too-large', path, message: `is shared by every event and may have ${limits.sharedBytes} bytes` };
    }
  }
  return undefined;
};

/** The event with what the batch says for all of them; what the event says itself wins. */
const withShared = (entry: unknown, { context, integrations }: Readonly<Record<string, unknown>>): unknown => {
  if (!isObject(entry) || (!isObject(context) && !isObject(integrations))) return entry;
  return {
    ...entry,
    ...(isObject(context) && { context: merged(context, entry.context) }),
    ...(isObject(integrations) && { integrations: merged(integrations, entry.integrations) }),
  };
};

// What is no object is left to be found wrong by the event's own check.
const merged = (shared: object, own: unknown): unknown =>
  own === undefined || own === null ? shared : isObject(own) ? { ...shared, ...own } : own;

const rejectedEvent = (sent: unknown, problems: readonly EventProblem[], receivedAt: Date, sentAt: unknown): RejectedEvent => {
  const event = pruneJson(withoutTransport(sent));
  const at = receivedAt.toISOString();
  return {
    id: rejectedEventId(at, JSON.stringify(event)),
    receivedAt: at,
    problems: problems.length > limits.problems ? shortened(problems) : problems,
    event,
    ...(typeof sentAt === 'string' && { sentAt: sentAt.slice(0, 64).toWellFormed() }),
  };
};

const shortened = (problems: readonly EventProblem[]): readonly EventProblem[] => [
  ...problems.slice(0, limits.problems),
  { path: '', message: `has ${problems.length - limits.problems} more problems` },
];

/** The key is a secret, `sentAt` changes with every resend, `_metadata` is the SDK's business. */
const withoutTransport = (sent: unknown): unknown => {
  if (!isObject(sent)) return sent;
  const { writeKey, sentAt, _metadata, ...event } = sent;
  return event;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
