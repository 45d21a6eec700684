import { cameBy, isAwaited } from '#shared/domain/journey/awaited.ts';
import { waitEnded } from '#shared/domain/journey/journey-events.ts';
import { isOver } from '#shared/domain/journey/run.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Customer } from './load-customer.ts';
import { holdsFor, type RouteEventDeps } from './route-event-deps.ts';

/**
 * Lets the runs go on that wait for this event. The run's decision at the step is made once: by the event here, or by the time that was
 * up in `run-stage`; whoever comes second does nothing. It is made before the execution is resumed, so an invocation that is lost between
 * the two is completed by the redelivery, and an execution whose time is up meanwhile is told so by its next stage.
 */
export const resumeRuns = async (deps: RouteEventDeps, event: CustomerEvent, customer: Customer): Promise<void> => {
  const { profile } = customer;
  const running = new Map(customer.runs.filter((run) => !isOver(run)).map((run) => [run.runId, run]));
  if (running.size === 0) return;
  const holds = holdsFor(deps, customer);
  for (const waiting of await deps.waits.list([profile.id, ...profile.aliases])) {
    const run = running.get(waiting.runId);
    if (run === undefined) continue;
    const { step } = waiting.awaited;
    const standing = run.decisions?.[step];
    // What was decided is not asked again: the customer may have changed since.
    if (standing === undefined && !isAwaited(event, waiting, run, holds)) continue;
    const decision = standing ?? (await deps.runs.decide(run, step, cameBy(event)));
    if (decision.event?.messageId !== event.messageId) continue;
    await deps.events.put([waitEnded(run, step, decision)]);
    await deps.executions.resume(waiting.token);
  }
};
