import { keyOfSender } from '#shared/domain/access/credentials.ts';
import { limits } from '#shared/domain/event/limits.ts';
import { type NormalisedBatch, normaliseBatch, normaliseSingle } from '#shared/domain/event/normalise-batch.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { KeyStore } from '#shared/ports/key-store.ts';
import type { RejectedEvents } from '#shared/ports/rejected-events.ts';
import { admit } from '#shared/runtime/http-access.ts';
import { type HttpAnswer, methodNotAllowed, notFound, ok, problem } from '#shared/runtime/http-answer.ts';
import { readJsonBody } from '#shared/runtime/http-body.ts';
import { defineHttpHandler } from '#shared/runtime/http-handler.ts';
import { logger } from '#shared/runtime/logger.ts';
import { atFirstReceipt } from './first-receipt.ts';
import { type Call, callOf, methodsElsewhere } from './routes.ts';

export interface IngestEventsDeps {
  readonly events: EventStore;
  readonly rejected: RejectedEvents;
  readonly keys: KeyStore;
  readonly now: Clock;
  readonly newMessageId: () => string;
}

// Browsers send events from any site that carries a write key. No cookies are involved, so any origin is fine.
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'authorization, content-type, content-encoding, x-retry-count',
  'access-control-expose-headers': 'retry-after, x-ratelimit-reset',
  'access-control-max-age': '86400',
};

/** How many rejections an answer spells out; all of them are kept and listed by `GET /v1/rejected-events`. */
const rejectionsShown = 10;

/**
 * Takes events as Segment's API does. 200 means that every accepted event is durable and every rejected one is kept; a sender
 * that got no answer, or 429 or 5xx, sends the same again, which stores nothing twice.
 */
export const createHandler = ({ events, rejected, keys, now, newMessageId }: IngestEventsDeps) =>
  defineHttpHandler(
    async (request) => {
      const call = callOf(request.rawPath);
      const { method } = request.requestContext.http;
      if (!call) return answerElsewhere(request.rawPath, method);
      if (method === 'OPTIONS') return { statusCode: 204 };
      if (method !== 'POST') return methodNotAllowed('POST');

      const body = readJsonBody(request, limits.batchBytes);
      if (body.kind === 'unreadable') return problem(body.statusCode, body.error);
      const key = keyOfSender(request.headers.authorization, writeKeyIn(body.value));
      const admission = await admit(keys, 'ingest', key);
      if (admission.kind === 'refused') return admission.answer;

      const normalised = normalise(call, body.value, { receivedAt: now(), newMessageId, sender: admission.key.kind });
      if (normalised.refusal) return problem(400, normalised.refusal);

      const timed = await atFirstReceipt(events, normalised.untimed);
      await Promise.all([
        events.put([...normalised.accepted, ...timed]),
        rejected.put(normalised.rejected.map(({ event }) => event)),
      ]);
      return answerTo(normalised);
    },
    { headers: cors },
  );

const normalise = (call: Call, body: unknown, options: Parameters<typeof normaliseBatch>[1]): NormalisedBatch =>
  call === 'batch' ? normaliseBatch(body, options) : normaliseSingle(body, call, options);

const writeKeyIn = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'writeKey' in body ? body.writeKey : undefined;

/** The gateway sends everything here that none of its routes takes, so that a wrong address or method is told in words too. */
const answerElsewhere = (path: string, method: string): HttpAnswer => {
  const allowed = methodsElsewhere(path);
  if (allowed !== undefined && !allowed.includes(method)) return methodNotAllowed(allowed.join(', '));
  return notFound('nothing is at this address: events go to POST /v1/batch, /v1/track, /v1/identify …');
};

/** `success` is what Segment answers; the counts are for those who look. Logged only where there is something to look at. */
const answerTo = ({ accepted, untimed, rejected }: NormalisedBatch): HttpAnswer => {
  const counts = { accepted: accepted.length + untimed.length, rejected: rejected.length };
  if (rejected.length === 0) return ok({ success: true, ...counts });
  logger.warn('events were rejected', counts);
  const rejections = rejected
    .slice(0, rejectionsShown)
    .map(({ index, event }) => ({ index, id: event.id, problems: event.problems }));
  return ok({ success: true, ...counts, rejections });
};
