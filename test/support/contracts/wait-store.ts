import { describe, expect, it } from 'vitest';
import { runIdOf } from '#shared/domain/journey/run.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { WaitingRun, WaitStore } from '#shared/ports/wait-store.ts';
import { at } from '#test/support/a-customer-event.ts';

/** What every wait store promises. `unique` makes names that no earlier test on the same table has used. */
export const describeWaitStoreContract = (make: () => WaitStore, unique: (name: string) => string = (name) => name) => {
  const user = (name: string): ProfileId => `user:${unique(name)}`;
  const aWaiting = (profileId: ProfileId, overrides: Partial<WaitingRun> = {}): WaitingRun => ({
    profileId,
    journey: 'lead-nurture',
    runId: runIdOf('lead-nurture', profileId, 1),
    runNumber: 1,
    awaited: { step: 'drive', on: 'Test Drive Completed', when: "event.properties.dealer == 'north'" },
    since: at('09:00'),
    token: 'token-1',
    ...overrides,
  });
  const byToken = (waiting: readonly WaitingRun[]) => waiting.toSorted((a, b) => a.token.localeCompare(b.token));

  describe('a wait store', () => {
    it('knows of nobody who never waited', async () => {
      expect(await make().list([user('nobody')])).toEqual([]);
    });

    it('gives back what was put, of all given ids, each once', async () => {
      const store = make();
      const [one, other] = [
        aWaiting(user('one')),
        aWaiting(user('other'), { token: 'token-2', awaited: { step: 'call', on: 'Task Completed', task: 'call' } }),
      ];
      await store.put(one);
      await store.put(other);
      await store.put(aWaiting(user('third')));
      expect(byToken(await store.list([user('one'), user('other'), user('one')]))).toEqual([one, other]);
    });

    it('keeps one for each run and step, the last one written', async () => {
      const store = make();
      const waiting = aWaiting(user('again'));
      const anew = { ...waiting, token: 'token-2' };
      const otherStep = { ...waiting, awaited: { step: 'order', on: 'Order Completed' }, token: 'token-3' };
      const otherRun = { ...waiting, runNumber: 2, runId: runIdOf('lead-nurture', waiting.profileId, 2), token: 'token-4' };
      for (const each of [waiting, otherStep, otherRun, anew]) await store.put(each);
      expect(byToken(await store.list([waiting.profileId]))).toEqual([anew, otherStep, otherRun]);
    });

    it('keeps tokens as long as those of Step Functions', async () => {
      const store = make();
      const waiting = aWaiting(user('long'), { token: 'A'.repeat(2_048) });
      await store.put(waiting);
      expect(await store.list([waiting.profileId])).toEqual([waiting]);
    });
  });
};
