import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { describeProfileStoreContract } from '#test/support/contracts/profile-store.ts';

const run = randomUUID();
const { tableName } = inject('stack');

describeProfileStoreContract(
  () => createProfileStore(openTable(tableName)),
  (name) => `${run}-${name}`,
);
