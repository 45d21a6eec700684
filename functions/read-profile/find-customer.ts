import type { AskedFor } from '#shared/domain/profile/asked-for.ts';
import { isMerged, type Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';

/** What looking somebody up takes. */
export type ReadableProfiles = Pick<ProfileStore, 'load' | 'findByEmail'>;

/** The customer asked for, and others with the same address. */
export interface FoundCustomer {
  readonly profile: Profile;
  readonly alsoMatching: readonly ProfileId[];
}

/** An address shared by more profiles than this is a placeholder of some form, and reading them all tells nothing. */
const readAtMost = 20;

/** Finds a customer; ids that were merged lead to the one they were merged into. Of several with one address, the latest seen. */
export const findCustomer = async (profiles: ReadableProfiles, asked: AskedFor): Promise<FoundCustomer | undefined> => {
  if (asked.kind === 'email') {
    const ids = (await profiles.findByEmail(asked.digest)).slice(0, readAtMost);
    const found = await Promise.all(ids.map((id) => resolve(profiles, id)));
    // The index runs a moment behind, so an entry may lead to a profile by now merged, and two to the same one.
    const distinct = new Map(found.flatMap((profile) => (profile === undefined ? [] : [[profile.id, profile]])));
    const [profile, ...others] = [...distinct.values()].sort(byLastSeen);
    if (profile !== undefined) return { profile, alsoMatching: others.map(({ id }) => id) };
  }
  for (const id of asked.candidates) {
    const profile = await resolve(profiles, id);
    if (profile !== undefined) return { profile, alsoMatching: [] };
  }
  return undefined;
};

const byLastSeen = (a: Profile, b: Profile): number => (b.lastSeenAt ?? '').localeCompare(a.lastSeenAt ?? '');

const resolve = async (profiles: ReadableProfiles, id: ProfileId): Promise<Profile | undefined> => {
  let stored = await profiles.load(id);
  while (stored !== undefined && isMerged(stored)) stored = await profiles.load(stored.mergedInto);
  return stored;
};
