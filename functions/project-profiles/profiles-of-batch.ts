import { isMerged, type MergedProfile, type Profile, type StoredProfile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';

/** The profiles that one batch has to do with, each read once unless another writer was seen to have changed it. */
export interface ProfilesOfBatch {
  /** The profile that an id's events belong to, pointers followed; undefined where none is stored yet. */
  resolve(id: ProfileId): Promise<Profile | undefined>;
  /** Stores the values, and answers from them from now on. After a conflict everything is read again when next asked for. */
  save(profile: Profile, merged: readonly MergedProfile[]): Promise<'saved' | 'conflict'>;
}

export const profilesOfBatch = (store: ProfileStore): ProfilesOfBatch => {
  const read = new Map<ProfileId, Promise<StoredProfile | undefined>>();

  const load = (id: ProfileId): Promise<StoredProfile | undefined> => {
    const known = read.get(id);
    if (known !== undefined) return known;
    const reading = store.load(id);
    read.set(id, reading);
    return reading;
  };

  return {
    resolve: async (id) => {
      // A pointer leads to a pointer where a merged user was merged again. Only a profile that is no pointer can be merged, in one
      // transaction with the one it is merged into, so this ends.
      const passed = new Set<ProfileId>();
      let current = id;
      for (;;) {
        if (passed.has(current)) throw new Error(`the pointers of merged profiles run in a circle of ${passed.size}`);
        passed.add(current);
        const stored = await load(current);
        if (stored === undefined || !isMerged(stored)) return stored;
        current = stored.mergedInto;
      }
    },

    save: async (profile, merged) => {
      const outcome = await store.save(profile, merged);
      if (outcome === 'conflict') read.clear();
      else
        for (const value of [profile, ...merged]) read.set(value.id, Promise.resolve({ ...value, version: value.version + 1 }));
      return outcome;
    },
  };
};
