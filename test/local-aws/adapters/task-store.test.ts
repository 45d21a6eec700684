import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createTaskStore } from '#shared/adapters/dynamodb/task-store.ts';
import { describeTaskStoreContract } from '#test/support/contracts/task-store.ts';

const run = randomUUID();
const { tableName } = inject('stack');

describeTaskStoreContract(
  () => createTaskStore(openTable(tableName)),
  (name) => `${run}-${name}`,
);
