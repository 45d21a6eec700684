import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { awaitedEvent } from '#shared/domain/journey/journey.ts';
import { profileId } from '#shared/events/customer-event.ts';
import type { WaitingRun, WaitStore } from '#shared/ports/wait-store.ts';
import { waitKey } from './keys.ts';
import { queryPrefix } from './query-all.ts';
import { type Table, withStoreErrors } from './table.ts';

const waitItem = z.readonly(
  z.object({
    profileId,
    journey: z.string(),
    runId: z.string(),
    runNumber: z.number().check(z.int(), z.positive()),
    awaited: awaitedEvent,
    since: z.string(),
    token: z.string(),
  }),
);

/** No execution waits for longer than a year; after that the item is of no use to anybody. */
const keptForSeconds = 366 * 86_400;

const toWaitItem = (waiting: WaitingRun) => ({
  ...waitKey(waiting.profileId, waiting.runId, waiting.awaited.step),
  ...waiting,
  ttl: Math.floor(Date.parse(waiting.since) / 1_000) + keptForSeconds,
});

/** Waiting runs in the table. */
export const createWaitStore = (table: Table): WaitStore => ({
  put: async (waiting) => {
    const { client, name } = table;
    await withStoreErrors(() => client.send(new PutCommand({ TableName: name, Item: toWaitItem(waiting) })));
  },

  list: async (profileIds) => {
    const lists = await Promise.all([...new Set(profileIds)].map((id) => queryPrefix(table, { pk: `P#${id}`, sk: 'W#' })));
    return lists.flat().map((item) => waitItem.parse(item));
  },
});
