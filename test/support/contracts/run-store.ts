import { describe, expect, it } from 'vitest';
import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import { activate, complete, convert, exit, holdOut } from '#shared/domain/journey/run-transitions.ts';
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

    it('keeps by which id the customer was known in their first run', async () => {
      const store = make();
      const run = aRun(user('known'), { number: 2, person: 'anon:device' });
      await store.claim(run);
      expect(await store.load(run.profileId, run.journey, 2)).toEqual(run);
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

    it('keeps what was decided first', async () => {
      const store = make();
      const run = aRun(user('decided'), { decisions: {} });
      await store.claim(run);
      const first = {
        label: 'came',
        at: at('09:00'),
        event: { profileId: run.profileId, originalTimestamp: at('08:59'), messageId: 'm' },
      };
      const other = { label: 'pro', at: at('09:30'), values: { 'traits.plan': 'pro', 'orders.count': 3, 'traits.city': null } };
      expect(await store.decide(run, 'wait for a drive', first)).toEqual(first);
      expect(await store.decide(run, 'wait for a drive', { label: 'timed-out', at: at('10:00') })).toEqual(first);
      expect(await store.decide(run, 'branch', other)).toEqual(other);
      expect((await store.load(run.profileId, run.journey, 1))?.decisions).toEqual({ 'wait for a drive': first, branch: other });
    });

    it('answers all who decide at once with the same', async () => {
      const store = make();
      const run = aRun(user('decided-at-once'), { decisions: {} });
      await store.claim(run);
      const deciding = Array.from({ length: 8 }, (_, index) =>
        store.decide(run, 'split', { label: `arm ${index}`, at: at('09:00') }),
      );
      const answers = new Set((await Promise.all(deciding)).map(({ label }) => label));
      expect(answers.size).toBe(1);
      const steps = Array.from({ length: 8 }, (_, index) =>
        store.decide(run, `step ${index}`, { label: 'set', at: at('09:00') }),
      );
      await Promise.all(steps);
      expect(Object.keys((await store.load(run.profileId, run.journey, 1))?.decisions ?? {})).toHaveLength(9);
    });

    it('decides about runs that were written before there were decisions', async () => {
      const store = make();
      const run = aRun(user('old'));
      await store.claim(run);
      const deciding = ['a', 'b'].map((label) => store.decide(run, 'split', { label, at: at('09:00') }));
      const [one, other] = await Promise.all(deciding);
      expect(one).toEqual(other);
      expect(await store.load(run.profileId, run.journey, 1)).toEqual({ ...run, decisions: { split: one } });
    });

    it('keeps decisions when a run is moved that was loaded before they were made', async () => {
      const store = make();
      const run = aRun(user('moved-late'), { decisions: {} });
      await store.claim(run);
      const decision = { label: 'a', at: at('09:00') };
      await store.decide(run, 'split', decision);
      await store.move(activate(run), ['entering']);
      await store.move(exit(run, { at: at('10:00') }, 'vip'), ['active']);
      expect(await store.load(run.profileId, run.journey, 1)).toMatchObject({
        state: 'exited',
        endReason: 'vip',
        decisions: { split: decision },
      });
    });

    it('decides also after the run is over, for whoever was under way', async () => {
      const store = make();
      const run = complete(aRun(user('over'), { decisions: {} }), at('09:00'));
      await store.claim(run);
      const decision = { label: 'a', at: at('09:30') };
      expect(await store.decide(run, 'split', decision)).toEqual(decision);
      expect(await store.load(run.profileId, run.journey, 1)).toEqual({ ...run, decisions: { split: decision } });
    });

    it('amends only what is not known, or was not decided', async () => {
      const store = make();
      const run = aRun(user('amended'), { decisions: {} });
      await store.claim(run);
      const sent = { label: 'sent', at: at('09:30') };
      await store.decide(run, 'open', { label: 'unknown', at: at('09:00') });
      await store.decide(run, 'settled', { label: 'not sent: rejected', at: at('09:00') });
      for (const step of ['open', 'settled', 'new']) await store.amend(run, step, sent, 'unknown');
      await store.amend(run, 'open', { label: 'other', at: at('10:00') }, 'unknown');
      expect((await store.load(run.profileId, run.journey, 1))?.decisions).toEqual({
        open: sent,
        settled: { label: 'not sent: rejected', at: at('09:00') },
        new: sent,
      });
      expect(await store.decide(run, 'new', { label: 'unknown', at: at('11:00') })).toEqual(sent);
    });

    it('amends nothing of a run that there is not', async () => {
      const store = make();
      const run = aRun(user('never-amended'), { decisions: {} });
      await store.amend(run, 'open', { label: 'sent', at: at('09:00') }, 'unknown');
      expect(await store.load(run.profileId, run.journey, 1)).toBeUndefined();
    });

    it('decides nothing about a run that there is not', async () => {
      const store = make();
      const run = aRun(user('never'), { decisions: {} });
      await expect(store.decide(run, 'split', { label: 'a', at: at('09:00') })).rejects.toThrow();
      expect(await store.load(run.profileId, run.journey, 1)).toBeUndefined();
    });

    it('knows where a run waits, the last that was said, until it is over', async () => {
      const store = make();
      const run = aRun(user('stands'), { decisions: {}, state: 'active' });
      await store.claim(run);
      await store.decide(run, 'split', { label: 'a', at: at('09:00') });
      await store.stand(run, { in: 'wait 1 day', until: at('10:00') });
      await store.stand(run, { in: 'wait for a drive', since: at('10:00') });
      const stands = { in: 'wait for a drive', since: at('10:00') };
      expect(await store.load(run.profileId, run.journey, 1)).toMatchObject({ stands, decisions: { split: { label: 'a' } } });

      const over = exit(run, { at: at('11:00') }, 'vip');
      await store.move(over, ['active']);
      await store.stand(run, { in: 'wait 2 days', until: at('12:00') });
      expect(await store.load(run.profileId, run.journey, 1)).toMatchObject({ state: 'exited', stands });
    });

    it('writes where a run waits over where it waited, whatever else is decided, and keeps it when the run moves', async () => {
      const store = make();
      const run = aRun(user('stands-on'), { decisions: {} });
      await store.claim(run);
      await store.stand(run, { in: 'Day 1 · wait', until: at('12:00') });
      await store.decide(run, 'split', { label: 'a', at: at('09:00') });
      const second = { in: 'Day 2 · wait for Order Completed', since: at('12:00') };
      await store.stand(run, second);
      expect(await store.move(activate(run), ['entering'])).toBe('moved');
      expect(await store.load(run.profileId, run.journey, 1)).toMatchObject({
        state: 'active',
        stands: second,
        decisions: { split: { label: 'a' } },
      });
    });

    it('leaves a run that is over, or is not there, where it stood', async () => {
      const store = make();
      const run = aRun(user('stood-still'));
      await store.claim(run);
      const exited = exit(run, { at: at('09:00') }, 'unsubscribed');
      await store.move(exited, ['entering']);
      await store.stand(run, { in: 'Day 1 · wait', until: at('12:00') });
      expect(await store.load(run.profileId, run.journey, 1)).toEqual(exited);
      await store.stand(aRun(user('nowhere')), { in: 'Day 1 · wait', until: at('12:00') });
      expect(await store.list([user('nowhere')])).toEqual([]);
    });

    it('keeps who was held out', async () => {
      const store = make();
      const run = holdOut(aRun(user('held-out'), { decisions: {} }), at('23:00'));
      expect(await store.claim(run)).toBe('claimed');
      const converted = convert(run, { at: at('10:00'), by: 'demo-1' });
      expect(await store.move(converted, ['held-out'])).toBe('moved');
      expect(await store.list([run.profileId])).toEqual([converted]);
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
