import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createTaskStore } from '#shared/adapters/dynamodb/task-store.ts';
import { createWaitStore } from '#shared/adapters/dynamodb/wait-store.ts';
import { createExecutions } from '#shared/adapters/stepfunctions/executions.ts';
import { hashChance } from '#shared/domain/journey/chance.ts';
import { journeyRules } from '#shared/domain/journey/journey.ts';
import { conditionsOf } from '#shared/domain/segment/conditions-of.ts';
import { compiledSegments } from '#shared/domain/segment/segment.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { logger } from '#shared/runtime/logger.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);

// Written beside the bundle at synth, from the files under marketing/.
const compiled = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));

export const handler = createHandler({
  journeys: z.array(journeyRules).parse(compiled('journeys.json')),
  profiles: createProfileStore(table),
  runs: createRunStore(table),
  events: createEventStore(table, { retentionDays: env.EVENT_RETENTION_DAYS }),
  executions: createExecutions(new SFNClient({}), env.STATE_MACHINE_ARN_PREFIX),
  waits: createWaitStore(table),
  tasks: createTaskStore(table),
  conditions: conditionsOf(compiledSegments.parse(compiled('segments.json'))),
  chance: hashChance,
  clock: () => new Date(),
  log: logger,
});
