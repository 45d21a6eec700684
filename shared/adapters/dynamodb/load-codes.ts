import { GetCommand, QueryCommand, type TransactWriteCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { codeDigest } from '#shared/domain/coupon/coupon.ts';
import { WriteConflict } from '#shared/domain/errors.ts';
import type { LoadedCodes, PoolStatus } from '#shared/ports/coupon-store.ts';
import { attempts, longestPauseBefore } from './contention.ts';
import { codeItemOf } from './coupon-code.ts';
import { availableCodeKey, codeKey, poolKey } from './keys.ts';
import { type Table, withStoreErrors } from './table.ts';
import { writeTogether } from './write-together.ts';

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Sleep = (milliseconds: number) => Promise<unknown>;

// A transaction has at most 100 writes: two for each code, and the count of the pool.
const codesPerTransaction = 49;

/** Puts the codes that are new into a pool; see the port. */
export const loadCodes = async (table: Table, coupon: string, codes: readonly string[], sleep: Sleep): Promise<LoadedCodes> => {
  let total: LoadedCodes = { loaded: 0, alreadyLoaded: 0, ofOtherCoupons: 0 };
  for (let from = 0; from < codes.length; from += codesPerTransaction)
    total = sum(total, await loadSome(table, coupon, codes.slice(from, from + codesPerTransaction), sleep));
  return total;
};

/** How a pool stands. Counts it by reading it. */
export const statusOf = async (table: Table, coupon: string): Promise<PoolStatus> => {
  const left = await countAvailable(table, coupon);
  const { Item } = await withStoreErrors(() =>
    table.client.send(new GetCommand({ TableName: table.name, Key: poolKey(coupon), ConsistentRead: true })),
  );
  return { loaded: poolItem.parse(Item ?? {}).loaded, left };
};

/** How a pool stands that has just been loaded, noted as its full level. */
export const noteFilled = async (table: Table, coupon: string): Promise<PoolStatus> => {
  const status = await statusOf(table, coupon);
  const command = new UpdateCommand({
    TableName: table.name,
    Key: poolKey(coupon),
    UpdateExpression: 'SET filled = :left',
    ExpressionAttributeValues: { ':left': status.left },
  });
  await withStoreErrors(() => table.client.send(command));
  return status;
};

const poolItem = z.object({ loaded: z._default(z.number(), 0) });

/** Loads what is new of some codes, in one transaction with the pool's count, so that the count is exact whenever this is interrupted. */
const loadSome = async (table: Table, coupon: string, given: readonly string[], sleep: Sleep): Promise<LoadedCodes> => {
  let left = [...new Map(given.map((code) => [codeDigest(code), code])).values()];
  let counts: LoadedCodes = { loaded: 0, alreadyLoaded: given.length - left.length, ofOtherCoupons: 0 };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (left.length === 0) return counts;
    if (attempt > 0) await sleep(longestPauseBefore(attempt));
    const outcome = await writeTogether(table, [
      ...left.flatMap((code) => loadOne(table.name, coupon, code)),
      addLoaded(table.name, coupon, left.length),
    ]);
    if (outcome.kind === 'written') return sum(counts, { loaded: left.length, alreadyLoaded: 0, ofOtherCoupons: 0 });
    // The first of a code's two writes fails where the code is known.
    const known = left.filter((_, index) => outcome.failed.has(index * 2));
    const owners = await Promise.all(known.map((code) => codeItemOf(table, codeDigest(code))));
    const others = owners.filter((owner) => owner !== undefined && owner.coupon !== coupon).length;
    counts = sum(counts, { loaded: 0, alreadyLoaded: known.length - others, ofOtherCoupons: others });
    left = left.filter((code) => !known.includes(code));
  }
  throw new WriteConflict(`the pool of ${coupon}`, attempts);
};

const loadOne = (name: string, coupon: string, code: string): readonly Write[] => {
  const digest = codeDigest(code);
  return [
    { Put: { TableName: name, Item: { ...codeKey(digest), coupon }, ConditionExpression: 'attribute_not_exists(pk)' } },
    { Put: { TableName: name, Item: { ...availableCodeKey(coupon, digest), code } } },
  ];
};

const addLoaded = (name: string, coupon: string, count: number): Write => ({
  Update: {
    TableName: name,
    Key: poolKey(coupon),
    UpdateExpression: 'ADD loaded :count',
    ExpressionAttributeValues: { ':count': count },
  },
});

const sum = (a: LoadedCodes, b: LoadedCodes): LoadedCodes => ({
  loaded: a.loaded + b.loaded,
  alreadyLoaded: a.alreadyLoaded + b.alreadyLoaded,
  ofOtherCoupons: a.ofOtherCoupons + b.ofOtherCoupons,
});

const countAvailable = async (table: Table, coupon: string): Promise<number> => {
  let count = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const { pk, sk } = availableCodeKey(coupon, '');
    const command = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': sk },
      Select: 'COUNT',
      ConsistentRead: true,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    const page = await withStoreErrors(() => table.client.send(command));
    count += page.Count ?? 0;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return count;
};
