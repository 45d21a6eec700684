import { isMerged, type StoredProfile } from '#shared/domain/profile/profile.ts';
import { emailDigest, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import { emailOf } from '#shared/domain/profile/traits.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';

/** Profiles in this process, with the promises of the real store, and all of them in sight. */
export const createMemoryProfileStore = (): ProfileStore & { readonly stored: ReadonlyMap<ProfileId, StoredProfile> } => {
  const stored = new Map<ProfileId, StoredProfile>();
  const isUnchanged = ({ id, version }: StoredProfile) => (stored.get(id)?.version ?? 0) === version;

  return {
    stored,

    load: async (id) => stored.get(id),

    save: async (profile, merged = []) => {
      const values: readonly StoredProfile[] = [profile, ...merged];
      if (!values.every(isUnchanged)) return 'conflict';
      for (const value of values) stored.set(value.id, { ...value, version: value.version + 1 });
      return 'saved';
    },

    findByEmail: async (digest) =>
      [...stored.values()]
        .filter((value) => {
          const email = isMerged(value) ? undefined : emailOf(value.traits);
          return email !== undefined && emailDigest(email) === digest;
        })
        .map(({ id }) => id)
        .sort(),
  };
};
