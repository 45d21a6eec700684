import { describe, expect, it } from 'vitest';
import { type Task, taskIdOf } from '#shared/domain/journey/task.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';
import { at } from '#test/support/a-customer-event.ts';

/** What every task store promises. `unique` makes names that no earlier test on the same table has used. */
export const describeTaskStoreContract = (make: () => TaskStore, unique: (name: string) => string = (name) => name) => {
  const user = (name: string): ProfileId => `user:${unique(name)}`;
  const aTask = (profileId: ProfileId, overrides: Partial<Task> = {}): Task => ({
    taskId: taskIdOf(profileId, overrides.title ?? 'call'),
    profileId,
    journey: 'lead-nurture',
    runId: 'a-run',
    title: 'call',
    assignee: 'sales',
    createdAt: at('08:00'),
    dueAt: at('18:00'),
    state: 'open',
    ...overrides,
  });

  describe('a task store', () => {
    it('keeps a task once, as it was first created', async () => {
      const store = make();
      const task = aTask(user('once'));
      expect(await store.create(task)).toEqual(task);
      expect(await store.create({ ...task, createdAt: at('09:00'), dueAt: at('19:00') })).toEqual(task);
      expect(await store.list([task.profileId])).toEqual([task]);
    });

    it('marks a task as done once, and makes none that there is not', async () => {
      const store = make();
      const task = aTask(user('done'));
      await store.create(task);
      await store.complete(task, at('10:00'));
      await store.complete(task, at('11:00'));
      expect(await store.list([task.profileId])).toEqual([{ ...task, state: 'done', doneAt: at('10:00') }]);
      expect(await store.create(task)).toMatchObject({ state: 'done' });
      await store.complete(aTask(user('not-there')), at('10:00'));
      expect(await store.list([user('not-there')])).toEqual([]);
    });

    it('lists the tasks of all given ids, the most urgent first', async () => {
      const store = make();
      const urgent = aTask(user('lists-b'), { title: 'write', dueAt: at('12:00') });
      const later = aTask(user('lists-a'));
      await store.create(later);
      await store.create(urgent);
      await store.create(aTask(user('lists-c')));
      expect(await store.list([user('lists-a'), user('lists-b'), user('lists-a')])).toEqual([urgent, later]);
    });
  });
};
