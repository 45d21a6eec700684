import type { Conditions } from '#shared/domain/condition/conditions.ts';
import type { Chance } from '#shared/domain/journey/chance.ts';
import { decideEntry } from '#shared/domain/journey/decide-entry.ts';
import { createHolds } from '#shared/domain/journey/holds.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import type { BehaviourEvent } from '#shared/events/behaviour-event.ts';
import type { CustomerEvent, ProfileId } from '#shared/events/customer-event.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import { isOurs, type StayedOut } from './moment.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface WhoStaysOutDeps {
  readonly journeys: readonly JourneyRules[];
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly runs: Pick<RunStore, 'list'>;
  readonly conditions: Pick<Conditions, 'holds'>;
  readonly chance: Chance;
  readonly clock: Pick<VirtualClock, 'now'>;
}

/** An event that lets customers into a journey is not going to let this one in. */
export interface StaysOut {
  readonly profileId: ProfileId;
  readonly journey: string;
  readonly event: CustomerEvent;
  readonly reason: StayedOut;
}

/** Asks the rules about a signal before it is routed, because those who are not let in leave no trace. */
export const whoStaysOut =
  ({ journeys, profiles, runs, conditions, chance, clock }: WhoStaysOutDeps) =>
  async ({ event, profile }: BehaviourEvent): Promise<readonly StaysOut[]> => {
    const entered = journeys.filter(({ enter }) => enter.on === event.name);
    const customer = entered.length === 0 ? undefined : await rootProfile((id) => profiles.load(id), profile.id);
    if (customer === undefined) return [];
    const known = await runs.list([customer.id, ...customer.aliases]);
    const holds = createHolds(conditions, { profile: customer, now: clock.now() });
    return entered.flatMap((rules) => {
      const decision = decideEntry(event, rules, customer.id, known, { holds, chance });
      if (decision.kind !== 'stay-out') return [];
      // An event that is about another segment or another journey's turn.
      if (decision.reason === 'condition-not-met' && isOurs(event)) return [];
      return [{ profileId: event.profileId, journey: rules.journey, event, reason: decision.reason }];
    });
  };
