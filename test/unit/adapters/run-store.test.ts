import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { describeRunStoreContract } from '#test/support/contracts/run-store.ts';

describeRunStoreContract(createMemoryRunStore);
