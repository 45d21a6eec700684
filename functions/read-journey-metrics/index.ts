import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { createCachedKeyStore } from '#shared/adapters/cache/key-store.ts';
import { createKeyStore } from '#shared/adapters/dynamodb/key-store.ts';
import { createRunDirectory } from '#shared/adapters/dynamodb/run-directory.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { journeyOutline } from '#shared/domain/metrics/journey-outline.ts';
import { parseEnv } from '#shared/runtime/env.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

const env = parseEnv(envSchema);
const table = openTable(env.TABLE_NAME);
const clock = () => new Date();

export const handler = createHandler({
  directory: createRunDirectory(table),
  outlines: z.array(journeyOutline).parse(JSON.parse(readFileSync(join(import.meta.dirname, 'outlines.json'), 'utf8'))),
  keys: createCachedKeyStore(createKeyStore(table), clock),
  clock,
});
