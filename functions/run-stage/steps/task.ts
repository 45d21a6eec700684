import type { StageStep } from '#shared/domain/journey/journey.ts';
import { taskCreated } from '#shared/domain/journey/journey-events.ts';
import { taskIdOf } from '#shared/domain/journey/task.ts';
import type { StepRunner } from './step-context.ts';

/**
 * Asks a team to do something for the customer. Its id follows from run and step, so a repeated stage finds the task of the first
 * attempt and tells of that one, with its times.
 */
export const runTask: StepRunner<Extract<StageStep, { kind: 'task' }>> = async (step, run, { tasks, events, clock }) => {
  const now = clock();
  const task = await tasks.create({
    taskId: taskIdOf(run.runId, step.id),
    profileId: run.profileId,
    journey: run.journey,
    runId: run.runId,
    title: step.title,
    assignee: step.assignee,
    createdAt: now.toISOString(),
    dueAt: new Date(now.getTime() + step.dueInMilliseconds).toISOString(),
    state: 'open',
  });
  await events.put([taskCreated(task)]);
  return 'done';
};
