import type { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { getAll } from '#shared/adapters/dynamodb/batch-get.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';

const keys = (count: number) => Array.from({ length: count }, (_, index) => ({ pk: `P#${index}`, sk: 'R#' }));
type Keys = readonly Record<string, unknown>[];

/** A table that answers each request with its items, but for so many keys at its end, which it leaves unprocessed so many times. */
const aTable = (leaves: { readonly keys: number; readonly times: number } = { keys: 0, times: 0 }) => {
  const sizes: number[] = [];
  let left = leaves.times;
  const client = {
    send: async ({ input }: BatchGetCommand) => {
      const asked: Keys = input.RequestItems?.table?.Keys ?? [];
      sizes.push(asked.length);
      const cut = left > 0 ? leaves.keys : 0;
      left -= 1;
      const served = asked.slice(0, asked.length - cut);
      return {
        Responses: { table: served },
        UnprocessedKeys: cut === 0 ? {} : { table: { Keys: asked.slice(asked.length - cut) } },
      };
    },
  };
  return { sizes, table: { name: 'table', client: client as unknown as DynamoDBDocumentClient } };
};
const pauses: number[] = [];
const patience = {
  random: () => 1,
  sleep: async (milliseconds: number) => {
    pauses.push(milliseconds);
  },
};
const read = ({ pk }: Record<string, unknown>): string => String(pk);

describe('items read by their keys', () => {
  it('are asked for a hundred at a time, and each comes once', async () => {
    const { table, sizes } = aTable();
    const found = await getAll(table, keys(250), read, patience);
    expect(found.toSorted()).toEqual(
      keys(250)
        .map(({ pk }) => pk)
        .toSorted(),
    );
    expect(sizes.toSorted()).toEqual([100, 100, 50]);
  });

  it('are asked for again where the table left some, after ever longer pauses', async () => {
    pauses.length = 0;
    const { table } = aTable({ keys: 30, times: 3 });
    expect(await getAll(table, keys(100), read, patience)).toHaveLength(100);
    expect(pauses).toEqual([50, 100, 200]);
  });

  it('are given up where the table goes on leaving some: part of the runs would be a wrong answer', async () => {
    const { table } = aTable({ keys: 1, times: 1_000 });
    await expect(getAll(table, keys(100), read, patience)).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('are none where there are no keys, without asking', async () => {
    const { table, sizes } = aTable();
    expect(await getAll(table, [], read, patience)).toEqual([]);
    expect(sizes).toEqual([]);
  });
});
