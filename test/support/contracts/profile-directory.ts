import { describe, expect, it } from 'vitest';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { ProfileDirectory } from '#shared/ports/profile-directory.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';

/** What is listed, and the store whose profiles they are. Pages are to be small, so that there are several. */
export interface DirectoryUnderTest {
  readonly profiles: ProfileStore;
  readonly directory: ProfileDirectory;
}

/** All that one share lists, page after page. */
export const listShare = async (directory: ProfileDirectory, part: number, parts: number): Promise<readonly ProfileId[]> => {
  const ids: ProfileId[] = [];
  let next: string | undefined;
  do {
    const page = await directory.page({ part, parts }, next);
    ids.push(...page.ids);
    next = page.next;
  } while (next !== undefined);
  return ids;
};

/** What every profile directory promises. `unique` makes names that no earlier run on the same table has used. */
export const describeProfileDirectoryContract = (
  make: () => DirectoryUnderTest,
  unique: (name: string) => string = (name) => name,
) => {
  const user = (name: string): ProfileId => `user:${unique(name)}`;
  const anon = (name: string): ProfileId => `anon:${unique(name)}`;
  const listAll = async (directory: ProfileDirectory, parts: number) =>
    (await Promise.all(Array.from({ length: parts }, (_, part) => listShare(directory, part, parts)))).flat();

  describe('a profile directory', () => {
    it.each([1, 3])('names every customer once, in %i shares', async (parts) => {
      const { profiles, directory } = make();
      const named = (name: string) => user(`listed ${parts} ${name}`);
      const expected = Array.from({ length: 12 }, (_, index) => named(String(index)));
      for (const id of expected) await profiles.save(aProfile({ id }));
      const withEmail = named('with an address');
      await profiles.save(aProfile({ id: withEmail, traits: traitsOf({ email: `${parts}@example.com` }) }));
      const listed = (await listAll(directory, parts)).filter((id) => id.startsWith(named('')));
      expect(listed.toSorted()).toEqual([...expected, withEmail].toSorted());
    });

    it('names visitors with an address, and no others', async () => {
      const { profiles, directory } = make();
      await profiles.save(aProfile({ id: anon('reachable'), traits: traitsOf({ email: 'reachable@example.com' }) }));
      await profiles.save(aProfile({ id: anon('passing by') }));
      const listed = await listAll(directory, 2);
      expect(listed).toContain(anon('reachable'));
      expect(listed).not.toContain(anon('passing by'));
    });

    it('names the profile that others were merged into, and those no longer', async () => {
      const { profiles, directory } = make();
      await profiles.save(aProfile({ id: user('once') }));
      await profiles.save(aProfile({ id: user('now') }), [{ id: user('once'), version: 1, mergedInto: user('now') }]);
      const listed = await listAll(directory, 2);
      expect(listed).toContain(user('now'));
      expect(listed).not.toContain(user('once'));
    });

    it('refuses a page token that is not its own', async () => {
      const { directory } = make();
      await expect(directory.page({ part: 0, parts: 1 }, 'made-up')).rejects.toMatchObject({ name: 'InvalidPageToken' });
    });
  });
};
