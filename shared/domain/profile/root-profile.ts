import { isMerged, type Profile, type StoredProfile } from './profile.ts';
import type { ProfileId } from './profile-id.ts';

/**
 * Follows the pointers of merged profiles to the one that holds the customer's facts; `undefined` where nothing is stored. Pointers
 * lead from anonymous to known and from an aliased user to another, so a chain is short and cannot turn back on itself.
 */
export const rootProfile = async (
  load: (id: ProfileId) => Promise<StoredProfile | undefined>,
  id: ProfileId,
): Promise<Profile | undefined> => {
  let stored = await load(id);
  while (stored !== undefined && isMerged(stored)) stored = await load(stored.mergedInto);
  return stored;
};
