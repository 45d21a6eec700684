import { describe, inject, vi } from 'vitest';
import { createKeyStore } from '#shared/adapters/dynamodb/key-store.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { describeKeyStoreContract } from '#test/support/contracts/key-store.ts';

describe('in the table', () => {
  describeKeyStoreContract(
    () => createKeyStore(openTable(inject('stack').tableName)),
    async (look) => {
      await vi.waitFor(look, { timeout: 10_000 });
    },
  );
});
