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
  const partitions = new Map<ProfileId, Map<string, JourneyRun>>();
  const keyOf = ({ journey, number }: Pick<JourneyRun, 'journey' | 'number'>) => `${number} ${journey}`;
  const find = ({ profileId, ...key }: Pick<JourneyRun, 'profileId' | 'journey' | 'number'>) =>
    partitions.get(profileId)?.get(keyOf(key));
  const write = (run: JourneyRun): void => {
    const partition = partitions.get(run.profileId) ?? new Map<string, JourneyRun>();
    partitions.set(run.profileId, partition.set(keyOf(run), run));
  };

  return {
    list: async (profileIds) =>
      [...new Set(profileIds)]
        .flatMap((id) => [...(partitions.get(id)?.values() ?? [])])
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

    stand: async (run, stands) => {
      const stored = find(run);
      if (stored !== undefined && !isOver(stored)) write({ ...stored, stands });
    },

    all: () => [...partitions.values()].flatMap((partition) => [...partition.values()]),
  };
};
