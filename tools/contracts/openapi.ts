import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { explanation } from '#shared/domain/explain/explanation.ts';
import { journeyMetrics } from '#shared/domain/metrics/journey-metrics.ts';
import { profileView } from '#shared/domain/profile/profile-view.ts';
import { eventTypes } from '#shared/events/customer-event.ts';
import { segmentBatch, segmentEvent } from '#shared/events/segment-event.ts';

const error = z
  .object({
    success: z.literal(false),
    error: z.object({
      code: z.string().meta({ description: 'For programs, like `unknown-key`.' }),
      message: z.string().meta({ description: 'What was wrong and what to do.' }),
      path: z.string().optional().meta({ description: 'Where in what was sent, like `batch[3].properties.revenue`.' }),
    }),
  })
  .meta({ id: 'Error' });

const problems = z
  .array(z.object({ path: z.string(), message: z.string() }))
  .meta({ description: 'Everything that is wrong with the event, each with its place.' });

const taken = z
  .object({
    success: z.literal(true),
    accepted: z.number().int().meta({ description: 'Events of this request that are stored; a resend counts again here.' }),
    rejected: z.number().int().meta({ description: 'Events of this request that are kept as rejected.' }),
    rejections: z
      .array(z.object({ index: z.number().int(), id: z.string(), problems }))
      .optional()
      .meta({ description: 'The first ten of them.' }),
  })
  .meta({ id: 'Taken' });

const rejectedEvent = z
  .object({
    id: z.string(),
    receivedAt: z.string(),
    sentAt: z.string().optional(),
    problems,
    event: z.unknown().meta({ description: 'As it came.' }),
  })
  .meta({ id: 'RejectedEvent' });

const json = (schema: z.core.$ZodType) => ({ 'application/json': { schema } });
const answers = (description: string, schema: z.core.$ZodType) => ({ description, content: json(schema) });
const retryAfter = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' as const } } };

const failures = {
  '400': answers('Not JSON, or over a limit. Nothing was stored; the same again will be refused again.', error),
  '401': answers('No key, or one that is unknown or revoked.', error),
  '429': { ...answers('The store throttles. Send the same again after `Retry-After` seconds.', error), headers: retryAfter },
  '503': { ...answers('The store is away. Send the same again after `Retry-After` seconds.', error), headers: retryAfter },
};
const readFailures = { ...failures, '403': answers('A key that is for something else.', error) };

const anyKey = [{ basic: [] }, { bearer: [] }, {}];
const readKey = [{ basic: [] }, { bearer: [] }];
const eventTag = ['Sending events'];
const readTag = ['Reading and repairing'];

const page = z.object({
  limit: z.number().int().min(1).max(200).optional().meta({ description: 'Items on a page; 50 where absent.' }),
  next: z.string().optional().meta({ description: 'The `next` of the page before.' }),
});

const sending = (summary: string, operationId: string, body: z.core.$ZodType, examples: object): ZodOpenApiOperationObject => ({
  tags: eventTag,
  summary,
  operationId,
  description:
    '`Content-Encoding` may be gzip, deflate, br or zstd; a compressed body is sent with `Content-Type: application/octet-stream`, because the gateway damages bytes that are called text.',
  security: anyKey,
  requestBody: { required: true, content: { 'application/json': { schema: body, example: examples } } },
  responses: { '200': answers('Accepted events are durable, rejected ones are kept.', taken), ...failures },
});

const exampleEvent = {
  type: 'track',
  event: 'Order Completed',
  userId: '8841',
  messageId: 'a1b2c3',
  timestamp: '2026-11-22T08:30:00.000Z',
  properties: { order_id: '50314', revenue: 42.5, currency: 'EUR' },
};

const { type: _, ...withoutType } = segmentEvent.shape;
const singleCall = z.object({
  ...withoutType,
  sentAt: z.string().optional().meta({ description: "When this was sent, by the sender's clock." }),
  writeKey: z.string().optional().meta({ description: 'For those who cannot set a header.' }),
});

const singlePaths = (): ZodOpenApiPathsObject =>
  Object.fromEntries(
    eventTypes.flatMap((type) => {
      const { type: _, ...example } = exampleEvent;
      return [
        [`/v1/${type}`, { post: sending(`Send one ${type} event`, `send-${type}`, singleCall, example) }],
        [`/v1/${type.charAt(0)}`, { post: sending(`The same as /v1/${type}`, `send-${type}-short`, singleCall, example) }],
      ];
    }),
  );

const batchExample = { batch: [exampleEvent], sentAt: '2026-11-22T08:30:01.000Z' };

const html = { 'text/html': { schema: z.string() } };
const token = z.object({ token: z.string().meta({ description: 'Signed; out of a mail.' }) });

