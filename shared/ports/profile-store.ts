import type { MergedProfile, Profile, StoredProfile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';

/** Profiles, each written only on the version it was read at. */
export interface ProfileStore {
  /** Strongly consistent. */
  load(id: ProfileId): Promise<StoredProfile | undefined>;

  /**
   * Writes a profile, and the pointers of those merged into it, all or nothing. Every value carries the version it was read at
   * (0: it must not exist yet) and is stored with that version plus one.
   *
   * @returns `conflict` when any of them was changed meanwhile, and then nothing was written.
   * @throws ProfileRefused when the profile can never be stored as it is, and then nothing was written either.
   */
  save(profile: Profile, merged?: readonly MergedProfile[]): Promise<'saved' | 'conflict'>;

  /** The profiles whose `email` trait has this digest, oldest id first; eventually consistent. */
  findByEmail(emailDigest: string): Promise<readonly ProfileId[]>;
}
