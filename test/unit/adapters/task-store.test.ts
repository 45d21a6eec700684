import { createMemoryTaskStore } from '#shared/adapters/memory/task-store.ts';
import { describeTaskStoreContract } from '#test/support/contracts/task-store.ts';

describeTaskStoreContract(createMemoryTaskStore);
