import { digest, type ProfileId } from '#shared/domain/profile/profile-id.ts';

/** Something a person is asked to do for one customer. */
export interface Task {
  readonly taskId: string;
  readonly profileId: ProfileId;
  readonly journey: string;
  readonly runId: string;
  readonly title: string;
  /** A team, as the journey names it. */
  readonly assignee: string;
  readonly createdAt: string;
  readonly dueAt: string;
  readonly state: 'open' | 'done';
}

export const taskIdOf = (runId: string, step: string): string => digest('task', runId, step);
