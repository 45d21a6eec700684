import * as z from 'zod/mini';
import { limits } from '#shared/domain/event/limits.ts';
import { type NormalisedBatch, normaliseBatch } from '#shared/domain/event/normalise-batch.ts';
import { receivedFirst } from '#shared/domain/event/normalise-event.ts';
import type { RejectedEvent } from '#shared/domain/event/rejected-event.ts';
import { digest } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { KeyStore } from '#shared/ports/key-store.ts';
import type { RejectedEvents } from '#shared/ports/rejected-events.ts';
import { refuseCaller } from '#shared/runtime/http-access.ts';
import { answer, type HttpAnswer, methodNotAllowed, notFound, ok, problem } from '#shared/runtime/http-answer.ts';
import { readJsonBody } from '#shared/runtime/http-body.ts';
import { defineHttpHandler, type HttpRequest } from '#shared/runtime/http-handler.ts';

export interface ReplayRejectedEventDeps {
  readonly events: EventStore;
  readonly rejected: RejectedEvents;
  readonly keys: KeyStore;
}

const correction = z.object({ event: z.optional(z.record(z.string(), z.unknown(), 'must be an object: the corrected event')) });

/**
 * Takes a rejected event once more, as it was or corrected, as if it had been right when it first came: with its first receipt
 * and the sender's clock of then. It is stored first and taken off the list after; a crash between the two leaves it listed, and
 * replaying it again writes the same event.
 */
export const createHandler = ({ events, rejected, keys }: ReplayRejectedEventDeps) =>
  defineHttpHandler(async (request) => {
    const id = idIn(request.rawPath);
    if (id === undefined) return notFound('try POST /v1/rejected-events/{id}/replay');
    if (request.requestContext.http.method !== 'POST') return methodNotAllowed('POST');
    const refused = await refuseCaller(keys, request);
    if (refused) return refused;
    const corrected = correctedEventIn(request);
    if (corrected.kind === 'unreadable') return corrected.answer;

    const kept = await rejected.get(id);
    if (!kept) return notFound('no such rejected event: it was replayed already, or is older than 30 days');
    const normalised = normaliseAgain(kept, corrected.event ?? kept.event);
    if (normalised.refusal) return problem(400, normalised.refusal);
    const [still] = normalised.rejected;
    if (still) return stillRejected(still.event);

    const [event] = await Promise.all([...normalised.accepted, ...normalised.untimed.map((untimed) => timed(events, untimed))]);
    if (event) await events.put([event]);
    await rejected.remove(id);
    return ok({
      success: true,
      event: event && { messageId: event.messageId, profileId: event.profileId, timestamp: event.timestamp },
    });
  });

const idIn = (path: string): string | undefined => /\/v1\/rejected-events\/([^/]+)\/replay\/?$/.exec(path)?.[1];

type Correction =
  | { readonly kind: 'read'; readonly event: unknown }
  | { readonly kind: 'unreadable'; readonly answer: HttpAnswer };

const correctedEventIn = (request: HttpRequest): Correction => {
  if (request.body === undefined || request.body === '') return { kind: 'read', event: undefined };
  const body = readJsonBody(request, limits.eventBytes * 2);
  if (body.kind === 'unreadable') return { kind: 'unreadable', answer: problem(body.statusCode, body.error) };
  const parsed = correction.safeParse(body.value);
  if (parsed.success) return { kind: 'read', event: parsed.data.event };
  const message = 'the body is either empty or {"event": {…the corrected event…}}';
  return { kind: 'unreadable', answer: problem(400, { code: 'malformed', message, path: 'event' }) };
};

// Whoever replays it, the event stays as little trusted as when it came: what a write key may not send is not taken in this way either.
// Without a time of its own the event gets that of its first receipt, and an id that stays the same should this run twice.
const normaliseAgain = (kept: RejectedEvent, event: unknown): NormalisedBatch =>
  normaliseBatch(
    { batch: [event], sentAt: kept.sentAt },
    { receivedAt: new Date(kept.receivedAt), newMessageId: () => `auto-${digest('replayed', kept.id)}` },
  );

const timed = async (events: EventStore, event: CustomerEvent): Promise<CustomerEvent> =>
  receivedFirst(event, await events.firstReceipt(event.profileId, event.messageId, event.receivedAt));

const stillRejected = ({ problems }: RejectedEvent): HttpAnswer => {
  const message = 'the event is still not right; it stays on the list';
  return answer(422, { success: false, error: { code: 'still-rejected', message, path: problems[0]?.path ?? '' }, problems });
};
