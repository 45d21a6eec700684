import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { readPageToken } from '#shared/adapters/page-token.ts';
import {
  comesAfter,
  distinctProfiles,
  type TimelineEntry,
  type TimelinePosition,
  timelinePage,
  timelinePosition,
} from '#shared/adapters/timeline.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import { type Patience, patience, putAll } from './batch-write.ts';
import { fromEventItem, toEventItem } from './event-item.ts';
import { eventKey, firstReceiptKey } from './keys.ts';
import { type Table, withStoreErrors } from './table.ts';

export interface EventStoreOptions {
  /** How long an event is kept, from its receipt. */
  readonly retentionDays: number;
  readonly patience?: Patience;
}

// A sender that still resends after a week has lost its own queue.
const firstReceiptDays = 7;

const firstReceiptItem = z.object({ at: z.string() });

/** The log of events in the table. Writing is one unconditional put per event: its key makes a resend write the same item. */
export const createEventStore = (table: Table, options: EventStoreOptions): EventStore => ({
  put: (events) =>
    putAll(
      table,
      events.map((event) => toEventItem(event, options.retentionDays)),
      options.patience ?? patience,
    ),

  firstReceipt: (profileId, messageId, receivedAt) =>
    withStoreErrors(async () => {
      const key = firstReceiptKey(profileId, messageId);
      const ttl = Math.ceil(Date.parse(receivedAt) / 1000) + firstReceiptDays * 86_400;
      try {
        await table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...key, at: receivedAt, ttl },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return receivedAt;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }));
        return firstReceiptItem.parse(Item).at;
      }
    }),

  timeline: async (profileIds, limit, next) => {
    const last = next === undefined ? undefined : readPageToken(next, timelinePosition);
    const partitions = distinctProfiles(profileIds).map((id) => newest(table, id, limit + 1, last));
    return timelinePage((await Promise.all(partitions)).flat(), limit);
  },

  get: async (profileId, originalTimestamp, messageId) => {
    const Key = eventKey(profileId, originalTimestamp, messageId);
    const command = new GetCommand({ TableName: table.name, Key, ConsistentRead: true });
    const { Item } = await withStoreErrors(() => table.client.send(command));
    return Item && fromEventItem(Item);
  },
});

/** The newest entries of one partition that come after `last`: until `wanted` of them are readable, or all there are. */
const newest = async (
  table: Table,
  id: ProfileId,
  wanted: number,
  last: TimelinePosition | undefined,
): Promise<readonly TimelineEntry[]> => {
  const found: TimelineEntry[] = [];
  let readable = 0;
  const { pk } = eventKey(id, '', '');
  // At most one event of a partition shares the last one's sort key and has to be passed over.
  const high = last === undefined ? 'E#~' : eventKey(id, last.t, last.m).sk;
  let start: Record<string, unknown> | undefined;
  do {
    const command = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
      ExpressionAttributeValues: { ':pk': pk, ':low': 'E#', ':high': high },
      ScanIndexForward: false,
      Limit: wanted - readable + 1,
      ExclusiveStartKey: start,
    });
    const page = await withStoreErrors(() => table.client.send(command));
    const entries = (page.Items ?? []).map((item) => entryOf(id, item));
    found.push(...entries.filter(({ position }) => last === undefined || comesAfter(position, last)));
    readable = found.filter(({ event }) => event !== undefined).length;
    start = page.LastEvaluatedKey;
  } while (start && readable < wanted);
  return found;
};

const timeLength = '2026-11-22T08:30:00.000Z'.length;

const entryOf = (id: ProfileId, item: Record<string, unknown>): TimelineEntry => {
  const place = String(item.sk).slice('E#'.length);
  const position = { t: place.slice(0, timeLength), m: place.slice(timeLength + 1), p: id };
  try {
    return { position, event: fromEventItem(item) };
  } catch {
    // Whoever folds the log has put it aside with its reason; here it must only not hide all the others.
    return { position };
  }
};
