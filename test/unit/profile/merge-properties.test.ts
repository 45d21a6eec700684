import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { mergeProfiles } from '#shared/domain/profile/merge-profiles.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { factsOf } from '#test/support/a-profile.ts';
import { declared, eventsFrom } from '#test/support/arbitrary-events.ts';

const options = { numRuns: 300 };
const senders = [{ userId: 'ann' }, { anonymousId: 'a1' }, { userId: 'old' }];
const fold = (id: 'user:ann' | 'anon:a1' | 'user:old', events: readonly CustomerEvent[]) =>
  applyEvents(emptyProfile(id), events, declared);
const of = (events: readonly CustomerEvent[], id: string) => events.filter(({ profileId }) => profileId === id);

/** Facts that do not say which of the ids is the main one. */
const nameless = (profile: ReturnType<typeof fold>) => ({ ...factsOf(profile), aliases: [], userId: '' });

describe('facts', () => {
  it('are the same for any order of events and any division into folds', () => {
    const cases = eventsFrom(senders).chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }), fc.nat(events.length)),
    );
    fc.assert(
      fc.property(cases, ([events, shuffled, cut]) => {
        const parts = applyEvents(fold('user:ann', shuffled.slice(0, cut)), shuffled.slice(cut), declared);
        expect(parts).toEqual(fold('user:ann', events));
      }),
      options,
    );
  });

  it('are the same whichever of two profiles is merged into the other', () => {
    fc.assert(
      fc.property(eventsFrom(senders), eventsFrom(senders), (some, others) => {
        const [ann, visitor] = [fold('user:ann', some), fold('anon:a1', others)];
        expect(nameless(mergeProfiles(ann, visitor))).toEqual(nameless(mergeProfiles(visitor, ann)));
      }),
      options,
    );
  });

  it('are the same whenever among the events the merges happen, and in which order', () => {
    const cases = eventsFrom(senders).chain((events) =>
      fc.tuple(fc.constant(events), fc.nat(events.length), fc.nat(events.length)),
    );
    fc.assert(
      fc.property(cases, ([events, first, second]) => {
        const [sooner, later] = [Math.min(first, second), Math.max(first, second)];
        // The visitor is merged at the sooner point, the old user at the later one; from then on their events go to ann.
        const ann = fold('user:ann', of(events.slice(0, sooner), 'user:ann'));
        const visitor = fold('anon:a1', of(events.slice(0, sooner), 'anon:a1'));
        const withVisitor = applyEvents(
          mergeProfiles(ann, visitor),
          events.slice(sooner, later).filter(({ profileId }) => profileId !== 'user:old'),
          declared,
        );
        const old = fold('user:old', of(events.slice(0, later), 'user:old'));
        const inSteps = applyEvents(mergeProfiles(withVisitor, old), events.slice(later), declared);

        const oldFirst = mergeProfiles(fold('user:ann', of(events, 'user:ann')), fold('user:old', of(events, 'user:old')));
        const atTheEnd = mergeProfiles(oldFirst, fold('anon:a1', of(events, 'anon:a1')));
        expect(inSteps).toEqual(atTheEnd);
        expect(nameless(inSteps)).toEqual(nameless(fold('user:ann', events)));
      }),
      options,
    );
  });
});
