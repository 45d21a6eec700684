import * as z from 'zod/mini';
import { pageToken, readPageToken } from '#shared/adapters/page-token.ts';
import { isMerged, type StoredProfile } from '#shared/domain/profile/profile.ts';
import { digest, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import { emailOf } from '#shared/domain/profile/traits.ts';
import type { ProfileDirectory } from '#shared/ports/profile-directory.ts';

const position = z.object({ after: z.string() });

/** The customers of a memory profile store, in shares that each customer stays in. */
export const createMemoryProfileDirectory = (
  { stored }: { readonly stored: Pick<ReadonlyMap<ProfileId, StoredProfile>, 'values'> },
  pageSize = 200,
): ProfileDirectory => ({
  page: async ({ part, parts }, next) => {
    const after = next === undefined ? '' : readPageToken(next, position).after;
    const ahead = [...stored.values()]
      .filter(isListed)
      .map(({ id }) => id)
      .filter((id) => shareOf(id, parts) === part && id > after)
      .sort();
    const ids = ahead.slice(0, pageSize);
    return { ids, ...(ahead.length > pageSize ? { next: pageToken({ after: ids.at(-1) }) } : {}) };
  },
});

const isListed = (profile: StoredProfile): boolean =>
  !isMerged(profile) && (profile.id.startsWith('user:') || emailOf(profile.traits) !== undefined);

const shareOf = (id: ProfileId, parts: number): number => (parts === 1 ? 0 : Number.parseInt(digest(id).slice(0, 8), 16) % parts);
