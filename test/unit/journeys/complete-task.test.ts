import { describe, expect, it } from 'vitest';
import { heardEvents } from '#shared/domain/journey/heard-events.ts';
import { noteKey } from '#shared/domain/journey/run-notes.ts';
import { taskIdOf } from '#shared/domain/journey/task.ts';
import { aRun } from '#test/support/stage-world.ts';
import { anEvent, createRoutingWorld, leadNurture, mira, onDay } from './routing-world.ts';

const run = aRun({ state: 'completed', enteredAt: onDay(1), endedAt: onDay(2), endReason: 'completed', decisions: {} });
const taskId = taskIdOf(run.runId, 'task-call');
const done = (day: number, id = taskId) => anEvent('Task Completed', onDay(day), { properties: { taskId: id } });

const aWorld = async (rules = { ...leadNurture, givesTasks: true }) => {
  const world = createRoutingWorld([rules]);
  await world.fold(anEvent('Lead Created', onDay(1)));
  await world.runs.claim(run);
  await world.tasks.create({
    taskId,
    profileId: mira,
    journey: run.journey,
    runId: run.runId,
    step: 'task-call',
    title: 'Call',
    assignee: 'sales',
    createdAt: onDay(1),
    dueAt: onDay(2),
    state: 'open',
  });
  const known = async () => {
    const [task] = await world.tasks.list([mira]);
    const [stored] = await world.runs.list([mira]);
    return { task, note: stored?.decisions?.[noteKey('task-call', 'done')] };
  };
  return { world, known };
};

describe('a task that is completed', () => {
  it('is done, and noted in the run that gave it, though that run waits for nothing and is over', async () => {
    const { world, known } = await aWorld();
    await world.happen(done(4));
    expect(await known()).toMatchObject({ task: { state: 'done', doneAt: onDay(4) }, note: { label: 'done', at: onDay(4) } });
  });

  it('is done once, however often and by how many events that is told', async () => {
    const { world, known } = await aWorld();
    await world.happen(done(4));
    const first = await known();
    await world.happen(done(4));
    await world.happen(done(5));
    expect(await known()).toEqual(first);
  });

  it('is noted by the redelivery where the first delivery was lost between task and run', async () => {
    const { world, known } = await aWorld();
    await world.tasks.complete({ profileId: mira, taskId }, onDay(4));
    // Another one that says so may come before it; the task knows when it was done.
    await world.happen(done(5));
    await world.happen(done(4));
    expect((await known()).note).toEqual({ label: 'done', at: onDay(4) });
  });

  it.each([
    ['of an unknown task', done(4, 'somebody else’s')],
    ['of no task', anEvent('Task Completed', onDay(4))],
  ])('changes nothing where it is the completion %s', async (_sentence, event) => {
    const { world, known } = await aWorld();
    const before = await known();
    await world.happen(event);
    expect(await known()).toEqual(before);
    expect(world.logged).toEqual([]);
  });

  it('is heard of where a journey gives tasks', () => {
    expect(heardEvents(leadNurture)).not.toContain('Task Completed');
    expect(heardEvents({ ...leadNurture, givesTasks: true })).toContain('Task Completed');
  });
});
