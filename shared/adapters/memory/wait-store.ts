import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { WaitingRun, WaitStore } from '#shared/ports/wait-store.ts';

/** Waiting runs in this process, with the promises of the real store. */
export const createMemoryWaitStore = (): WaitStore => {
  const partitions = new Map<ProfileId, Map<string, WaitingRun>>();
  return {
    put: async (waiting) => {
      const partition = partitions.get(waiting.profileId) ?? new Map<string, WaitingRun>();
      partitions.set(waiting.profileId, partition.set(JSON.stringify([waiting.runId, waiting.awaited.step]), waiting));
    },
    list: async (profileIds) => [...new Set(profileIds)].flatMap((id) => [...(partitions.get(id)?.values() ?? [])]),
  };
};
