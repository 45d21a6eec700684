import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createProfileDirectory } from '#shared/adapters/dynamodb/profile-directory.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { evaluator } from '#shared/domain/segment/evaluator.ts';
import { compiledSegments } from '#shared/domain/segment/segment.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { logger } from '#shared/runtime/logger.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);
// Written beside the bundle at synth, from the files under marketing/.
const segments = compiledSegments.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'segments.json'), 'utf8')));

export const handler = createHandler({
  directory: createProfileDirectory(table),
  profiles: createProfileStore(table),
  events: createEventStore(table, { retentionDays: env.EVENT_RETENTION_DAYS }),
  evaluate: evaluator(segments),
  clock: () => new Date(),
  log: logger,
});
