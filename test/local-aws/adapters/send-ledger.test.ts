import { inject } from 'vitest';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { createSendLedger } from '#shared/adapters/dynamodb/send-ledger.ts';
import { createSuppressions } from '#shared/adapters/dynamodb/suppressions.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { describeSendLedgerContract } from '#test/support/contracts/send-ledger.ts';

const { tableName } = inject('stack');

describeSendLedgerContract(() => {
  const table = openTable(tableName);
  return {
    ledger: createSendLedger(table),
    suppressions: createSuppressions(table),
    profiles: createProfileStore(table),
    runs: createRunStore(table),
  };
});
