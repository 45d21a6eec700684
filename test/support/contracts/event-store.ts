import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { InvalidPageToken } from '#shared/domain/errors.ts';
import { anonymousProfileId, type ProfileId, userProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import { aCustomerEvent } from '#test/support/a-customer-event.ts';

/** Puts something into a store's log, at this place, that is not an event. */
export type Spoil<Store> = (store: Store, profileId: ProfileId, originalTimestamp: string, messageId: string) => Promise<void>;

/** What every event store promises. Each test has customers of its own, so that a shared table does not matter. */
export const describeEventStoreContract = <Store extends EventStore>(makeStore: () => Store, spoil: Spoil<Store>): void => {
  const aCustomer = () => {
    const userId = randomUUID();
    return { userId, id: userProfileId(userId) };
  };
  const atSecond = (second: number) => new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString();
  const aLog = (userId: string, count: number): CustomerEvent[] =>
    Array.from({ length: count }, (_, index) => aCustomerEvent({ userId, timestamp: atSecond(index), messageId: `m-${index}` }));
  const readAll = async (store: EventStore, ids: readonly ProfileId[], limit: number) => {
    const events: CustomerEvent[] = [];
    let next: string | undefined;
    do {
      const page = await store.timeline(ids, limit, next);
      expect(page.events.length).toBeLessThanOrEqual(limit);
      events.push(...page.events);
      next = page.next;
    } while (next !== undefined);
    return events;
  };

  const countUnreadable = async (store: EventStore, ids: readonly ProfileId[], limit: number) => {
    let count = 0;
    let next: string | undefined;
    do {
      const page = await store.timeline(ids, limit, next);
      count += page.unreadable ?? 0;
      next = page.next;
    } while (next !== undefined);
    return count;
  };

  describe('an event store', () => {
    it('gives back every field of an event as it was put', async () => {
      const store = makeStore();
      const { userId, id } = aCustomer();
      const event = aCustomerEvent({
        type: 'group',
        userId,
        anonymousId: 'a-1',
        previousId: 'p-1',
        groupId: 'g-1',
        timestamp: '2026-11-22T08:25:00.000Z',
        originalTimestamp: '2026-11-22T10:25:00.000Z',
        receivedAt: '2026-11-22T08:30:00.123Z',
        traits: { name: '分析', size: 1e20, empty: '', nothing: null, list: [1, { a: [] }], '': 0 },
        context: { library: { name: 'test', version: '1' } },
        integrations: { All: false },
      });
      await store.put([event]);
      expect(await store.get(id, event.originalTimestamp, event.messageId)).toEqual(event);
      expect((await store.timeline([id], 10)).events).toEqual([event]);
    });

    it.each([
      ['that says no user id, as our own events do', (id: string) => ({ profileId: userProfileId(id) })],
      ['of somebody anonymous', (id: string) => ({ profileId: anonymousProfileId(id), anonymousId: id })],
      [
        'of a user whose id is an address',
        (id: string) => ({ profileId: userProfileId(`${id}@example.com`), userId: `${id}@example.com` }),
      ],
      [
        'whose messageId holds what separates keys',
        (id: string) => ({ profileId: userProfileId(id), userId: id, messageId: 'a#b#c' }),
      ],
      [
        'larger than a write unit',
        (id: string) => ({ profileId: userProfileId(id), userId: id, properties: { text: '询问分期付款'.repeat(300) } }),
      ],
    ] as const)('gives back an event %s', async (_, fields) => {
      const store = makeStore();
      const { userId, ...event } = aCustomerEvent();
      const put: CustomerEvent = { ...event, ...fields(randomUUID()) };
      await store.put([put]);
      expect(await store.get(put.profileId, put.originalTimestamp, put.messageId)).toEqual(put);
    });

    it('keeps an event once, however often it is put, in one call or several', async () => {
      const store = makeStore();
      const { userId, id } = aCustomer();
      const event = aCustomerEvent({ userId });
      await store.put([event, event]);
      await store.put([event]);
      expect((await store.timeline([id], 10)).events).toHaveLength(1);
    });

    it('takes nothing, and more than one request to a table can hold', async () => {
      const store = makeStore();
      const { userId, id } = aCustomer();
      await store.put([]);
      await store.put(aLog(userId, 60));
      expect((await store.timeline([id], 200)).events).toHaveLength(60);
    });

    it('reads a log newest first, in pages that lose and repeat nothing', async () => {
      const store = makeStore();
      const { userId, id } = aCustomer();
      const log = aLog(userId, 7);
      await store.put(log);
      for (const limit of [1, 3, 7, 8]) expect(await readAll(store, [id], limit)).toEqual(log.toReversed());
    });

    it('reads several partitions as one log, also where events share their time and their id', async () => {
      const store = makeStore();
      const customers = [aCustomer(), aCustomer(), aCustomer()];
      const log = customers.flatMap(({ userId }) => aLog(userId, 4));
      await store.put(log);
      const ids = customers.map(({ id }) => id);
      for (const limit of [1, 2, 5, 200]) {
        const events = await readAll(store, [...ids, ...ids.slice(0, 1)], limit);
        const times = events.map(({ originalTimestamp }) => originalTimestamp);
        expect(times).toEqual(times.toSorted().toReversed());
        expect(new Set(events.map(({ profileId, messageId }) => `${profileId} ${messageId}`)).size).toBe(12);
        expect(events).toHaveLength(12);
      }
    });

    it('passes over what is not an event and counts it, on the page on which it stands', async () => {
      const store = makeStore();
      const [ann, bob] = [aCustomer(), aCustomer()];
      const log = [...aLog(ann.userId, 3), ...aLog(bob.userId, 3)];
      await store.put(log);
      await spoil(store, ann.id, atSecond(9), 'newest');
      await spoil(store, ann.id, atSecond(1), 'between');
      await spoil(store, bob.id, atSecond(0), 'a-oldest');
      for (const limit of [1, 2, 3, 4, 6, 200]) {
        expect(await readAll(store, [ann.id, bob.id], limit)).toHaveLength(6);
        expect(await countUnreadable(store, [ann.id, bob.id], limit)).toBe(3);
      }
      expect(await store.timeline([ann.id], 1)).toMatchObject({ unreadable: 1, events: [{ messageId: 'm-2' }] });
    });

    it('reads a log in which nothing is an event', async () => {
      const store = makeStore();
      const { id } = aCustomer();
      for (let second = 0; second < 9; second += 1) await spoil(store, id, atSecond(second), 'm-1');
      expect(await store.timeline([id], 2)).toEqual({ events: [], unreadable: 9 });
    });

    it('reads an empty log, and misses an event that is not there', async () => {
      const store = makeStore();
      const { id } = aCustomer();
      expect(await store.timeline([id], 10)).toEqual({ events: [] });
      expect(await store.get(id, atSecond(0), 'm-1')).toBeUndefined();
    });

    it('refuses a page token that is none of its own', async () => {
      await expect(makeStore().timeline([aCustomer().id], 10, 'abc')).rejects.toThrow(InvalidPageToken);
    });

    it('remembers when a message was first received', async () => {
      const store = makeStore();
      const { id } = aCustomer();
      expect(await store.firstReceipt(id, 'm-1', atSecond(1))).toBe(atSecond(1));
      expect(await store.firstReceipt(id, 'm-1', atSecond(2))).toBe(atSecond(1));
      expect(await store.firstReceipt(id, 'm-2', atSecond(3))).toBe(atSecond(3));
      expect(await store.firstReceipt(aCustomer().id, 'm-1', atSecond(4))).toBe(atSecond(4));
    });
  });
};
