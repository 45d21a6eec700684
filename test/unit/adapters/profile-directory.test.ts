import { createMemoryProfileDirectory } from '#shared/adapters/memory/profile-directory.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { describeProfileDirectoryContract } from '#test/support/contracts/profile-directory.ts';

describeProfileDirectoryContract(() => {
  const profiles = createMemoryProfileStore();
  return { profiles, directory: createMemoryProfileDirectory(profiles, 5) };
});
