import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { describeRunStoreContract } from '#test/support/contracts/run-store.ts';

const run = randomUUID();
const { tableName } = inject('stack');

describeRunStoreContract(
  () => createRunStore(openTable(tableName)),
  (name) => `${run}-${name}`,
);
