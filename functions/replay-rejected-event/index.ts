import { createCachedKeyStore } from '#shared/adapters/cache/key-store.ts';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createKeyStore } from '#shared/adapters/dynamodb/key-store.ts';
import { createRejectedEvents } from '#shared/adapters/dynamodb/rejected-events.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);
const now = () => new Date();

export const handler = createHandler({
  events: createEventStore(table, { retentionDays: env.EVENT_RETENTION_DAYS }),
  rejected: createRejectedEvents(table, { now }),
  keys: createCachedKeyStore(createKeyStore(table), now),
});
