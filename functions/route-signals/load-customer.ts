import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { isMerged, type Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';

/** A customer as routing sees them: who they are by now, and all their runs under all their ids. */
export interface Customer {
  readonly profile: Profile;
  readonly runs: readonly JourneyRun[];
}

/** Loads a customer by any of their ids, merged ones included. Strongly consistent. Undefined for somebody erased. */
export const loadCustomer = async (
  { profiles, runs }: { readonly profiles: ProfileStore; readonly runs: RunStore },
  id: ProfileId,
): Promise<Customer | undefined> => {
  let stored = await profiles.load(id);
  // A merge never points back, so this ends.
  while (stored !== undefined && isMerged(stored)) stored = await profiles.load(stored.mergedInto);
  if (stored === undefined) return undefined;
  return { profile: stored, runs: await runs.list([stored.id, ...stored.aliases]) };
};
