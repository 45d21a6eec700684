import { WriteConflict } from '#shared/domain/errors.ts';
import { isMerged } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { EvaluateProfile } from '#shared/domain/segment/evaluator.ts';
import { eventsBroughtBy, eventsOfReplaced, journeyDue } from '#shared/domain/segment/segment-events.ts';
import { type SweepShare, timeOfSweep } from '#shared/domain/segment/sweep.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';

export interface VisitDeps {
  readonly profiles: Pick<ProfileStore, 'load' | 'save'>;
  readonly events: Pick<EventStore, 'put'>;
  readonly evaluate: EvaluateProfile;
  readonly clock: Clock;
}

/**
 * Does for one customer what the sweep is for, and answers with the events that are to be put then. Asked again, it answers with
 * the same ones: of a journey that is due by what they are made of, of segments because the profile says which sweep moved the customer.
 */
export type VisitProfile = (id: ProfileId, share: SweepShare) => Promise<readonly CustomerEvent[]>;

/** Whoever else writes has looked at the segments too, but not necessarily after the time that moves the customer. */
const attemptsOnConflict = 5;

export const createVisit =
  (deps: VisitDeps): VisitProfile =>
  (id, share) => {
    const { sweep } = share;
    const at = timeOfSweep(share);
    return sweep.purpose === 'segments'
      ? evaluateCustomer(id, `sweep:${at}`, deps)
      : tellIfIn(id, sweep.segment, sweep.journey, at, deps);
  };

const tellIfIn = async (
  id: ProfileId,
  segment: string,
  journey: string,
  dueAt: string,
  { profiles }: VisitDeps,
): Promise<readonly CustomerEvent[]> => {
  const stored = await profiles.load(id);
  const isIn = stored !== undefined && !isMerged(stored) && stored.segments[segment]?.state === 'in';
  return isIn ? [journeyDue(id, journey, dueAt)] : [];
};

const evaluateCustomer = async (
  id: ProfileId,
  by: string,
  { profiles, events, evaluate, clock }: VisitDeps,
): Promise<readonly CustomerEvent[]> => {
  for (let attempt = 1; attempt <= attemptsOnConflict; attempt += 1) {
    const stored = await profiles.load(id);
    // Merged since the index was read: the one it was merged into is in the index as well.
    if (stored === undefined || isMerged(stored)) return [];
    const now = clock();
    const { profile } = evaluate(stored, now, by);
    const replaced = eventsOfReplaced([stored], profile, now);
    if (replaced.length > 0) await events.put(replaced);
    if (profile === stored || (await profiles.save(profile)) === 'saved')
      return eventsBroughtBy(profile, (source) => source === by);
  }
  throw new WriteConflict('a profile', attemptsOnConflict);
};
