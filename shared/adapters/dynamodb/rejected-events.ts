import { DeleteCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { pageToken, readPageToken } from '#shared/adapters/page-token.ts';
import { partsOfRejectedEventId } from '#shared/domain/event/rejected-event.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { RejectedEvent, RejectedEvents } from '#shared/ports/rejected-events.ts';
import { type Patience, patience, putAll } from './batch-write.ts';
import { rejectedEventKey } from './keys.ts';
import { type Table, withStoreErrors } from './table.ts';

export interface RejectedEventsOptions {
  readonly now: Clock;
  readonly patience?: Patience;
}

/** How long a rejected event waits for its fix. A list walks over at most this many days. */
export const rejectedEventDays = 30;

const dayMilliseconds = 86_400_000;

/** Rejected events in the table, a partition per day of receipt. The event lies there as JSON text, exactly as it came. */
export const createRejectedEvents = (table: Table, options: RejectedEventsOptions): RejectedEvents => ({
  put: (rejected) => putAll(table, rejected.map(toItem), options.patience ?? patience),

  list: async (limit, next) => {
    const today = dayOf(options.now());
    const oldest = dayOf(new Date(options.now().getTime() - rejectedEventDays * dayMilliseconds));
    const found: RejectedEvent[] = [];
    let position: z.infer<typeof listPosition> = next === undefined ? { day: today } : readPageToken(next, listPosition);
    while (position.day >= oldest) {
      const page = await pageOfDay(table, position, limit - found.length);
      found.push(...page.rejected);
      position = page.next ?? { day: dayBefore(position.day) };
      if (found.length >= limit) break;
    }
    return { rejected: found, ...(position.day >= oldest && { next: pageToken(position) }) };
  },

  get: async (id) => {
    const Key = keyOf(id);
    if (!Key) return undefined;
    const command = new GetCommand({ TableName: table.name, Key, ConsistentRead: true });
    const { Item } = await withStoreErrors(() => table.client.send(command));
    return Item && fromItem(Item);
  },

  remove: async (id) => {
    const Key = keyOf(id);
    if (Key) await withStoreErrors(() => table.client.send(new DeleteCommand({ TableName: table.name, Key })));
  },
});

const listPosition = z.object({ day: z.iso.date(), after: z.optional(z.string()) });

const pageOfDay = async (table: Table, { day, after }: z.infer<typeof listPosition>, limit: number) => {
  const command = new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
    ExpressionAttributeValues: { ':pk': rejectedEventKey(day, '').pk, ...(after !== undefined && { ':after': after }) },
    Limit: limit,
  });
  const { Items = [], LastEvaluatedKey } = await withStoreErrors(() => table.client.send(command));
  const last = LastEvaluatedKey && z.object({ sk: z.string() }).parse(LastEvaluatedKey).sk;
  return { rejected: Items.map(fromItem), ...(last !== undefined && { next: { day, after: last } }) };
};

const item = z.object({
  id: z.string(),
  receivedAt: z.string(),
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
  event: z.string(),
  sentAt: z.optional(z.string()),
});

const fromItem = (stored: unknown): RejectedEvent => {
  const { event, sentAt, ...rest } = item.parse(stored);
  return { ...rest, event: z.json().parse(JSON.parse(event)), ...(sentAt !== undefined && { sentAt }) };
};

const toItem = ({ id, receivedAt, problems, event, sentAt }: RejectedEvent) => {
  const key = keyOf(id);
  if (!key) throw new TypeError('a rejected event without an id of rejectedEventId()');
  const ttl = Math.ceil(Date.parse(receivedAt) / 1000) + rejectedEventDays * 86_400;
  return { ...key, id, receivedAt, problems, event: JSON.stringify(event), ...(sentAt !== undefined && { sentAt }), ttl };
};

const keyOf = (id: string) => {
  const parts = partsOfRejectedEventId(id);
  return parts && rejectedEventKey(parts.day, parts.digest);
};

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);
const dayBefore = (day: string): string => dayOf(new Date(Date.parse(day) - dayMilliseconds));
