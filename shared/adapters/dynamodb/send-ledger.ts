import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { recentSend } from '#shared/domain/sending/caps.ts';
import { type DropReason, dropReasons, type Send } from '#shared/domain/sending/send.ts';
import { isoInstant, profileId } from '#shared/events/customer-event.ts';
import type { ClaimConditions, ClaimResult, RecentSends, SendLedger } from '#shared/ports/send-ledger.ts';
import { profileKey, recentSendsKey, runKey, sendKey, suppressionKey } from './keys.ts';
import { queryPrefix } from './query-all.ts';
import { type Table, withStoreErrors } from './table.ts';

const sendItem = z.readonly(
  z.object({
    sendId: z.string(),
    profileId,
    journey: z.string(),
    runId: z.string(),
    runNumber: z.number().check(z.int(), z.positive()),
    step: z.string(),
    message: z.string(),
    state: z.enum(['claimed', 'sending', 'sent', 'unknown', 'dropped']),
    claimedAt: isoInstant,
    sentAt: z.exactOptional(isoInstant),
    sesMessageId: z.exactOptional(z.string()),
    reason: z.exactOptional(z.enum(Object.keys(dropReasons) as [DropReason, ...DropReason[]])),
    code: z.exactOptional(z.string()),
  }),
);

const toSendItem = (send: Send) => ({ ...sendKey(send.profileId, send.sendId), ...send });

const newOrClaimed = '(attribute_not_exists(pk) OR #state = :claimed)';

/** The send ledger in the table: one item per message and person, in the partition of the run. */
export const createSendLedger = (table: Table): SendLedger => {
  const { client, name } = table;
  const load = async (id: ProfileId, sendId: string): Promise<Send | undefined> => {
    const { Item } = await withStoreErrors(() =>
      client.send(new GetCommand({ TableName: name, Key: sendKey(id, sendId), ConsistentRead: true })),
    );
    return Item === undefined ? undefined : sendItem.parse(Item);
  };

  return {
    load,

    claim: async (send, conditions) => {
      const failed = await failedConditions(table, claimTransaction(name, send, conditions));
      if (failed === undefined) return { kind: 'claimed' };
      if (failed.has(condition.line)) {
        const standing = await load(send.profileId, send.sendId);
        return standing === undefined ? { kind: 'moved' } : { kind: 'exists', send: standing };
      }
      if (failed.has(condition.run)) return { kind: 'refused', reason: 'run-ended' };
      if (failed.has(condition.profile)) return whyProfileRefuses(table, conditions);
      if (failed.has(condition.counted)) return { kind: 'moved' };
      return { kind: 'refused', reason: 'suppressed' };
    },

    drop: async (send) => {
      const written = await putIf(table, send, newOrClaimed, { ':claimed': 'claimed' });
      return written ? send : ((await load(send.profileId, send.sendId)) ?? send);
    },

    move: async (send, from) => {
      const states = Object.fromEntries(from.map((state, index) => [`:from${index}`, state]));
      const moved = await putIf(table, send, `#state IN (${Object.keys(states).join(', ')})`, states);
      return moved ? 'moved' : 'refused';
    },

    recent: async ([root, ...others]) => {
      const [own, ...rest] = await Promise.all([root, ...others].map((id) => recentOf(table, id)));
      return { sends: [own, ...rest].flatMap((each) => each?.sends ?? []), version: own?.version ?? 0 };
    },

    list: async (profileIds) => {
      const lists = await Promise.all([...new Set(profileIds)].map((id) => sendsOf(table, id)));
      return lists.flat().toSorted((a, b) => a.claimedAt.localeCompare(b.claimedAt) || a.sendId.localeCompare(b.sendId));
    },
  };
};

/** The transaction's parts, in its order. Reasons of refusal are looked at in this order too: the line itself comes first. */
const condition = { line: 0, run: 1, profile: 2, suppression: 3, counted: 4 } as const;

