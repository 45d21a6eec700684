import { taskCreated } from '#shared/domain/journey/journey-events.ts';
import { noteKey } from '#shared/domain/journey/run-notes.ts';
import type { StageStepOf } from '#shared/domain/journey/stage-step.ts';
import { taskIdOf } from '#shared/domain/journey/task.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import type { StepRunner } from './step-context.ts';

/**
 * Asks a team, or whoever looks after the customer, to do something. Its id follows from run and step, so a repeated stage finds the task
 * of the first attempt and tells of that one, with its times.
 */
export const runTask: StepRunner<StageStepOf<'task'>> = async (step, run, { tasks, events, runs, profiles, clock }) => {
  const now = clock();
  const { assignee, region } = step;
  const asksForTraits = typeof assignee !== 'string' || region !== undefined;
  const profile = asksForTraits ? await rootProfile((id) => profiles.load(id), run.profileId) : undefined;
  const said = (trait: string): string | undefined => {
    const value = profile !== undefined && Object.hasOwn(profile.traits, trait) ? profile.traits[trait]?.value : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const where = region === undefined ? undefined : said(region);
  const task = await tasks.create({
    taskId: taskIdOf(run.runId, step.id),
    profileId: run.profileId,
    journey: run.journey,
    runId: run.runId,
    step: step.id,
    title: step.title,
    assignee: typeof assignee === 'string' ? assignee : (said(assignee.trait) ?? assignee.otherwise),
    ...(where === undefined ? {} : { region: where }),
    createdAt: now.toISOString(),
    dueAt: new Date(now.getTime() + step.dueInMilliseconds).toISOString(),
    state: 'open',
  });
  await events.put([taskCreated(task)]);
  const key = noteKey(step.id, 'given');
  if (run.decisions?.[key] === undefined) await runs.decide(run, key, { label: 'given', at: task.createdAt });
  return 'done';
};
