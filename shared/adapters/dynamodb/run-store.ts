import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type JourneyRun, runningStates, runStates } from '#shared/domain/journey/run.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { isoInstant, profileId } from '#shared/events/customer-event.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import { byJourney, runKey } from './keys.ts';
import { queryPrefix } from './query-all.ts';
import { type Table, withStoreErrors } from './table.ts';

const eventKey = z.readonly(z.object({ profileId, originalTimestamp: z.string(), messageId: z.string() }));
const decisionItem = z.readonly(
  z.object({
    label: z.string(),
    at: z.string(),
    event: z.exactOptional(eventKey),
    values: z.exactOptional(z.record(z.string(), z.json())),
  }),
);

const standing = z.readonly(z.object({ in: z.string(), until: z.exactOptional(isoInstant), since: z.exactOptional(isoInstant) }));

const runItem = z.readonly(
  z.object({
    journey: z.string(),
    profileId,
    person: z.exactOptional(profileId),
    number: z.number().check(z.int(), z.positive()),
    runId: z.string(),
    state: z.enum(runStates),
    enteredAt: isoInstant,
    enteredBy: z.string(),
    entry: z.exactOptional(eventKey),
    decisions: z.exactOptional(z.record(z.string(), decisionItem)),
    stands: z.exactOptional(standing),
    endedAt: z.exactOptional(isoInstant),
    endReason: z.exactOptional(z.string()),
    endedBy: z.exactOptional(z.string()),
    convertedAt: z.exactOptional(isoInstant),
    convertedBy: z.exactOptional(z.string()),
  }),
);

/** @throws when the item is not a run. */
export const fromRunItem = (item: unknown): JourneyRun => runItem.parse(item);

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
    return Item === undefined ? undefined : fromRunItem(Item);
  },

  claim: async (run) => {
    const item = toRunItem(run);
    const claimed = await unlessConditionFails(() =>
      client.send(new PutCommand({ TableName: name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' })),
    );
    return claimed ? 'claimed' : 'taken';
  },

  move: async (run, from) => {
    const changes = Object.entries(changeable(run)).filter(([, value]) => value !== undefined);
    const states = Object.fromEntries(from.map((state, index) => [`:from${index}`, state]));
    const notCounted =
      run.convertedAt === undefined
        ? 'attribute_not_exists(convertedAt)'
        : '(attribute_not_exists(convertedAt) OR convertedAt = :convertedAt)';
    const moved = await unlessConditionFails(() =>
      client.send(
        new UpdateCommand({
          TableName: name,
          Key: runKey(run.profileId, run.journey, run.number),
          UpdateExpression: `SET ${changes.map(([field]) => `#${field} = :${field}`).join(', ')}`,
          ConditionExpression: `#state IN (${Object.keys(states).join(', ')}) AND ${notCounted}`,
          ExpressionAttributeNames: Object.fromEntries(changes.map(([field]) => [`#${field}`, field])),
          ExpressionAttributeValues: { ...states, ...Object.fromEntries(changes.map(([field, value]) => [`:${field}`, value])) },
        }),
      ),
    );
    return moved ? 'moved' : 'refused';
  },

  decide: async (run, step, decision) => {
    const update = (expression: string, values: Record<string, unknown>) =>
      withStoreErrors(() =>
        client.send(
          new UpdateCommand({
            TableName: name,
            Key: runKey(run.profileId, run.journey, run.number),
            UpdateExpression: expression,
            ConditionExpression: 'attribute_exists(pk)',
            ...(expression.includes('#step') ? { ExpressionAttributeNames: { '#step': step } } : {}),
            ExpressionAttributeValues: values,
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
    // A run that was claimed before runs had decisions has no place for them.
    if (run.decisions === undefined) await update('SET decisions = if_not_exists(decisions, :none)', { ':none': {} });
    const { Attributes } = await update('SET decisions.#step = if_not_exists(decisions.#step, :decision)', {
      ':decision': decision,
    });
    return fromRunItem(Attributes).decisions?.[step] ?? decision;
  },

  amend: async (run, step, decision, over) => {
    await unlessConditionFails(() =>
      client.send(
        new UpdateCommand({
          TableName: name,
          Key: runKey(run.profileId, run.journey, run.number),
          UpdateExpression: 'SET decisions.#step = :decision',
          ConditionExpression:
            'attribute_exists(decisions) AND (attribute_not_exists(decisions.#step) OR decisions.#step.#label = :over)',
          ExpressionAttributeNames: { '#step': step, '#label': 'label' },
          ExpressionAttributeValues: { ':decision': decision, ':over': over },
        }),
      ),
    );
  },

  stand: async (run, stands) => {
    const running = Object.fromEntries(runningStates.map((state, index) => [`:running${index}`, state]));
    await unlessConditionFails(() =>
      client.send(
        new UpdateCommand({
          TableName: name,
          Key: runKey(run.profileId, run.journey, run.number),
          UpdateExpression: 'SET stands = :stands',
          ConditionExpression: `#state IN (${Object.keys(running).join(', ')})`,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ...running, ':stands': stands },
        }),
      ),
    );
  },
});

/** What may change about a run once it is claimed, besides its decisions. */
const changeable = ({ state, endedAt, endReason, endedBy, convertedAt, convertedBy }: JourneyRun) => ({
  ...{ state, endedAt, endReason },
  ...{ endedBy, convertedAt, convertedBy },
});

const runsOf = async (table: Table, id: ProfileId): Promise<readonly JourneyRun[]> =>
  (await queryPrefix(table, { pk: `P#${id}`, sk: 'R#' })).map(fromRunItem);

/** Whether the write was made; a failed condition is an answer, not an error. */
const unlessConditionFails = async (write: () => Promise<unknown>): Promise<boolean> => {
  try {
    await withStoreErrors(write);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
