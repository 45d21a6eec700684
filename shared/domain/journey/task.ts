import { digest, type ProfileId } from '#shared/domain/profile/profile-id.ts';

/** Something a person is asked to do for one customer. */
export interface Task {
  readonly taskId: string;
  readonly profileId: ProfileId;
  readonly journey: string;
  readonly runId: string;
  /** The step that asked for it; absent in tasks of before. */
  readonly step?: string;
  readonly title: string;
  /** A team, as the journey names it, or the person who looks after the customer. */
  readonly assignee: string;
  readonly region?: string;
  readonly createdAt: string;
  readonly dueAt: string;
  readonly state: 'open' | 'done';
  /** When it was done, by the event that said so. */
  readonly doneAt?: string;
}

export const taskIdOf = (runId: string, step: string): string => digest('task', runId, step);
