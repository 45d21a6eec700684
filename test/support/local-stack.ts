import { inject } from 'vitest';
import { openTable, type Table } from '#shared/adapters/dynamodb/table.ts';
import type { LocalStackFile } from '#tools/local/stack-file.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The stack that test/local-aws/global-setup.ts has deployed. */
    stack: LocalStackFile;
    /** The folder of the marketing files it was deployed with. */
    marketing: string;
    /** Where the webhooks of the tests' journeys go. */
    receiverUrl: string;
  }
}

/** The deployed stack of this test run. */
export const localStack = (): LocalStackFile => inject('stack');

export const localTable = (): Table => openTable(localStack().tableName);
