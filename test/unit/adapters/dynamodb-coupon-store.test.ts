import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createCouponStore } from '#shared/adapters/dynamodb/coupon-store.ts';
import { type CouponRequest, codeDigest } from '#shared/domain/coupon/coupon.ts';
import { StoreUnavailable, WriteConflict } from '#shared/domain/errors.ts';
import { at } from '#test/support/a-customer-event.ts';

const request: CouponRequest = {
  couponId: 'coupon-1',
  profileId: 'user:mira',
  journey: 'win-back',
  runId: 'run-1',
  step: 'coupon',
  coupon: 'winback',
  value: '15 %',
  issuedAt: at('08:00'),
  expiresAt: at('18:00'),
};
const pool = { kind: 'pool' } as const;
const generated = { kind: 'generate', pattern: 'W-########' } as const;

const cancelled = (...codes: readonly string[]) =>
  new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons: codes.map((Code) => ({ Code })) });

/** A table with codes enough, whose transactions end as `outcomes` say, one after the other, and then well. */
const aStore = (...outcomes: readonly Error[]) => {
  const transactions: TransactWriteCommand[] = [];
  const pauses: number[] = [];
  const client = {
    send: async (command: object) => {
      if (command instanceof GetCommand) return { Item: { loaded: 2 } };
      if (command instanceof QueryCommand)
        return {
          Items: [
            { sk: 'A#00000001', code: 'ONE' },
            { sk: 'A#00000002', code: 'TWO' },
          ],
        };
      if (!(command instanceof TransactWriteCommand)) throw new Error('not expected');
      transactions.push(command);
      const outcome = outcomes[transactions.length - 1];
      if (outcome !== undefined) throw outcome;
      return {};
    },
  };
  const store = createCouponStore(
    { name: 'table', client: client as unknown as DynamoDBDocumentClient },
    { below: (limit) => limit - 1, sleep: async (milliseconds) => pauses.push(milliseconds) },
  );
  return { store, transactions, pauses };
};

describe('giving out codes under contention', () => {
  it.each([
    ['somebody else took the code', pool, cancelled('None', 'ConditionalCheckFailed', 'ConditionalCheckFailed')],
    ['another transaction was at it', pool, cancelled('None', 'TransactionConflict', 'None')],
    ['the code that was made exists', generated, cancelled('None', 'ConditionalCheckFailed')],
  ])('reaches again where %s, a little later', async (_, source, outcome) => {
    const { store, transactions, pauses } = aStore(outcome, outcome);
    expect(await store.issue(request, source)).toMatchObject({ state: 'issued' });
    expect(transactions).toHaveLength(3);
    expect(pauses).toEqual([19, 39]);
  });

  it('gives up after ten codes that others took, so that the stage is tried again', async () => {
    const { store, transactions, pauses } = aStore(...Array.from({ length: 20 }, () => cancelled('None', 'TransactionConflict')));
    await expect(store.issue(request, pool)).rejects.toThrow(WriteConflict);
    expect(transactions).toHaveLength(10);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(1_300);
  });

  it('says so where the table is throttled', async () => {
    await expect(aStore(cancelled('ThrottlingError', 'None')).store.issue(request, pool)).rejects.toThrow(StoreUnavailable);
  });

  it('does not take a mistake of ours for contention', async () => {
    await expect(aStore(cancelled('ValidationError', 'None')).store.issue(request, pool)).rejects.toThrow('cancelled');
  });
});

/** A table with a pool of so many codes, which tells what was asked and what it was told. */
const aPool = (left: number, loaded: number, { start = 0, filled }: { start?: number; filled?: number | undefined } = {}) => {
  const items = Array.from({ length: left }, (_, index) => ({ code: `CODE-${index}`, sk: `A#${codeDigest(`CODE-${index}`)}` }));
  const told: [string, number][] = [];
  const asked: string[] = [];
  const client = {
    send: async (command: object) => {
      if (command instanceof GetCommand) return { Item: { loaded, filled } };
      if (!(command instanceof QueryCommand)) return {};
      const { ExpressionAttributeValues: { ':from': from, ':to': to } = {}, Limit } = command.input;
      asked.push(from);
      return {
        Items: items
          .filter(({ sk }) => sk >= from && sk <= to)
          .toSorted((a, b) => a.sk.localeCompare(b.sk))
          .slice(0, Limit),
      };
    },
  };
  const store = createCouponStore(
    { name: 'table', client: client as unknown as DynamoDBDocumentClient },
    { below: (limit) => (limit > 1_000 ? start : 0), sleep: async () => {} },
    (coupon, few) => told.push([coupon, few]),
  );
  return { store, told, asked };
};

describe('a pool', () => {
  it.each([
    ['is empty', 0, 500, [['winback', 0]]],
    ['was never loaded', 0, 0, [['winback', 0]]],
    ['has few codes of many, which are counted', 12, 500, [['winback', 12]]],
    ['has few because it never had more', 12, 12, []],
    ['has half of its codes', 250, 500, []],
    ['was filled up again with fewer codes than there ever were', 20, 12_000, [], 20],
    ['has few of the codes that it was filled up with', 12, 12_000, [['winback', 12]], 500],
  ] as const)('tells that it runs low where it %s', async (_, left, loaded, expected, filled?: number) => {
    const { store, told } = aPool(left, loaded, { filled });
    await store.issue(request, pool);
    expect(told).toEqual(expected);
  });

  it('tells about how many are left where it has more codes than are looked at', async () => {
    const { store, told } = aPool(300, 30_000);
    await store.issue(request, pool);
    const [[, few] = ['', 0]] = told;
    expect(few).toBeGreaterThan(150);
    expect(few).toBeLessThan(600);
  });

  it.each([0, 0xff_ff_ff_ff, 0x80_00_00_00])('is gone around from any place, each code met once: from %i', async (start) => {
    const { store, told, asked } = aPool(24, 1_000, { start });
    expect(await store.issue(request, pool)).toMatchObject({ state: 'issued' });
    expect(asked).toHaveLength(2);
    expect(told).toEqual([['winback', 24]]);
  });

  it('is asked once where there are codes enough ahead', async () => {
    const { store, asked } = aPool(300, 300);
    await store.issue(request, pool);
    expect(asked).toHaveLength(1);
  });

  it('says nothing of generated codes', async () => {
    const { store, told, asked } = aPool(0, 0);
    await store.issue(request, generated);
    expect([told, asked]).toEqual([[], []]);
  });
});
