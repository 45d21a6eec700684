import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import { type Table, withStoreErrors } from './table.ts';

/** `failed`: the positions of the writes whose conditions did not hold; empty where another transaction was in the way. */
export type WrittenTogether = { readonly kind: 'written' } | { readonly kind: 'cancelled'; readonly failed: ReadonlySet<number> };

/**
 * Writes everything or nothing. A transaction that the SDK repeats after a lost answer is the same one to DynamoDB, by its token.
 *
 * @throws StoreUnavailable when it was throttled or unreachable.
 */
export const writeTogether = async (
  table: Table,
  writes: NonNullable<TransactWriteCommandInput['TransactItems']>,
): Promise<WrittenTogether> => {
  try {
    await withStoreErrors(() => table.client.send(new TransactWriteCommand({ TransactItems: writes })));
    return { kind: 'written' };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
    const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
    if (failed.length > 0 || codes.includes('TransactionConflict')) return { kind: 'cancelled', failed: new Set(failed) };
    if (codes.some((code) => /Throttl|ProvisionedThroughput/.test(code)))
      throw new StoreUnavailable('throttled', 2, { cause: error });
    throw error;
  }
};
