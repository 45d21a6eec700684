import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { readEventImage } from '#shared/adapters/dynamodb/read-event-image.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createEventBus } from '#shared/adapters/eventbridge/event-bus.ts';
import { createPutAside } from '#shared/adapters/sqs/put-aside.ts';
import { publishedEvents } from '#shared/domain/profile/declared-events.ts';
import { evaluator } from '#shared/domain/segment/evaluator.ts';
import { compiledSegments } from '#shared/domain/segment/segment.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { logger } from '#shared/runtime/logger.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';
import { createProjector } from './projector.ts';
import { reportProjection } from './report-projection.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);

// Written beside the bundle at synth, from the files under marketing/.
const compiled = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));
const { declared, published, publishedAfter, publishedSegments } = publishedEvents.parse(compiled('published-events.json'));
const segments = compiledSegments.parse(compiled('segments.json'));

export const handler = createHandler({
  project: createProjector({
    profiles: createProfileStore(table),
    bus: createEventBus(new EventBridgeClient(), env.BUS_NAME),
    putAside: createPutAside(new SQSClient(), env.PUT_ASIDE_QUEUE_URL),
    declared: new Set(declared),
    published: published === 'all' ? 'all' : new Set(published),
    publishedAfter,
    publishedSegments: publishedSegments === 'all' ? 'all' : new Set(publishedSegments),
    segmentation: {
      evaluate: evaluator(segments),
      events: createEventStore(table, { retentionDays: env.EVENT_RETENTION_DAYS }),
      clock: () => new Date(),
    },
  }),
  readEvent: readEventImage,
  report: reportProjection(logger),
});
