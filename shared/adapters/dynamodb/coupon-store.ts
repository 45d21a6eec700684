import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { codeOf } from '#shared/domain/coupon/code-pattern.ts';
import {
  type Coupon,
  type CouponRequest,
  type CouponSource,
  codeDigest,
  type IssuedCoupon,
  type WhyNotIssued,
  whyNotIssued,
} from '#shared/domain/coupon/coupon.ts';
import { runsLow } from '#shared/domain/coupon/pool-level.ts';
import { WriteConflict } from '#shared/domain/errors.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { isoInstant, profileId } from '#shared/events/customer-event.ts';
import type { CouponStore } from '#shared/ports/coupon-store.ts';
import { attempts, longestPauseBefore } from './contention.ts';
import { codeItemOf } from './coupon-code.ts';
import { availableCodeKey, codeKey, couponKey } from './keys.ts';
import { loadCodes, noteFilled, statusOf } from './load-codes.ts';
import { lookIntoPool } from './look-into-pool.ts';
import { queryPrefix } from './query-all.ts';
import { type Table, withStoreErrors } from './table.ts';
import { writeTogether } from './write-together.ts';

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** What the store needs besides the table; given in tests so that none waits. */
export interface Chance {
  /** A random whole number under the limit, of a cryptographic source: it makes codes. */
  readonly below: (limit: number) => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

const chance: Chance = { below: randomInt, sleep: (milliseconds) => wait(milliseconds) };

/**
 * Coupons in the table. A code is an item of its own, by digest, that is never deleted; while nobody has it, its pool has an item with the
 * code itself. Giving it away deletes that one, writes who has it to the first, and the code to the customer's item, in one transaction with
 * a condition on each: so of two who reach for a code one gets it, and of two invocations of one step one gets a code.
 *
 * @param tellRunsLow is told of each request to a pool that has few codes left, and how many (about).
 */
export const createCouponStore = (
  table: Table,
  { below, sleep }: Chance = chance,
  tellRunsLow: (coupon: string, left: number) => void = () => {},
): CouponStore => {
  const { name } = table;

  const put = async (coupon: Coupon): Promise<Coupon> => {
    try {
      await withStoreErrors(() =>
        table.client.send(
          new PutCommand({ TableName: name, Item: toCouponItem(coupon), ConditionExpression: 'attribute_not_exists(pk)' }),
        ),
      );
      return coupon;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return standing(table, coupon);
      throw error;
    }
  };
  const refuse = (request: CouponRequest, reason: WhyNotIssued) => put({ ...request, state: 'not-issued', reason });

  /** The code itself where it is taken, or the answer that stands; `undefined` where somebody else was first. */
  const give = async (request: CouponRequest, code: string, source: CouponSource['kind']): Promise<Coupon | undefined> => {
    const coupon: IssuedCoupon = { ...request, state: 'issued', code };
    const outcome = await writeTogether(table, [
      { Put: { TableName: name, Item: toCouponItem(coupon), ConditionExpression: 'attribute_not_exists(pk)' } },
      ...(source === 'pool' ? [takeLoaded(name, coupon), takeFromPool(name, coupon)] : [takeNew(name, coupon)]),
    ]);
    if (outcome.kind === 'written') return coupon;
    return outcome.failed.has(0) ? standing(table, request) : undefined;
  };

  const oneOfPool = async (coupon: string): Promise<string | undefined> => {
    const { code, ...level } = await lookIntoPool(table, coupon, below);
    if (runsLow(level)) tellRunsLow(coupon, Math.round(level.left));
    return code;
  };

  return {
    issue: async (request, source) => {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        if (attempt > 0) await sleep(below(longestPauseBefore(attempt)));
        const code = source.kind === 'pool' ? await oneOfPool(request.coupon) : codeOf(source.pattern, below);
        if (code === undefined) return refuse(request, 'none-left');
        const coupon = await give(request, code, source.kind);
        if (coupon !== undefined) return coupon;
      }
      throw new WriteConflict(`the pool of ${request.coupon}`, attempts);
    },

    refuse,

    list: async (profileIds) => {
      const lists = await Promise.all([...new Set(profileIds)].map((id) => couponsOf(table, id)));
      return lists.flat().toSorted((a, b) => a.issuedAt.localeCompare(b.issuedAt) || a.couponId.localeCompare(b.couponId));
    },

    load: (coupon, codes) => loadCodes(table, coupon, codes, sleep),

    status: (coupon) => statusOf(table, coupon),

    filled: (coupon) => noteFilled(table, coupon),

    find: async (code) => {
      const item = await codeItemOf(table, codeDigest(code));
      if (item === undefined) return undefined;
      const { coupon, couponId, profileId: holder, issuedAt } = item;
      if (couponId === undefined || holder === undefined || issuedAt === undefined) return { coupon };
      return { coupon, issued: { couponId, profileId: holder, issuedAt } };
    },
  };
};

const request = {
  couponId: z.string(),
  profileId,
  journey: z.string(),
  runId: z.string(),
  step: z.string(),
  coupon: z.string(),
  value: z.string(),
  issuedAt: isoInstant,
  expiresAt: isoInstant,
};

const couponItem = z.discriminatedUnion('state', [
  z.object({ ...request, state: z.literal('issued'), code: z.string() }),
  z.object({
    ...request,
    state: z.literal('not-issued'),
    reason: z.enum(Object.keys(whyNotIssued) as [WhyNotIssued, ...WhyNotIssued[]]),
  }),
]);

const toCouponItem = (coupon: Coupon) => ({ ...couponKey(coupon.profileId, coupon.couponId), ...coupon });

const standing = async (table: Table, { profileId: id, couponId }: CouponRequest): Promise<Coupon> => {
  const { Item } = await withStoreErrors(() =>
    table.client.send(new GetCommand({ TableName: table.name, Key: couponKey(id, couponId), ConsistentRead: true })),
  );
  return couponItem.parse(Item);
};

const couponsOf = async (table: Table, id: ProfileId): Promise<readonly Coupon[]> =>
  (await queryPrefix(table, couponKey(id, ''))).map((item) => couponItem.parse(item));

/** Of a code that was loaded: nobody has it yet. */
const takeLoaded = (name: string, { code, couponId, profileId: id, issuedAt }: IssuedCoupon): Write => ({
  Update: {
    TableName: name,
    Key: codeKey(codeDigest(code)),
    UpdateExpression: 'SET couponId = :coupon, profileId = :profile, issuedAt = :at',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(couponId)',
    ExpressionAttributeValues: { ':coupon': couponId, ':profile': id, ':at': issuedAt },
  },
});

/** Of a code that was just made: there has never been such a one. */
const takeNew = (name: string, { code, coupon, couponId, profileId: id, issuedAt }: IssuedCoupon): Write => ({
  Put: {
    TableName: name,
    Item: { ...codeKey(codeDigest(code)), coupon, couponId, profileId: id, issuedAt },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const takeFromPool = (name: string, { coupon, code }: IssuedCoupon): Write => ({
  Delete: { TableName: name, Key: availableCodeKey(coupon, codeDigest(code)), ConditionExpression: 'attribute_exists(pk)' },
});
