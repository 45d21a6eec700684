import { describe, expect, it } from 'vitest';
import { emptyProfile, type Profile } from '#shared/domain/profile/profile.ts';
import { emailDigest, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import { at } from '#test/support/a-customer-event.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';

/** What every profile store promises. `unique` makes names that no earlier run on the same table has used. */
export const describeProfileStoreContract = (make: () => ProfileStore, unique: (name: string) => string = (name) => name) => {
  const user = (name: string): ProfileId => `user:${unique(name)}`;
  const anon = (name: string): ProfileId => `anon:${unique(name)}`;

  describe('a profile store', () => {
    it('knows nothing of an id that was never stored', async () => {
      expect(await make().load(user('nobody'))).toBeUndefined();
    });

    it('gives back every part of a profile, one version on', async () => {
      const store = make();
      const full: Profile = {
        id: user('full'),
        version: 0,
        userId: 'full',
        aliases: ['anon:a-1', 'user:old'],
        firstSeenAt: at('08:00'),
        lastSeenAt: at('09:30:01'),
        traits: {
          ...traitsOf({
            plan: 'pro',
            empty: '',
            none: null,
            big: 12_345_678_901_234_567_000,
            tiny: 1e-200,
            nested: { list: [1, 'zwei', { a: null }] },
          }),
          constructor: { value: true, at: at('08:05'), by: 'message-2' },
          城市: { value: '上海', at: at('08:05'), by: 'message-2' },
        },
        events: {
          'Order Completed': { count: 3, first: at('08:00'), last: at('09:00') },
        },
        other: { count: 1, first: at('08:00'), last: at('08:00') },
        channels: { web: { count: 4, first: at('08:00'), last: at('09:00') } },
        groups: { acme: at('08:10') },
        orders: { count: 3, refunds: 1, revenue: { EUR: 499_500, JPY: -1 }, first: at('08:00'), last: at('09:00') },
        subscriptions: { email: { state: 'unsubscribed', at: at('09:00'), by: 'message-9' } },
        segments: {
          vip: { state: 'in', at: at('09:00'), by: 'message-9' },
          active: { state: 'in', at: at('09:00'), by: 'message-9' },
          'at-risk': { state: 'out', at: at('09:00'), by: 'message-9' },
          visitor: { state: 'out', at: at('09:00'), by: 'message-9', of: 'anon:a-1' },
          new: { state: 'out', at: at('08:00'), by: 'sweep:2026-11-22T03:00:00.000Z' },
        },
        folded: {
          [user('full')]: { upTo: '49590338271490256608559692538361571095921575989136588898', except: ['12', '345'] },
          'anon:a-1': { upTo: '7' },
          'anon:a-2': { upTo: '5f3c2b1a:12345', before: '0d9e4f8a:678' },
          'user:old': { upTo: '5f3c2b1a:12345', before: '678', except: ['0d9e4f8a:12', '5f3c2b1a:9'] },
        },
      };
      expect(await store.save(full)).toBe('saved');
      expect(await store.load(full.id)).toEqual({ ...full, version: 1 });
    });

    it('gives back a profile that is empty', async () => {
      const store = make();
      const empty = emptyProfile(user('empty'));
      expect(await store.save(empty)).toBe('saved');
      expect(await store.load(empty.id)).toEqual({ ...empty, version: 1 });
    });

    it.each([
      ['on an older version than is stored', 1],
      ['as new where one is stored', 0],
      ['on a version that is not there yet', 3],
    ])('refuses a profile %s, and keeps what there is', async (sentence, version) => {
      const store = make();
      const profile = aProfile({ id: user(`versions ${sentence}`) });
      expect(await store.save(profile)).toBe('saved');
      expect(await store.save({ ...profile, version: 1, userId: 'second' })).toBe('saved');
      expect(await store.save({ ...profile, version, userId: 'late' })).toBe('conflict');
      expect(await store.load(profile.id)).toEqual({ ...profile, version: 2, userId: 'second' });
    });

    it('refuses a second version of a profile that was never stored', async () => {
      const store = make();
      expect(await store.save(aProfile({ id: user('never'), version: 1 }))).toBe('conflict');
      expect(await store.load(user('never'))).toBeUndefined();
    });

    it('writes a profile with the pointers of those merged into it, stored before or not', async () => {
      const store = make();
      const [known, visitor, unseen] = [user('known'), anon('visitor'), anon('unseen')];
      await store.save(aProfile({ id: visitor, aliases: [] }));
      const outcome = await store.save(aProfile({ id: known, aliases: [visitor, unseen] }), [
        { id: visitor, version: 1, mergedInto: known },
        { id: unseen, version: 0, mergedInto: known },
      ]);
      expect(outcome).toBe('saved');
      expect(await store.load(visitor)).toEqual({ id: visitor, version: 2, mergedInto: known });
      expect(await store.load(unseen)).toEqual({ id: unseen, version: 1, mergedInto: known });
      expect(await store.load(known)).toMatchObject({ version: 1, aliases: [visitor, unseen] });
    });

    it('writes nothing at all when one of those merged was changed meanwhile', async () => {
      const store = make();
      const [known, visitor, unseen] = [user('known 2'), anon('visitor 2'), anon('unseen 2')];
      await store.save(aProfile({ id: visitor }));
      await store.save(aProfile({ id: visitor, version: 1, userId: 'changed' }));
      const outcome = await store.save(aProfile({ id: known }), [
        { id: visitor, version: 1, mergedInto: known },
        { id: unseen, version: 0, mergedInto: known },
      ]);
      expect(outcome).toBe('conflict');
      expect(await store.load(visitor)).toMatchObject({ version: 2, userId: 'changed' });
      expect(await store.load(unseen)).toBeUndefined();
      expect(await store.load(known)).toBeUndefined();
    });

    it.each<[string, Partial<Profile>]>([
      ['a sum that is no exact number', { orders: { count: 91, refunds: 0, revenue: { EUR: 91e14 } } }],
      ['more than an item holds', { traits: traitsOf({ story: 'x'.repeat(500 * 1024) }) }],
    ])('refuses a profile with %s for good, alone or with a pointer, and writes nothing', async (sentence, part) => {
      const store = make();
      const profile = aProfile({ id: user(`refused ${sentence}`), ...part });
      const pointer = { id: anon(`refused ${sentence}`), version: 0, mergedInto: profile.id };
      for (const merged of [[], [pointer]]) {
        await expect(store.save(profile, merged)).rejects.toMatchObject({ name: 'ProfileRefused', retryable: false });
      }
      expect(await store.load(profile.id)).toBeUndefined();
      expect(await store.load(pointer.id)).toBeUndefined();
    });

    it('finds profiles by the digest of their address, until the address changes or they are merged', async () => {
      const store = make();
      const email = `${unique('shared').replaceAll(/[^a-z0-9]/gi, '')}@example.com`;
      const withEmail = (value: string) => traitsOf({ email: value });
      await store.save(aProfile({ id: user('mail b'), traits: withEmail(` ${email.toUpperCase()}`) }));
      await store.save(aProfile({ id: user('mail a'), traits: withEmail(email) }));
      await store.save(aProfile({ id: anon('mail c'), traits: withEmail(email) }));
      const find = () => store.findByEmail(emailDigest(email));
      expect(await find()).toEqual([anon('mail c'), user('mail a'), user('mail b')]);

      await store.save(aProfile({ id: user('mail b'), version: 1, traits: withEmail('other@example.com') }));
      await store.save(aProfile({ id: user('mail a'), version: 1, traits: withEmail(email) }), [
        { id: anon('mail c'), version: 1, mergedInto: user('mail a') },
      ]);
      expect(await find()).toEqual([user('mail a')]);
    });

    it.each([[null], [17], ['not an address'], [['a@example.com']]])(
      'takes an email trait of %j for no address',
      async (value) => {
        const store = make();
        const profile = aProfile({ id: user(`no address ${JSON.stringify(value)}`), traits: traitsOf({ email: value }) });
        expect(await store.save(profile)).toBe('saved');
        expect(await store.findByEmail(emailDigest(String(value)))).toEqual([]);
      },
    );
  });
};
