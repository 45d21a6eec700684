import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createCouponStore } from '#shared/adapters/dynamodb/coupon-store.ts';
import type { CouponRequest } from '#shared/domain/coupon/coupon.ts';
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
      if (command instanceof QueryCommand) return { Items: [{ code: 'ONE' }, { code: 'TWO' }] };
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
