import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { estimateLeft, type PoolLevel } from '#shared/domain/coupon/pool-level.ts';
import { availableCodeKey, poolKey } from './keys.ts';
import { type Table, withStoreErrors } from './table.ts';

/** How many codes are looked at to choose one of: enough that a hundred customers at once rarely choose the same. */
export const lookedAt = 25;

/** Places in a pool: the first eight digits of a code's digest. */
const places = 0x1_0000_0000;

const availableItem = z.object({ sk: z.string(), code: z.string() });
/** `filled` is not there in pools whose loading was interrupted, or that were loaded before it was noted: as if nothing had been given out by then. */
const poolItem = z.object({ loaded: z._default(z.number(), 0), filled: z.optional(z.number()) });

export interface PoolLook extends PoolLevel {
  /** A code that nobody has; `undefined` where the pool is empty. */
  readonly code: string | undefined;
}

/**
 * Goes through a pool from a random place until it has met some codes, and chooses one: so customers who come at once reach for different
 * ones. Read consistently: to meet nothing means an empty pool. How many are left comes of the same codes, without counting them.
 */
export const lookIntoPool = async (table: Table, coupon: string, below: (limit: number) => number): Promise<PoolLook> => {
  const start = below(places);
  const [codes, full] = await Promise.all([codesFrom(table, coupon, start), fullLevelOf(table, coupon)]);
  const farthest = codes.at(-1);
  if (farthest === undefined) return { code: undefined, left: 0, full };
  const gone = (placeOf(farthest.sk) - start + places) % places;
  return {
    code: codes[below(codes.length)]?.code,
    left: codes.length < lookedAt ? codes.length : estimateLeft(codes.length, Math.max(gone, 1) / places),
    full,
  };
};

/** On from a place, past the end and back to it, as on a circle. */
const codesFrom = async (table: Table, coupon: string, start: number): Promise<readonly z.infer<typeof availableItem>[]> => {
  const { sk } = availableCodeKey(coupon, start.toString(16).padStart(8, '0'));
  const first = await between(table, coupon, { from: sk, to: availableCodeKey(coupon, last).sk, limit: lookedAt });
  if (first.length === lookedAt) return first;
  const rest = { from: availableCodeKey(coupon, '').sk, to: sk, limit: lookedAt - first.length };
  return [...first, ...(await between(table, coupon, rest))];
};

/** Sorts after every hexadecimal digest. */
const last = 'g';

const placeOf = (sk: string): number => Number.parseInt(sk.slice(availableCodeKey('', '').sk.length).slice(0, 8), 16);

const between = async (
  table: Table,
  coupon: string,
  { from, to, limit }: { readonly from: string; readonly to: string; readonly limit: number },
) => {
  const command = new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': poolKey(coupon).pk, ':from': from, ':to': to },
    ConsistentRead: true,
    Limit: limit,
  });
  const { Items = [] } = await withStoreErrors(() => table.client.send(command));
  return z.array(availableItem).parse(Items);
};

const fullLevelOf = async (table: Table, coupon: string): Promise<number> => {
  const { Item } = await withStoreErrors(() =>
    table.client.send(new GetCommand({ TableName: table.name, Key: poolKey(coupon) })),
  );
  const { loaded, filled = loaded } = poolItem.parse(Item ?? {});
  return filled;
};
