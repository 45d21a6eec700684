import { inject } from 'vitest';
import { openTable, type Table } from '#shared/adapters/dynamodb/table.ts';
import type { LocalStackFile } from '#tools/local/stack-file.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The stack that test/local-aws/global-setup.ts has deployed. */
    stack: LocalStackFile;
  }
}

/** The deployed stack of this test run. */
export const localStack = (): LocalStackFile => inject('stack');

export const localTable = (): Table => openTable(localStack().tableName);
