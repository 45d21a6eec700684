import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createProfileDirectory } from '#shared/adapters/dynamodb/profile-directory.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { describeProfileDirectoryContract } from '#test/support/contracts/profile-directory.ts';

const run = randomUUID();
const { tableName } = inject('stack');

describeProfileDirectoryContract(
  () => {
    const table = openTable(tableName);
    return { profiles: createProfileStore(table), directory: createProfileDirectory(table, 5) };
  },
  (name) => `${run}-${name}`,
);
