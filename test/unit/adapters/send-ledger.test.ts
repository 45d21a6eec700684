import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createMemorySendLedger } from '#shared/adapters/memory/send-ledger.ts';
import { createMemorySuppressions } from '#shared/adapters/memory/suppressions.ts';
import { describeSendLedgerContract } from '#test/support/contracts/send-ledger.ts';

describeSendLedgerContract(() => {
  const sources = {
    profiles: createMemoryProfileStore(),
    runs: createMemoryRunStore(),
    suppressions: createMemorySuppressions(),
  };
  return { ...sources, ledger: createMemorySendLedger(sources) };
});
