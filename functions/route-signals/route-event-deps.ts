import type { Conditions } from '#shared/domain/condition/conditions.ts';
import type { Chance } from '#shared/domain/journey/chance.ts';
import { createHolds } from '#shared/domain/journey/holds.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import type { Holds } from '#shared/domain/journey/occurrences.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { Executions } from '#shared/ports/executions.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';
import type { WaitStore } from '#shared/ports/wait-store.ts';
import type { Customer } from './load-customer.ts';

export interface RouteEventDeps {
  readonly journeys: readonly JourneyRules[];
  readonly profiles: ProfileStore;
  readonly runs: RunStore;
  readonly events: EventStore;
  readonly executions: Executions;
  readonly waits: WaitStore;
  readonly tasks: Pick<TaskStore, 'list' | 'complete'>;
  readonly conditions: Pick<Conditions, 'holds'>;
  readonly chance: Chance;
  readonly clock: Clock;
}

/** Answers about a customer as they are now. */
export const holdsFor = ({ conditions, clock }: Pick<RouteEventDeps, 'conditions' | 'clock'>, { profile }: Customer): Holds =>
  createHolds(conditions, { profile, now: clock() });
