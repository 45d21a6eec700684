import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { putAll } from '#shared/adapters/dynamodb/batch-write.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';

interface Request {
  readonly PutRequest: { readonly Item: { readonly pk: string; readonly sk: string } };
}

/** A table that answers each request by what `unprocessed` picks from it, and remembers what it took. */
const aTable = (unprocessed: (requests: readonly Request[], call: number) => readonly Request[] | Error) => {
  const taken: string[] = [];
  const sizes: number[] = [];
  const client = {
    send: async ({ input }: { input: { RequestItems: Record<string, Request[]> } }) => {
      const requests = input.RequestItems.table ?? [];
      sizes.push(requests.length);
      const left = unprocessed(requests, sizes.length);
      if (left instanceof Error) throw left;
      taken.push(...requests.filter((request) => !left.includes(request)).map(({ PutRequest }) => PutRequest.Item.sk));
      return { UnprocessedItems: left.length > 0 ? { table: left } : {} };
    },
  };
  return { table: { name: 'table', client: client as unknown as DynamoDBDocumentClient }, taken, sizes };
};

const items = (count: number) => Array.from({ length: count }, (_, index) => ({ pk: 'p', sk: String(index) }));

const aPatience = (random = 1) => {
  const waits: number[] = [];
  return {
    waits,
    random: () => random,
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
    },
  };
};

describe('writing many items', () => {
  it('sends 25 at a time', async () => {
    const { table, taken, sizes } = aTable(() => []);
    await putAll(table, items(60), aPatience());
    expect(sizes.sort()).toEqual([10, 25, 25]);
    expect(taken).toHaveLength(60);
  });

  it('names no key twice, because DynamoDB refuses such a request', async () => {
    const { table, taken } = aTable(() => []);
    await putAll(table, [...items(3), ...items(3)], aPatience());
    expect(taken).toEqual(['0', '1', '2']);
  });

  it('asks again for what was left unprocessed, after a random time that doubles', async () => {
    const { table, taken, sizes } = aTable((requests, call) => requests.slice(0, 3 - call));
    const patience = aPatience(0.5);
    await putAll(table, items(5), patience);
    expect(sizes).toEqual([5, 2, 1]);
    expect(taken.sort()).toEqual(['0', '1', '2', '3', '4']);
    expect(patience.waits).toEqual([25, 50]);
  });

  it('gives up after six times and says that the store throttles', async () => {
    const { table, sizes } = aTable((requests) => requests);
    const patience = aPatience();
    await expect(putAll(table, items(2), patience)).rejects.toMatchObject({ name: 'StoreUnavailable', reason: 'throttled' });
    expect(sizes).toHaveLength(6);
    expect(patience.waits).toEqual([50, 100, 200, 400, 800]);
  });

  it.each([
    ['throttles', Object.assign(new Error('slow down'), { name: 'ThrottlingException' }), 'throttled'],
    ['is away', Object.assign(new Error('no answer'), { name: 'TimeoutError' }), 'unavailable'],
  ])('says so when the table %s', async (_, error, reason) => {
    const { table } = aTable(() => error);
    const failure = putAll(table, items(1), aPatience());
    await expect(failure).rejects.toThrow(StoreUnavailable);
    await expect(failure).rejects.toMatchObject({ reason });
  });
});
