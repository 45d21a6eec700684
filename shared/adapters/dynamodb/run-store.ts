import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { isoInstant, profileId } from '#shared/events/customer-event.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import { byJourney, runKey } from './keys.ts';
import { type Table, withStoreErrors } from './table.ts';

const runItem = z
  .object({
    journey: z.string(),
    profileId,
    number: z.number().int().positive(),
    runId: z.string(),
    state: z.enum(['entering', 'active', 'exited', 'converted', 'completed']),
    enteredAt: isoInstant,
    enteredBy: z.string(),
    endedAt: isoInstant.exactOptional(),
    endReason: z.string().exactOptional(),
    endedBy: z.string().exactOptional(),
    convertedAt: isoInstant.exactOptional(),
    convertedBy: z.string().exactOptional(),
  })
  .readonly();

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

const runsOf = async ({ client, name }: Table, id: ProfileId): Promise<readonly JourneyRun[]> => {
  const runs: JourneyRun[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await withStoreErrors(() =>
      client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :runs)',
          ExpressionAttributeValues: { ':pk': `P#${id}`, ':runs': 'R#' },
          ConsistentRead: true,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      ),
    );
    runs.push(...(page.Items ?? []).map((item) => runItem.parse(item)));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return runs;
};

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
