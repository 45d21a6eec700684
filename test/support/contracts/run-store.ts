import { describe, expect, it } from 'vitest';
import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import { activate, complete, convert, exit } from '#shared/domain/journey/run-transitions.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import { at } from '#test/support/a-customer-event.ts';

/** What every run store promises. `unique` makes names that no earlier test on the same table has used. */
export const describeRunStoreContract = (make: () => RunStore, unique: (name: string) => string = (name) => name) => {
  const user = (name: string): ProfileId => `user:${unique(name)}`;
  const aRun = (profileId: ProfileId, overrides: Partial<JourneyRun> = {}): JourneyRun => {
    const { journey = 'lead-nurture', number = 1 } = overrides;
    return {
      journey,
      profileId,
      number,
      runId: runIdOf(journey, profileId, number),
      state: 'entering',
      enteredAt: at('08:00'),
      enteredBy: 'lead-1',
      ...overrides,
    };
  };

  describe('a run store', () => {
    it('knows nothing of runs that were never claimed', async () => {
      const store = make();
      expect(await store.list([user('nobody')])).toEqual([]);
      expect(await store.load(user('nobody'), 'lead-nurture', 1)).toBeUndefined();
    });

    it('gives a number away once', async () => {
      const store = make();
      const run = aRun(user('claimed'));
      expect(await store.claim(run)).toBe('claimed');
      expect(await store.claim({ ...run, enteredBy: 'lead-2' })).toBe('taken');
      expect(await store.load(run.profileId, run.journey, 1)).toEqual(run);
    });

    it('gives a number to one of many that want it at once', async () => {
      const store = make();
      const wanting = Array.from({ length: 8 }, (_, index) => store.claim(aRun(user('wanted'), { enteredBy: `lead-${index}` })));
      expect((await Promise.all(wanting)).filter((answer) => answer === 'claimed')).toHaveLength(1);
    });

    it('lists the runs of all given ids in all journeys, oldest number first', async () => {
      const store = make();
      const runs = [
        aRun(user('lists-a')),
        aRun(user('lists-b'), { journey: 'win-back', enteredAt: at('09:00') }),
        aRun(user('lists-a'), { number: 2 }),
        aRun(user('lists-a'), { number: 11 }),
      ];
      for (const run of runs.toReversed()) await store.claim(run);
      await store.claim(aRun(user('lists-c')));
      expect(await store.list([user('lists-a'), user('lists-b'), user('lists-a')])).toEqual(runs);
    });

    it('moves a run only from where it is said to be', async () => {
      const store = make();
      const run = aRun(user('moved'));
      await store.claim(run);
      expect(await store.move(complete(run, at('09:00')), ['active'])).toBe('refused');
      expect(await store.move(activate(run), ['entering'])).toBe('moved');
      const exited = exit(run, { at: at('09:00'), by: 'order-1' }, 'Order Completed');
      expect(await store.move(exited, ['entering', 'active'])).toBe('moved');
      expect(await store.move(activate(run), ['entering', 'active'])).toBe('refused');
      expect(await store.load(run.profileId, run.journey, 1)).toEqual(exited);
    });

    it('moves no run that was never claimed', async () => {
      const run = aRun(user('unclaimed'));
      expect(await make().move(activate(run), ['entering'])).toBe('refused');
    });

    it('counts a conversion once, and does not take it back', async () => {
      const store = make();
      const run = complete(aRun(user('converted')), at('09:00'));
      await store.claim(run);
      const first = convert(run, { at: at('10:00'), by: 'demo-1' });
      expect(await store.move(first, ['completed'])).toBe('moved');
      expect(await store.move(convert(run, { at: at('11:00'), by: 'demo-2' }), ['completed'])).toBe('refused');
      expect(await store.move(run, ['completed'])).toBe('refused');
      expect(await store.move(first, ['completed'])).toBe('moved');
      expect(await store.load(run.profileId, run.journey, 1)).toEqual(first);
    });
  });
};
