import type { Task } from '#shared/domain/journey/task.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';

export interface TaskStore {
  /** Writes the task if there is none with its id, and answers with the one that stands. */
  create(task: Task): Promise<Task>;
  /** Marks a task as done. One that is done already, or is not there, stays as it is. */
  complete(task: Pick<Task, 'profileId' | 'taskId'>, doneAt: string): Promise<void>;
  list(profileIds: readonly ProfileId[]): Promise<readonly Task[]>;
}
