import { isOver, type JourneyRun } from '#shared/domain/journey/run.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { RunStore } from '#shared/ports/run-store.ts';

export interface MemoryRunStore extends RunStore {
  /** Every run there is. */
  readonly all: () => readonly JourneyRun[];
}

/** Runs in this process, with the promises of the real store. */
export const createMemoryRunStore = (): MemoryRunStore => {
  // By profile, as in the table: a simulation keeps thousands of customers and asks for the runs of one.
  const partitions = new Map<ProfileId, JourneyRun[]>();
  const placeOf = (partition: readonly JourneyRun[], { journey, number }: Pick<JourneyRun, 'journey' | 'number'>) =>
    partition.findIndex((run) => run.number === number && run.journey === journey);
  const find = (key: Pick<JourneyRun, 'profileId' | 'journey' | 'number'>): JourneyRun | undefined => {
    const partition = partitions.get(key.profileId);
    return partition?.[placeOf(partition, key)];
  };
  const write = (run: JourneyRun): void => {
    const partition = partitions.get(run.profileId) ?? [];
    partitions.set(run.profileId, partition);
    const place = placeOf(partition, run);
    if (place === -1) partition.push(run);
    else partition[place] = run;
  };

  return {
    list: async (profileIds) =>
      [...new Set(profileIds)]
        .flatMap((id) => partitions.get(id) ?? [])
        .toSorted((a, b) => a.number - b.number || a.enteredAt.localeCompare(b.enteredAt)),

    load: async (profileId, journey, number) => find({ profileId, journey, number }),

    claim: async (run) => {
      if (find(run) !== undefined) return 'taken';
      write(run);
      return 'claimed';
    },

    move: async (run, from) => {
      const stored = find(run);
      if (stored === undefined || !from.includes(stored.state)) return 'refused';
      if (stored.convertedAt !== undefined && stored.convertedAt !== run.convertedAt) return 'refused';
      const { decisions, stands } = stored;
      write({ ...run, ...(decisions === undefined ? {} : { decisions }), ...(stands === undefined ? {} : { stands }) });
      return 'moved';
    },

    decide: async (run, step, decision) => {
      const stored = find(run);
      if (stored === undefined) throw new Error(`there is no run ${run.runId}`);
      const { decisions = {} } = stored;
      const first = decisions[step];
      if (first !== undefined) return first;
      write({ ...stored, decisions: { ...decisions, [step]: decision } });
      return decision;
    },

    amend: async (run, step, decision, over) => {
      const stored = find(run);
      if (stored?.decisions === undefined) return;
      const first = stored.decisions[step];
      if (first === undefined || first.label === over) write({ ...stored, decisions: { ...stored.decisions, [step]: decision } });
    },

    stand: async (run, stands) => {
      const stored = find(run);
      if (stored !== undefined && !isOver(stored)) write({ ...stored, stands });
    },

    all: () => [...partitions.values()].flat(),
  };
};
