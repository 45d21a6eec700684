import { createMemoryRunDirectory } from '#shared/adapters/memory/run-directory.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { describeRunDirectoryContract } from '#test/support/contracts/run-directory.ts';

describeRunDirectoryContract(() => {
  const runs = createMemoryRunStore();
  return { runs, directory: createMemoryRunDirectory(runs) };
});
