import { describe, expect, it } from 'vitest';
import { InvalidPageToken } from '#shared/domain/errors.ts';
import { type RejectedEvent, rejectedEventId } from '#shared/domain/event/rejected-event.ts';
import type { RejectedEvents } from '#shared/ports/rejected-events.ts';

/** What every store of rejected events promises. `today` is the store's own; the days used are that one and the two before. */
export const describeRejectedEventsContract = (makeStore: () => RejectedEvents, today: string): void => {
  const run = crypto.randomUUID();
  const daysAgo = (days: number) => `${new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10)}T08:30:00.000Z`;
  const aRejection = (name: string, receivedAt = daysAgo(0)): RejectedEvent => ({
    id: rejectedEventId(receivedAt, `${run} ${name}`),
    receivedAt,
    problems: [{ path: 'properties.revenue', message: 'an amount' }],
    event: { type: 'track', name, run, properties: { revenue: 'x', '': null, big: 1e20, list: [[]] } },
    sentAt: '2026-11-22T08:29:59.000Z',
  });
  const isOurs = ({ event }: RejectedEvent) => typeof event === 'object' && event !== null && 'run' in event && event.run === run;
  const readAll = async (store: RejectedEvents, limit: number) => {
    const all: RejectedEvent[] = [];
    let next: string | undefined;
    do {
      const page = await store.list(limit, next);
      expect(page.rejected.length).toBeLessThanOrEqual(limit);
      all.push(...page.rejected);
      next = page.next;
    } while (next !== undefined);
    return all.filter(isOurs);
  };

  describe('a store of rejected events', () => {
    it('gives back a rejection as it was put, also one of something that is no object and without sentAt', async () => {
      const store = makeStore();
      const { sentAt, ...bare } = { ...aRejection('bare'), event: 'hello' };
      await store.put([aRejection('whole'), bare]);
      expect(await store.get(aRejection('whole').id)).toEqual(aRejection('whole'));
      expect(await store.get(bare.id)).toEqual(bare);
      await store.remove(aRejection('whole').id);
      await store.remove(bare.id);
    });

    it('lists each once, newest day first, in pages of any size', async () => {
      const store = makeStore();
      const rejections = ['a', 'b', 'c', 'd', 'e'].map((name, index) => aRejection(name, daysAgo(index % 3)));
      await store.put([...rejections, ...rejections.slice(0, 1)]);
      await store.put(rejections.slice(1, 2));
      for (const limit of [1, 2, 200]) {
        const listed = await readAll(store, limit);
        const days = listed.map(({ receivedAt }) => receivedAt);
        expect(days).toEqual(days.toSorted().toReversed());
        expect(listed.map(({ id }) => id).sort()).toEqual(rejections.map(({ id }) => id).sort());
      }
      for (const { id } of rejections) await store.remove(id);
      expect(await readAll(store, 200)).toEqual([]);
    });

    it('misses what is not there, and removes it without complaint', async () => {
      const store = makeStore();
      for (const id of [aRejection('never').id, 'no id of ours']) {
        expect(await store.get(id)).toBeUndefined();
        await store.remove(id);
      }
    });

    it('refuses a page token that is none of its own', async () => {
      await expect(makeStore().list(10, 'abc')).rejects.toThrow(InvalidPageToken);
    });
  });
};
