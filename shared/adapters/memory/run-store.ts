import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { RunStore } from '#shared/ports/run-store.ts';

/** Runs in this process, with the promises of the real store. */
export const createMemoryRunStore = (): RunStore => {
  const runs = new Map<string, JourneyRun>();
  const keyOf = ({ profileId, journey, number }: Pick<JourneyRun, 'profileId' | 'journey' | 'number'>) =>
    JSON.stringify([profileId, journey, number]);

  return {
    list: async (profileIds) =>
      [...runs.values()]
        .filter((run) => profileIds.includes(run.profileId))
        .toSorted((a, b) => a.number - b.number || a.enteredAt.localeCompare(b.enteredAt)),

    load: async (profileId, journey, number) => runs.get(keyOf({ profileId, journey, number })),

    claim: async (run) => {
      if (runs.has(keyOf(run))) return 'taken';
      runs.set(keyOf(run), run);
      return 'claimed';
    },

    move: async (run, from) => {
      const stored = runs.get(keyOf(run));
      if (stored === undefined || !from.includes(stored.state)) return 'refused';
      if (stored.convertedAt !== undefined && stored.convertedAt !== run.convertedAt) return 'refused';
      runs.set(keyOf(run), run);
      return 'moved';
    },
  };
};
