import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Task } from '#shared/domain/journey/task.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { isoInstant, profileId } from '#shared/events/customer-event.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';
import { byAssignee, taskKey } from './keys.ts';
import { queryPrefix } from './query-all.ts';
import { type Table, withStoreErrors } from './table.ts';

const taskItem = z.readonly(
  z.object({
    taskId: z.string(),
    profileId,
    journey: z.string(),
    runId: z.string(),
    step: z.exactOptional(z.string()),
    title: z.string(),
    assignee: z.string(),
    region: z.exactOptional(z.string()),
    createdAt: isoInstant,
    dueAt: isoInstant,
    state: z.enum(['open', 'done']),
    doneAt: z.exactOptional(isoInstant),
  }),
);

/** The item of a task; in the index, a team's tasks stand in the order in which they are due. */
const toTaskItem = (task: Task) => ({
  ...taskKey(task.profileId, task.taskId),
  gsi1pk: byAssignee(task.assignee),
  gsi1sk: `${task.dueAt}#${task.taskId}`,
  ...task,
});

/** Tasks for people, in the table. */
export const createTaskStore = ({ client, name }: Table): TaskStore => ({
  create: async (task) => {
    try {
      await withStoreErrors(() =>
        client.send(
          new PutCommand({
            TableName: name,
            Item: toTaskItem(task),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      return task;
    } catch (error) {
      // It is there: an earlier attempt made it, perhaps with other times.
      if (error instanceof ConditionalCheckFailedException) return standing({ client, name }, task);
      throw error;
    }
  },

  complete: async ({ profileId: id, taskId }, doneAt) => {
    try {
      await withStoreErrors(() =>
        client.send(
          new UpdateCommand({
            TableName: name,
            Key: taskKey(id, taskId),
            UpdateExpression: 'SET #state = :done, doneAt = :doneAt',
            ConditionExpression: '#state = :open',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':open': 'open', ':done': 'done', ':doneAt': doneAt },
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },

  list: async (profileIds) => {
    const lists = await Promise.all([...new Set(profileIds)].map((id) => tasksOf({ client, name }, id)));
    return lists.flat().toSorted((a, b) => a.dueAt.localeCompare(b.dueAt) || a.taskId.localeCompare(b.taskId));
  },
});

const standing = async (table: Table, task: Task): Promise<Task> => {
  const { Item } = await withStoreErrors(() =>
    table.client.send(new GetCommand({ TableName: table.name, Key: taskKey(task.profileId, task.taskId), ConsistentRead: true })),
  );
  return taskItem.parse(Item);
};

const tasksOf = async (table: Table, id: ProfileId): Promise<readonly Task[]> =>
  (await queryPrefix(table, taskKey(id, ''))).map((item) => taskItem.parse(item));
