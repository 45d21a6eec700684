import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createExecutions } from '#shared/adapters/stepfunctions/executions.ts';
import { journeyRules } from '#shared/domain/journey/journey.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { logger } from '#shared/runtime/logger.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);

export const handler = createHandler({
  // Written beside the bundle at synth, from the files under marketing/journeys.
  journeys: z.array(journeyRules).parse(JSON.parse(readFileSync(join(import.meta.dirname, 'journeys.json'), 'utf8'))),
  profiles: createProfileStore(table),
  runs: createRunStore(table),
  events: createEventStore(table, { retentionDays: env.EVENT_RETENTION_DAYS }),
  executions: createExecutions(new SFNClient({}), env.STATE_MACHINE_ARN_PREFIX),
  log: logger,
});
