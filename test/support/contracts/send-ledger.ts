import { beforeEach, describe, expect, it } from 'vitest';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { runIdOf } from '#shared/domain/journey/run.ts';
import type { Subscription } from '#shared/domain/profile/profile.ts';
import { digest, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import { type Send, sendIdOf } from '#shared/domain/sending/send.ts';
import { dropped } from '#shared/domain/sending/send-transitions.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import type { ClaimConditions, RecentSends, SendLedger, Suppressions } from '#shared/ports/send-ledger.ts';
import { at } from '../a-customer-event.ts';
import { aProfile } from '../a-profile.ts';

/** The ledger and what its claims are conditioned on, all on the same store. */
export interface LedgerStores {
  readonly ledger: SendLedger;
  readonly suppressions: Suppressions;
  readonly profiles: Pick<ProfileStore, 'save'>;
  readonly runs: Pick<RunStore, 'claim' | 'move'>;
}

/** What every send ledger promises. Each test works on a customer of its own, so that the store may be shared and keep things. */
export const describeSendLedgerContract = (makeStores: () => LedgerStores | Promise<LedgerStores>): void => {
  describe('a send ledger', () => {
    let stores: LedgerStores;
    let customer: ProfileId;
    let run: JourneyRun;
    let send: Send;
    let conditions: ClaimConditions;

    beforeEach(async () => {
      stores = await makeStores();
      customer = `user:ledger-${crypto.randomUUID()}`;
      run = {
        journey: 'lead-nurture',
        profileId: customer,
        number: 1,
        runId: runIdOf('lead-nurture', customer, 1),
        state: 'active',
        enteredAt: at('08:00'),
        enteredBy: 'lead-1',
      };
      await stores.runs.claim(run);
      send = {
        sendId: sendIdOf(run.runId, 'manual', 1),
        profileId: customer,
        journey: 'lead-nurture',
        runId: run.runId,
        runNumber: 1,
        step: 'manual',
        message: 'product-manual',
        state: 'claimed',
        claimedAt: at('09:00'),
      };
      conditions = { profileId: customer, channel: 'email', requireConsent: false, emailDigest: digest(customer) };
    });

    const saveCustomer = (subscription?: Subscription['state'], version = 0) =>
      stores.profiles.save(
        aProfile({
          id: customer,
          version,
          subscriptions: subscription === undefined ? {} : { email: { state: subscription, at: at('08:00'), by: 'message-0' } },
        }),
      );
    const load = () => stores.ledger.load(send.profileId, send.sendId);

    it('claims a line that is not there yet, and gives it back as it was written', async () => {
      await saveCustomer();
      expect(await load()).toBeUndefined();
      expect(await stores.ledger.claim(send, conditions)).toEqual({ kind: 'claimed' });
      expect(await load()).toEqual(send);
    });

    it('claims again a line that is only claimed, so that an interrupted attempt can go on', async () => {
      await saveCustomer();
      await stores.ledger.claim(send, conditions);
      const again = { ...send, claimedAt: at('09:05') };
      expect(await stores.ledger.claim(again, conditions)).toEqual({ kind: 'claimed' });
      expect(await load()).toEqual(again);
    });

    it.each([
      ['sending', {}],
      ['sent', { sentAt: at('09:01'), sesMessageId: 'ses-1' }],
      ['unknown', { code: 'TimeoutError' }],
      ['dropped', { reason: 'rejected', code: 'MessageRejected' }],
    ] as const)('answers a claim with the line as it stands once it is %s', async (state, details) => {
      await saveCustomer();
      await stores.ledger.claim(send, conditions);
      const line: Send = { ...send, state, ...details };
      expect(await stores.ledger.move(line, ['claimed'])).toBe('moved');
      expect(await stores.ledger.claim(send, conditions)).toEqual({ kind: 'exists', send: line });
    });

    it('answers with the line even when the conditions no longer hold', async () => {
      await saveCustomer();
      await stores.ledger.claim(send, conditions);
      await stores.ledger.move({ ...send, state: 'sending' }, ['claimed']);
      await saveCustomer('unsubscribed', 1);
      await stores.runs.move({ ...run, state: 'exited' }, ['active']);
      expect(await stores.ledger.claim(send, conditions)).toMatchObject({ kind: 'exists' });
    });

    it.each([
      ['nothing was said, where consent is implied', undefined, false, { kind: 'claimed' }],
      ['the customer has subscribed', 'subscribed', false, { kind: 'claimed' }],
      ['the customer has subscribed, where consent is explicit', 'subscribed', true, { kind: 'claimed' }],
      ['the customer has unsubscribed', 'unsubscribed', false, { kind: 'refused', reason: 'unsubscribed' }],
      [
        'the customer has unsubscribed, where consent is explicit',
        'unsubscribed',
        true,
        { kind: 'refused', reason: 'unsubscribed' },
      ],
      ['nothing was said, where consent is explicit', undefined, true, { kind: 'refused', reason: 'no-consent' }],
    ] as const)('by consent: %s', async (_, subscription, requireConsent, expected) => {
      await saveCustomer(subscription);
      expect(await stores.ledger.claim(send, { ...conditions, requireConsent })).toEqual(expected);
      expect(await load()).toEqual(expected.kind === 'claimed' ? send : undefined);
    });

    it('refuses a suppressed address', async () => {
      await saveCustomer();
      await stores.suppressions.add(conditions.emailDigest, 'bounce', at('08:30'));
      expect(await stores.ledger.claim(send, conditions)).toEqual({ kind: 'refused', reason: 'suppressed' });
    });

    it.each(['exited', 'converted', 'completed'] as const)('refuses a run that was %s', async (state) => {
      await saveCustomer();
      await stores.runs.move({ ...run, state }, ['active']);
      expect(await stores.ledger.claim(send, conditions)).toEqual({ kind: 'refused', reason: 'run-ended' });
    });

    it('refuses a run that there is not', async () => {
      await saveCustomer();
      expect(await stores.ledger.claim({ ...send, runNumber: 2 }, conditions)).toEqual({ kind: 'refused', reason: 'run-ended' });
    });

    it('says that the customer was merged into another', async () => {
      await stores.profiles.save(aProfile({ id: `user:other-${customer}`, version: 0 }), [
        { id: customer, version: 0, mergedInto: `user:other-${customer}` },
      ]);
      expect(await stores.ledger.claim(send, conditions)).toEqual({ kind: 'moved' });
      expect(await stores.ledger.claim(send, { ...conditions, profileId: `user:other-${customer}` })).toEqual({
        kind: 'claimed',
      });
    });

    it('lets one of many racing moves win', async () => {
      await saveCustomer();
      await stores.ledger.claim(send, conditions);
      const moves = await Promise.all(
        Array.from({ length: 8 }, () => stores.ledger.move({ ...send, state: 'sending' }, ['claimed'])),
      );
      expect(moves.filter((move) => move === 'moved')).toHaveLength(1);
    });

    it('lets one of many racing attempts, each claiming and then moving, win', async () => {
      await saveCustomer();
      const attempts = await Promise.all(
        Array.from({ length: 5 }, async () => {
          const claim = await stores.ledger.claim(send, conditions).catch(() => ({ kind: 'throttled' as const }));
          return claim.kind === 'claimed' ? stores.ledger.move({ ...send, state: 'sending' }, ['claimed']) : claim.kind;
        }),
      );
      expect(attempts.filter((attempt) => attempt === 'moved').length).toBeLessThanOrEqual(1);
      expect((await load())?.state).toMatch(/^(claimed|sending)$/);
    });

    it('moves a line only from the states named, and none that is not there', async () => {
      const sending: Send = { ...send, state: 'sending' };
      expect(await stores.ledger.move(sending, ['claimed', 'unknown'])).toBe('refused');
      await saveCustomer();
      await stores.ledger.claim(send, conditions);
      expect(await stores.ledger.move(sending, ['unknown', 'sent'])).toBe('refused');
      expect(await stores.ledger.move(sending, ['unknown', 'claimed'])).toBe('moved');
      expect(await stores.ledger.move({ ...send, code: 'TooManyRequestsException' }, ['sending'])).toBe('moved');
      expect(await load()).toEqual({ ...send, code: 'TooManyRequestsException' });
    });

    it('drops what is not there yet and what is only claimed, and answers with what stands otherwise', async () => {
      const line = dropped(send, 'unsubscribed');
      expect(await stores.ledger.drop(line)).toEqual(line);
      expect(await stores.ledger.drop(dropped(send, 'no-address'))).toEqual(line);

      await saveCustomer();
      const other: Send = { ...send, sendId: sendIdOf(run.runId, 'case-study', 1) };
      await stores.ledger.claim(other, conditions);
      expect(await stores.ledger.drop(dropped(other, 'suppressed'))).toEqual(dropped(other, 'suppressed'));
    });

    const counting = (sendId: string, sends: RecentSends['sends'] = [], version = 0): RecentSends => ({
      sends: [...sends, { sendId, at: at('09:00'), priority: 'normal' }],
      version,
    });

    it('counts a message with its claim, and knows of nothing before', async () => {
      await saveCustomer();
      expect(await stores.ledger.recent([customer])).toEqual({ sends: [], version: 0 });
      const counted: RecentSends = {
        sends: [{ sendId: send.sendId, at: at('09:00'), priority: 'high', topic: 'offers' }],
        version: 0,
      };
      expect(await stores.ledger.claim(send, { ...conditions, counted })).toEqual({ kind: 'claimed' });
      expect(await stores.ledger.recent([customer])).toEqual({ ...counted, version: 1 });
    });

    it('counts only one of two messages that were counted on the same version, and claims only that one', async () => {
      await saveCustomer();
      const other: Send = { ...send, sendId: sendIdOf(run.runId, 'case-study', 1) };
      const claims = await Promise.all(
        [send, other].map((each) => stores.ledger.claim(each, { ...conditions, counted: counting(each.sendId) })),
      );
      expect(claims.map(({ kind }) => kind).toSorted()).toEqual(['claimed', 'moved']);
      const { sends, version } = await stores.ledger.recent([customer]);
      expect(version).toBe(1);
      expect(sends).toHaveLength(1);
      const lines = await stores.ledger.list([customer]);
      expect(lines.map(({ sendId }) => sendId)).toEqual(sends.map(({ sendId }) => sendId));

      const late = claims[0]?.kind === 'claimed' ? other : send;
      expect(await stores.ledger.claim(late, { ...conditions, counted: counting(late.sendId, sends, version) })).toEqual({
        kind: 'claimed',
      });
      expect(await stores.ledger.recent([customer])).toMatchObject({ version: 2 });
    });

    it('counts nothing for a claim that is refused, nor for a line that has gone beyond it', async () => {
      await saveCustomer('unsubscribed');
      expect(await stores.ledger.claim(send, { ...conditions, counted: counting(send.sendId) })).toMatchObject({
        kind: 'refused',
      });
      await saveCustomer('subscribed', 1);
      await stores.ledger.claim(send, conditions);
      await stores.ledger.move({ ...send, state: 'sending' }, ['claimed']);
      expect(await stores.ledger.claim(send, { ...conditions, counted: counting(send.sendId) })).toMatchObject({
        kind: 'exists',
      });
      expect(await stores.ledger.recent([customer])).toEqual({ sends: [], version: 0 });
    });

    it('keeps one place for a line that was given back and is claimed again', async () => {
      await saveCustomer();
      await stores.ledger.claim(send, { ...conditions, counted: counting(send.sendId) });
      await stores.ledger.move({ ...send, state: 'sending' }, ['claimed']);
      await stores.ledger.move({ ...send, code: 'TooManyRequestsException' }, ['sending']);
      const { version } = await stores.ledger.recent([customer]);
      const again = await stores.ledger.claim(send, { ...conditions, counted: counting(send.sendId, [], version) });
      expect(again).toEqual({ kind: 'claimed' });
      expect(await stores.ledger.recent([customer])).toMatchObject({ sends: [{ sendId: send.sendId }], version: 2 });
    });

    it('counts the messages of all ids of a customer, on the version of the first', async () => {
      await saveCustomer();
      const merged: ProfileId = `anon:${customer}`;
      await stores.profiles.save(aProfile({ id: merged, version: 0 }));
      const before: Send = { ...send, sendId: sendIdOf(run.runId, 'case-study', 1) };
      await stores.ledger.claim(before, { ...conditions, profileId: merged, counted: counting(before.sendId) });
      expect(await stores.ledger.recent([customer, merged])).toMatchObject({ sends: [{ sendId: before.sendId }], version: 0 });
      await stores.ledger.claim(send, { ...conditions, counted: counting(send.sendId) });
      const { sends, version } = await stores.ledger.recent([customer, merged]);
      expect(sends.map(({ sendId }) => sendId)).toEqual([send.sendId, before.sendId]);
      expect(version).toBe(1);
    });

    it('lists the lines of several partitions, oldest claim first', async () => {
      await saveCustomer();
      const later: Send = { ...send, sendId: sendIdOf(run.runId, 'case-study', 1), claimedAt: at('09:30') };
      await stores.ledger.drop(dropped(later, 'unsubscribed'));
      await stores.ledger.claim(send, conditions);
      const lines = await stores.ledger.list([customer, `anon:${customer}`, customer]);
      expect(lines.map(({ sendId }) => sendId)).toEqual([send.sendId, later.sendId]);
    });
  });

  describe('a suppression list', () => {
    it('knows what was added, as often as it was', async () => {
      const { suppressions } = await makeStores();
      const address = digest(crypto.randomUUID());
      expect(await suppressions.has(address)).toBe(false);
      await suppressions.add(address, 'bounce', at('09:00'));
      await suppressions.add(address, 'complaint', at('10:00'));
      expect(await suppressions.has(address)).toBe(true);
      expect(await suppressions.has(digest(crypto.randomUUID()))).toBe(false);
    });
  });
};
