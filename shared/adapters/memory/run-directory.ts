import type { RunDirectory } from '#shared/ports/run-directory.ts';
import type { MemoryRunStore } from './run-store.ts';

/** The directory of the runs in this process. */
export const createMemoryRunDirectory = (store: Pick<MemoryRunStore, 'all'>): RunDirectory => ({
  entered: async (journey, { from, to }, most) => {
    const runs = store.all().filter((run) => run.journey === journey && run.enteredAt >= from && run.enteredAt < to);
    return runs.length > most ? { kind: 'too-many' } : { kind: 'found', runs };
  },
});
