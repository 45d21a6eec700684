import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { readEventImage } from '#shared/adapters/dynamodb/read-event-image.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createEventBus } from '#shared/adapters/eventbridge/event-bus.ts';
import { createPutAside } from '#shared/adapters/sqs/put-aside.ts';
import { publishedEvents } from '#shared/domain/profile/declared-events.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { logger } from '#shared/runtime/logger.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';
import { createProjector } from './projector.ts';
import { reportProjection } from './report-projection.ts';

const env = parseEnv(envSchema);
const { declared, published, publishedAfter } = publishedEvents.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, 'published-events.json'), 'utf8')),
);

export const handler = createHandler({
  project: createProjector({
    profiles: createProfileStore(openTable(env.TABLE_NAME)),
    bus: createEventBus(new EventBridgeClient(), env.BUS_NAME),
    putAside: createPutAside(new SQSClient(), env.PUT_ASIDE_QUEUE_URL),
    declared: new Set(declared),
    published: published === 'all' ? 'all' : new Set(published),
    publishedAfter,
  }),
  readEvent: readEventImage,
  report: reportProjection(logger),
});
