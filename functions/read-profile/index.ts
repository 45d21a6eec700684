import { createCachedKeyStore } from '#shared/adapters/cache/key-store.ts';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createKeyStore } from '#shared/adapters/dynamodb/key-store.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { createSendLedger } from '#shared/adapters/dynamodb/send-ledger.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createTaskStore } from '#shared/adapters/dynamodb/task-store.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);

export const handler = createHandler({
  profiles: createProfileStore(table),
  // Nothing is written here, so no event's retention follows from this.
  events: createEventStore(table, { retentionDays: 1 }),
  runs: createRunStore(table),
  sends: createSendLedger(table),
  tasks: createTaskStore(table),
  keys: createCachedKeyStore(createKeyStore(table), () => new Date()),
});
