import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createUnsubscribeTokens } from '#shared/adapters/jose/unsubscribe-tokens.ts';
import { createSecret } from '#shared/adapters/secrets-manager/secret.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { defineHttpHandler } from '#shared/runtime/http-handler.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);

export const handler = defineHttpHandler(
  createHandler({
    tokens: createUnsubscribeTokens(createSecret(env.UNSUBSCRIBE_SECRET_ARN)),
    profiles: createProfileStore(table),
    events: createEventStore(table, { retentionDays: env.EVENT_RETENTION_DAYS }),
    clock: () => new Date(),
  }),
);
