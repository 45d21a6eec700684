import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { createSendLedger } from '#shared/adapters/dynamodb/send-ledger.ts';
import { createSuppressions } from '#shared/adapters/dynamodb/suppressions.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);

export const handler = createHandler({
  ledger: createSendLedger(table),
  runs: createRunStore(table),
  suppressions: createSuppressions(table),
  events: createEventStore(table, { retentionDays: env.EVENT_RETENTION_DAYS }),
});