const claimTransaction = (
  name: string,
  send: Send,
  { profileId, requireConsent, channel, emailDigest, counted }: ClaimConditions,
): TransactWriteCommandInput => ({
  TransactItems: [
    {
      Put: {
        TableName: name,
        Item: toSendItem(send),
        ConditionExpression: newOrClaimed,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':claimed': 'claimed' },
      },
    },
    {
      ConditionCheck: {
        TableName: name,
        Key: runKey(send.profileId, send.journey, send.runNumber),
        ConditionExpression: '#state IN (:entering, :active)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':entering': 'entering', ':active': 'active' },
      },
    },
    {
      ConditionCheck: {
        TableName: name,
        Key: profileKey(profileId),
        ConditionExpression: `attribute_not_exists(mergedInto) AND ${
          requireConsent
            ? 'subscriptions.#channel.#state = :state'
            : '(attribute_not_exists(subscriptions.#channel) OR subscriptions.#channel.#state <> :state)'
        }`,
        ExpressionAttributeNames: { '#channel': channel, '#state': 'state' },
        ExpressionAttributeValues: { ':state': requireConsent ? 'subscribed' : 'unsubscribed' },
      },
    },
    {
      ConditionCheck: {
        TableName: name,
        Key: suppressionKey(emailDigest),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    ...(counted === undefined ? [] : [{ Put: countedPut(name, profileId, counted) }]),
  ],
});

const recentItem = z.object({ sends: z.readonly(z.array(z.readonly(recentSend))), version: z.number() });

const countedPut = (name: string, profileId: ProfileId, { sends, version }: RecentSends) => ({
  TableName: name,
  Item: { ...recentSendsKey(profileId), sends, version: version + 1 },
  ...(version === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      }),
});

// The projector writes profiles all the time, and a transaction that meets a write is cancelled. Trying again here, after
// 50 and 100 ms, is cheaper than a retry of the whole stage, which Step Functions bills as a transition.
const conflictDelays = [50, 100];

/** Runs the transaction; the positions of the conditions that did not hold, or `undefined` when it was written. */
const failedConditions = async (
  table: Table,
  transaction: TransactWriteCommandInput,
  delays: readonly number[] = conflictDelays,
): Promise<ReadonlySet<number> | undefined> => {
  try {
    await withStoreErrors(() => table.client.send(new TransactWriteCommand(transaction)));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
    const failed = new Set(codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : [])));
    if (failed.size > 0) return failed;
    if (!codes.some((code) => code === 'TransactionConflict' || /Throttl|ProvisionedThroughput/.test(code))) throw error;
    const [delay, ...later] = delays;
    if (delay === undefined) throw new StoreUnavailable('throttled', 2, { cause: error });
    await sleep(delay);
    return failedConditions(table, transaction, later);
  }
};

const consentState = z.object({
  mergedInto: z.optional(z.string()),
  subscriptions: z.optional(z.record(z.string(), z.object({ state: z.string() }))),
});

/** Which of the profile's conditions failed. One that holds again by now is answered `moved`: whoever loads again claims again. */
const whyProfileRefuses = async (table: Table, { profileId, channel, requireConsent }: ClaimConditions): Promise<ClaimResult> => {
  const { Item } = await withStoreErrors(() =>
    table.client.send(
      new GetCommand({
        TableName: table.name,
        Key: profileKey(profileId),
        ConsistentRead: true,
        ProjectionExpression: 'mergedInto, subscriptions',
      }),
    ),
  );
  const { mergedInto, subscriptions } = consentState.parse(Item ?? {});
  if (mergedInto !== undefined) return { kind: 'moved' };
  const state = subscriptions?.[channel]?.state;
  if (state === 'unsubscribed') return { kind: 'refused', reason: 'unsubscribed' };
  return requireConsent && state !== 'subscribed' ? { kind: 'refused', reason: 'no-consent' } : { kind: 'moved' };
};

/** Whether the write was made; a failed condition is an answer, not an error. */
const putIf = async (table: Table, send: Send, expression: string, values: Record<string, string>): Promise<boolean> => {
  try {
    await withStoreErrors(() =>
      table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: toSendItem(send),
          ConditionExpression: expression,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: values,
        }),
      ),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

const sendsOf = async (table: Table, id: ProfileId): Promise<readonly Send[]> =>
  (await queryPrefix(table, sendKey(id, ''))).map((item) => sendItem.parse(item));

const recentOf = async ({ client, name }: Table, id: ProfileId): Promise<RecentSends | undefined> => {
  const { Item } = await withStoreErrors(() =>
    client.send(new GetCommand({ TableName: name, Key: recentSendsKey(id), ConsistentRead: true })),
  );
  return Item === undefined ? undefined : recentItem.parse(Item);
};
