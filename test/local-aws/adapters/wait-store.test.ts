import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createWaitStore } from '#shared/adapters/dynamodb/wait-store.ts';
import { describeWaitStoreContract } from '#test/support/contracts/wait-store.ts';

const run = randomUUID();
const { tableName } = inject('stack');

describeWaitStoreContract(
  () => createWaitStore(openTable(tableName)),
  (name) => `${run}-${name}`,
);