/** The OpenAPI 3.1 description of the public API. */
export const openApiDocument = () =>
  createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Tributary',
        version: '1',
        description:
          'Events in, as the SDKs of Segment send them, and one customer out. 200 means stored. After 429, 5xx or no answer send the same again: nothing is stored twice.',
      },
      tags: [
        { name: 'Sending events', description: 'With a write key, which may live in a browser, or a server key.' },
        { name: 'Reading and repairing', description: 'With a server key.' },
        { name: 'Measuring', description: 'With a report key, which may do nothing else, or a server key.' },
        { name: 'Unsubscribing', description: 'Without a key: the link in a mail is signed.' },
      ],
      components: {
        securitySchemes: {
          basic: { type: 'http', scheme: 'basic', description: 'The key as user name, no password.' },
          bearer: { type: 'http', scheme: 'bearer', description: 'The key.' },
        },
      },
      paths: {
        '/v1/batch': { post: sending('Send up to 2,500 events', 'send-batch', segmentBatch, batchExample) },
        '/v1/b': { post: sending('The same as /v1/batch', 'send-batch-short', segmentBatch, batchExample) },
        ...singlePaths(),
        '/v1/profiles/{id}': {
          get: {
            tags: readTag,
            summary: 'One customer in one read',
            operationId: 'read-profile',
            security: readKey,
            requestParams: {
              path: z.object({
                id: z.string().meta({ description: 'A user id, an anonymous id, `user:…`, `anon:…` or `email:…`, URL-encoded.' }),
              }),
              query: page,
            },
            responses: {
              '200': answers(
                "Identity, traits, counters, journeys, messages, tasks and timeline (newest first by the sender's clock).",
                profileView,
              ),
              ...readFailures,
              '404': answers('Nobody is known by that id.', error),
            },
          },
        },
        '/v1/profiles/{id}/explain': {
          get: {
            tags: readTag,
            summary: 'Why a customer got what they got',
            operationId: 'explain-profile',
            description:
              'By what the customer’s log said at the time: the way through each journey, the values that conditions asked about, consent, holds, caps, and what became of each message. Who is not let into a journey is not recorded.',
            security: readKey,
            requestParams: {
              path: z.object({
                id: z.string().meta({ description: 'A user id, an anonymous id, `user:…`, `anon:…` or `email:…`, URL-encoded.' }),
              }),
              query: z.object({ journey: z.string().optional().meta({ description: 'Only this journey.' }) }),
            },
            responses: {
              '200': answers('Every run of the customer and every message that came due in it, sent or not.', explanation),
              ...readFailures,
              '404': answers('Nobody is known by that id.', error),
            },
          },
        },
        '/v1/journeys/{id}/metrics': {
          get: {
            tags: ['Measuring'],
            summary: 'How a journey is doing',
            operationId: 'read-journey-metrics',
            description:
              'Counted from the runs as they are, each of which is one item however often its events came: duplicates and replays change nothing.',
            security: readKey,
            requestParams: {
              path: z.object({ id: z.string().meta({ description: 'The journey, as its file is named.' }) }),
              query: z.object({
                from: z.string().optional().meta({
                  description: 'Entered at this time or later: a day (UTC) or an instant. 90 days before `to` where absent.',
                }),
                to: z.string().optional().meta({ description: 'Entered before this time. Now where absent.' }),
              }),
            },
            responses: {
              '200': answers('The runs entered in that time.', journeyMetrics),
              ...readFailures,
              '404': answers('No such journey is deployed, and nobody entered one in that time.', error),
              '422': answers('More than 50,000 runs were entered in that time; ask for a shorter one.', error),
            },
          },
        },
        '/v1/rejected-events': {
          get: {
            tags: readTag,
            summary: 'Events that could not be accepted, newest day first',
            operationId: 'list-rejected-events',
            security: readKey,
            requestParams: { query: page },
            responses: {
              '200': answers(
                'A page of them. They are kept for 30 days.',
                z.object({ rejected: z.array(rejectedEvent), next: z.string().optional() }),
              ),
              ...readFailures,
            },
          },
        },
        '/v1/rejected-events/{id}/replay': {
          post: {
            tags: readTag,
            summary: 'Take a rejected event once more, as it was or corrected',
            operationId: 'replay-rejected-event',
            security: readKey,
            requestParams: { path: z.object({ id: z.string() }) },
            requestBody: {
              required: false,
              content: json(z.object({ event: z.optional(segmentEvent).meta({ description: 'The corrected event, whole.' }) })),
            },
            responses: {
              '200': answers(
                'Stored, and taken off the list.',
                z.object({
                  success: z.literal(true),
                  event: z.object({ messageId: z.string(), profileId: z.string(), timestamp: z.string() }),
                }),
              ),
              ...readFailures,
              '404': answers('No such rejected event.', error),
              '422': answers('Still not right; it stays on the list.', error.extend({ problems }).meta({ id: 'StillRejected' })),
            },
          },
        },
        '/v1/unsubscribe/{token}': {
          get: {
            tags: ['Unsubscribing'],
            summary: 'The page behind the link in a mail; changes nothing',
            operationId: 'show-unsubscribe',
            security: [],
            requestParams: { path: token },
            responses: {
              '200': { description: 'A page with a button.', content: html },
              '400': { description: 'The link is broken.', content: html },
            },
          },
          post: {
            tags: ['Unsubscribing'],
            summary: 'Unsubscribe (also in one click, RFC 8058)',
            operationId: 'unsubscribe',
            security: [],
            requestParams: { path: token },
            responses: {
              '200': { description: 'Unsubscribed, and stored.', content: html },
              '400': { description: 'The link is broken.', content: html },
              '503': { description: 'Not stored; try again.', content: html, headers: retryAfter },
            },
          },
        },
      },
    },
    { allowEmptySchema: { unknown: true, custom: true } },
  );
