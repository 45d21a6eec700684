import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { isoInstant, profileId } from '#shared/events/customer-event.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import { byJourney, runKey } from './keys.ts';
import { queryPrefix } from './query-all.ts';
import { type Table, withStoreErrors } from './table.ts';

const runItem = z.readonly(
  z.object({
    journey: z.string(),
    profileId,
    number: z.number().check(z.int(), z.positive()),
    runId: z.string(),
    state: z.enum(['entering', 'active', 'exited', 'converted', 'completed']),
    enteredAt: isoInstant,
    enteredBy: z.string(),
    endedAt: z.exactOptional(isoInstant),
    endReason: z.exactOptional(z.string()),
    endedBy: z.exactOptional(z.string()),
    convertedAt: z.exactOptional(isoInstant),
    convertedBy: z.exactOptional(z.string()),
  }),
);

/** The item of a run; in the index, the runs of a journey stand in the order in which they were entered. */
const toRunItem = (run: JourneyRun) => ({
  ...runKey(run.profileId, run.journey, run.number),
  gsi1pk: byJourney(run.journey),
  gsi1sk: `${run.enteredAt}#${run.runId}`,
  ...run,
});

/** Journey runs in the table. */
export const createRunStore = ({ client, name }: Table): RunStore => ({
  list: async (profileIds) => {
    const lists = await Promise.all([...new Set(profileIds)].map((id) => runsOf({ client, name }, id)));
    return lists.flat().toSorted((a, b) => a.number - b.number || a.enteredAt.localeCompare(b.enteredAt));
  },

  load: async (id, journey, number) => {
    const { Item } = await withStoreErrors(() =>
      client.send(new GetCommand({ TableName: name, Key: runKey(id, journey, number), ConsistentRead: true })),
    );
    return Item === undefined ? undefined : runItem.parse(Item);
  },

  claim: async (run) => ((await putIf({ client, name }, run, 'attribute_not_exists(pk)')) ? 'claimed' : 'taken'),

  move: async (run, from) => {
    const states = Object.fromEntries(from.map((state, index) => [`:from${index}`, state]));
    const notCounted =
      run.convertedAt === undefined
        ? 'attribute_not_exists(convertedAt)'
        : '(attribute_not_exists(convertedAt) OR convertedAt = :convertedAt)';
    const moved = await putIf({ client, name }, run, `#state IN (${Object.keys(states).join(', ')}) AND ${notCounted}`, {
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ...states, ...(run.convertedAt === undefined ? {} : { ':convertedAt': run.convertedAt }) },
    });
    return moved ? 'moved' : 'refused';
  },
});

const runsOf = async (table: Table, id: ProfileId): Promise<readonly JourneyRun[]> =>
  (await queryPrefix(table, { pk: `P#${id}`, sk: 'R#' })).map((item) => runItem.parse(item));

/** Whether the write was made; a failed condition is an answer, not an error. */
const putIf = async (
  { client, name }: Table,
  run: JourneyRun,
  condition: string,
  expressions: {
    readonly ExpressionAttributeNames?: Record<string, string>;
    readonly ExpressionAttributeValues?: Record<string, string>;
  } = {},
): Promise<boolean> => {
  try {
    await withStoreErrors(() =>
      client.send(new PutCommand({ TableName: name, Item: toRunItem(run), ConditionExpression: condition, ...expressions })),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
