import { marshall } from '@aws-sdk/util-dynamodb';
import { toProfileItem } from '#shared/adapters/dynamodb/profile-item.ts';
import { ProfileRefused } from '#shared/domain/errors.ts';
import { isMerged, type Profile, type StoredProfile } from '#shared/domain/profile/profile.ts';
import { emailDigest, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import { emailOf } from '#shared/domain/profile/traits.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';

const maxItemBytes = 400 * 1024;

/** Refuses what DynamoDB refuses: numbers it has no form for, broken Unicode, and items too large. */
const assertStorable = (profile: Profile): void => {
  let reason: string | undefined;
  const check = (name: string, value: unknown): unknown => {
    if (!name.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) reason = 'broken Unicode';
    return value;
  };
  try {
    const item = marshall(toProfileItem(profile), { removeUndefinedValues: true });
    if (Buffer.byteLength(JSON.stringify(item, check)) > maxItemBytes) reason = 'too large';
  } catch (cause) {
    throw new ProfileRefused('a value that has no form', { cause });
  }
  if (reason !== undefined) throw new ProfileRefused(reason);
};

/**
 * Profiles in this process, with the promises of the real store, and all of them in sight.
 *
 * @param refuses whether it refuses what DynamoDB would refuse. That takes most of the time of a save, so a simulation of thousands of
 * made-up customers does without.
 */
export const createMemoryProfileStore = ({
  refuses = true,
}: {
  readonly refuses?: boolean;
} = {}): ProfileStore & {
  readonly stored: ReadonlyMap<ProfileId, StoredProfile>;
} => {
  const stored = new Map<ProfileId, StoredProfile>();
  const isUnchanged = ({ id, version }: StoredProfile) => (stored.get(id)?.version ?? 0) === version;

  return {
    stored,

    load: async (id) => stored.get(id),

    save: async (profile, merged = []) => {
      const values: readonly StoredProfile[] = [profile, ...merged];
      if (refuses) assertStorable(profile);
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
