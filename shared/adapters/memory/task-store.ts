import type { Task } from '#shared/domain/journey/task.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';

/** Tasks in this process, with the promises of the real store. */
export const createMemoryTaskStore = (): TaskStore => {
  const tasks = new Map<string, Task>();

  return {
    create: async (task) => {
      const key = JSON.stringify([task.profileId, task.taskId]);
      const standing = tasks.get(key) ?? task;
      tasks.set(key, standing);
      return standing;
    },

    complete: async ({ profileId, taskId }, doneAt) => {
      const key = JSON.stringify([profileId, taskId]);
      const task = tasks.get(key);
      if (task?.state === 'open') tasks.set(key, { ...task, state: 'done', doneAt });
    },

    list: async (profileIds) =>
      [...tasks.values()]
        .filter((task) => profileIds.includes(task.profileId))
        .toSorted((a, b) => a.dueAt.localeCompare(b.dueAt) || a.taskId.localeCompare(b.taskId)),
  };
};
