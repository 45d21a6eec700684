import { noteKey } from '#shared/domain/journey/run-notes.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { loadCustomer } from './load-customer.ts';
import type { RouteEventDeps } from './route-event-deps.ts';

/**
 * Marks a task as done, and notes it in the run that gave it, whether or not that run waits for it. Both are written once: the first
 * completion stands, however often and by how many events it is told. The note comes last, so what was lost between the two is made up
 * for by the redelivery.
 */
export const completeTask = async (
  deps: RouteEventDeps,
  event: CustomerEvent,
  customerId: CustomerEvent['profileId'],
): Promise<void> => {
  const taskId = event.properties?.taskId;
  const customer = typeof taskId === 'string' ? await loadCustomer(deps, customerId) : undefined;
  if (customer === undefined) return;
  const tasks = await deps.tasks.list([customer.profile.id, ...customer.profile.aliases]);
  const task = tasks.find((each) => each.taskId === taskId);
  if (task === undefined) return;
  await deps.tasks.complete(task, event.timestamp);
  const run = customer.runs.find(({ runId }) => runId === task.runId);
  if (run === undefined || task.step === undefined) return;
  const key = noteKey(task.step, 'done');
  if (run.decisions?.[key] === undefined) await deps.runs.decide(run, key, { label: 'done', at: task.doneAt ?? event.timestamp });
};
