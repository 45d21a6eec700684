import { createMemoryEventStore } from './event-store.ts';
import { createMemoryProfileStore } from './profile-store.ts';
import { createMemoryPutAside } from './put-aside.ts';
import { createMemoryRunStore } from './run-store.ts';
import { createMemorySendLedger } from './send-ledger.ts';
import { createMemorySuppressions } from './suppressions.ts';
import { createMemoryTaskStore } from './task-store.ts';
import { createMemoryWaitStore } from './wait-store.ts';

export interface MemoryStoresOptions {
  /** As `refuses` of the profile store. */
  readonly refuses?: boolean;
  /** As `copies` of the event store. */
  readonly copies?: boolean;
}

/** All that the functions keep, in this process, and of one world: the ledger asks the profiles, runs and suppressions beside it. */
export const createMemoryStores = ({ refuses = true, copies = true }: MemoryStoresOptions = {}) => {
  const profiles = createMemoryProfileStore({ refuses });
  const runs = createMemoryRunStore();
  const suppressions = createMemorySuppressions();
  return {
    profiles,
    runs,
    suppressions,
    ledger: createMemorySendLedger({ profiles, runs, suppressions }),
    events: createMemoryEventStore({ copies }),
    tasks: createMemoryTaskStore(),
    waits: createMemoryWaitStore(),
    putAside: createMemoryPutAside(),
  };
};
