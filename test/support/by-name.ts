import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Runs test files in the order of their names. The permissions test has to be the last of the local-AWS tests, because it looks at
 * what all others have called; left to itself, vitest goes by size and by how long a file took last time.
 */
export class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}
