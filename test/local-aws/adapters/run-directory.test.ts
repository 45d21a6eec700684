import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createRunDirectory } from '#shared/adapters/dynamodb/run-directory.ts';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { describeRunDirectoryContract } from '#test/support/contracts/run-directory.ts';

const run = randomUUID();
const { tableName } = inject('stack');

describeRunDirectoryContract(
  () => {
    const table = openTable(tableName);
    return { runs: createRunStore(table), directory: createRunDirectory(table) };
  },
  (name) => `${run}-${name}`,
);
