import { createMemoryWaitStore } from '#shared/adapters/memory/wait-store.ts';
import { describeWaitStoreContract } from '#test/support/contracts/wait-store.ts';

describeWaitStoreContract(createMemoryWaitStore);
