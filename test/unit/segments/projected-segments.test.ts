import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { segmentEvent } from '#shared/domain/segment/segment-events.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { aCustomerEvent, anOrder } from '#test/support/a-customer-event.ts';
import { type Effects, effectsWith, type Fault, streamWorld, type TestSegment } from '#test/support/stream-world.ts';

const ordersAtLeast =
  (count: number) =>
  ({ orders }: Profile) =>
    orders.count >= count;

const segments: readonly TestSegment[] = [
  { segment: 'buyer', holds: ordersAtLeast(1) },
  { segment: 'first-order', holds: ({ orders }) => orders.count === 1 },
  { segment: 'vip', holds: ordersAtLeast(3) },
];
const worldWith = (effects?: Effects, all = segments) => streamWorld(effects, new Set(['Segment Entered']), {}, all);

describe('a batch', () => {
  it('moves the customer between segments with the write of their profile, and tells of it', async () => {
    const world = worldWith();
    const order = anOrder(5);
    await world.project([world.put(order)]);
    expect(world.writes).toEqual([['user:ann']]);
    expect(world.profile('user:ann').segments).toEqual({
      buyer: { state: 'in', at: '2026-11-22T12:00:01.000Z', by: order.messageId },
      'first-order': { state: 'in', at: '2026-11-22T12:00:01.000Z', by: order.messageId },
    });
    expect(world.told('user:ann')).toEqual(['in buyer', 'in first-order']);
    await world.project([world.put(anOrder(5))]);
    expect(world.told('user:ann')).toEqual(['in buyer', 'in first-order', 'out first-order']);
  });

  it('in which a customer passes through a segment tells of where they are after it', async () => {
    const world = worldWith();
    await world.project([world.put(anOrder(5)), world.put(anOrder(5))]);
    expect(world.told('user:ann')).toEqual(['in buyer']);
  });

  it('of events about segments is folded and published, and moves nobody', async () => {
    let evaluated = 0;
    const flipping: TestSegment = {
      segment: 'restless',
      holds: () => {
        evaluated += 1;
        return evaluated % 2 === 1;
      },
    };
    const world = worldWith(undefined, [flipping]);
    world.put(aCustomerEvent());
    await world.deliverAll();
    expect(evaluated).toBe(1);
    expect(world.told('user:ann')).toEqual(['in restless']);
    expect(world.bus.published.map(({ event }) => event.name)).toEqual(['Segment Entered']);
    expect(world.profile('user:ann')).toMatchObject({ channels: { segment: { count: 1 } } });
  });

  it('says nothing of when the customer was here by telling of segments', async () => {
    const world = worldWith();
    const order = anOrder(5);
    world.put(order);
    await world.deliverAll();
    expect(world.profile('user:ann').lastSeenAt).toBe(order.timestamp);
  });

  it('delivered again tells of the same once more, with the times of the first', async () => {
    const world = worldWith();
    const records = [world.put(anOrder(5))];
    await world.project(records);
    const before = world.records();
    world.pass(60_000);
    await world.project(records);
    expect(world.records()).toEqual(before);
  });

  it('without segments costs what it did', async () => {
    const effects = effectsWith();
    const world = worldWith(effects, []);
    await world.project([world.put(anOrder(5))]);
    expect(effects.count()).toBe(2);
  });

  it('in which nobody moves costs what it did', async () => {
    const effects = effectsWith();
    const world = worldWith(effects);
    await world.project([world.put(aCustomerEvent())]);
    expect(effects.count()).toBe(2);
  });

  it('forgets segments when there are none any more', async () => {
    const world = worldWith();
    await world.project([world.put(anOrder(5))]);
    const later = worldWith(undefined, []);
    await later.store.save({ ...world.profile('user:ann'), version: 0 });
    later.renewStream('two');
    await later.project([later.put(aCustomerEvent())]);
    expect(later.profile('user:ann').segments).toEqual({});
  });
});

describe('a visitor who becomes known', () => {
  it('takes their segments along, and nothing is told twice', async () => {
    const world = worldWith();
    world.put(anOrder(5, { anonymousId: 'a1' }));
    await world.deliverAll();
    expect(world.told('anon:a1')).toEqual(['in buyer', 'in first-order']);
    world.put(anOrder(5, { userId: 'ann', anonymousId: 'a1' }));
    await world.deliverAll();
    expect(world.told('anon:a1')).toEqual(['in buyer', 'in first-order']);
    expect(world.told('user:ann')).toEqual(['out first-order']);
    expect(world.profile('user:ann').segments).toMatchObject({
      buyer: { state: 'in', of: 'anon:a1' },
      'first-order': { state: 'out' },
    });
  });
});

/** What the log says about segments, as it must be: entered and left in turn, and at last what the profile says. */
const expectToldOnce = (world: ReturnType<typeof streamWorld>) => {
  for (const profile of world.profiles()) {
    const events = world
      .records()
      .flatMap(({ content }) => (content.kind === 'event' ? [content.event] : []))
      .filter(({ profileId }) => profileId === profile.id || profile.aliases.includes(profileId));
    for (const { segment } of segments) {
      const about = events
        .filter(({ properties, context }) => context?.channel === 'segment' && properties?.segment === segment)
        .toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
      const stands = profile.segments[segment];
      const last = about.at(-1);
      expect(last?.timestamp, `${profile.id} ${segment}`).toBe(stands?.at);
      expect(last?.name).toBe(stands === undefined ? undefined : stands.state === 'in' ? 'Segment Entered' : 'Segment Exited');
    }
  }
};

/** Of one customer with one id, who is in a segment and out of it in turn. */
const expectInTurn = (world: ReturnType<typeof streamWorld>, id: 'user:ann') => {
  for (const { segment } of segments) {
    const told = world.told(id).filter((line) => line.endsWith(` ${segment}`));
    expect(told).toEqual(told.map((_, index) => `${index % 2 === 0 ? 'in' : 'out'} ${segment}`));
  }
};

describe('whatever is interrupted', () => {
  const faults = Array.from({ length: 14 }, (_, effect) => effect).flatMap((effect) =>
    (['before', 'after'] as const).flatMap((when) =>
      (['fails', 'dies'] as const).map((how): [string, Fault] => [
        `effect ${effect} ${how} ${when} it worked`,
        { at: effect, when, how },
      ]),
    ),
  );

  it.each(faults)('%s: every change is told of exactly once in the log', async (_sentence, fault) => {
    const world = worldWith(effectsWith(fault));
    for (let order = 0; order < 4; order += 1) {
      world.put(anOrder(5));
      world.put(aCustomerEvent());
    }
    await world.deliverAll([2]);
    expectToldOnce(world);
    expectInTurn(world, 'user:ann');
    expect(world.told('user:ann').toSorted()).toEqual(['in buyer', 'in first-order', 'in vip', 'out first-order']);
  });

  it('a change that the next batch undoes before it was told of is told of', async () => {
    // Three effects: read, write, put. The process dies before the put; another writer folds the next order; then the first comes again.
    const world = worldWith(effectsWith({ at: 2, when: 'before', how: 'fails' }));
    const first = world.put(anOrder(5));
    const { failures } = await world.project([first]);
    expect(failures).toHaveLength(1);
    expect(world.told('user:ann')).toEqual([]);
    await world.project([world.put(anOrder(5))]);
    await world.project([first]);
    expect(world.told('user:ann').toSorted()).toEqual(['in buyer', 'in first-order', 'out first-order']);
  });

  it('random events of visitors and users, links, batches, redeliveries and faults: the log says what the profiles say', async () => {
    const event = fc
      .record({
        order: fc.boolean(),
        user: fc.constantFrom('ann', 'bob', undefined),
        device: fc.constantFrom('a1', 'a22', undefined),
      })
      .filter(({ user, device }) => user !== undefined || device !== undefined)
      .map(({ order, user, device }): CustomerEvent => {
        const ids = { ...(user === undefined ? {} : { userId: user }), ...(device === undefined ? {} : { anonymousId: device }) };
        return order ? anOrder(5, ids) : aCustomerEvent(ids);
      });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
        fc.option(
          fc.record({
            at: fc.integer({ min: 0, max: 30 }),
            when: fc.constantFrom('before' as const, 'after' as const),
            how: fc.constantFrom('fails' as const, 'dies' as const),
          }),
          { nil: undefined },
        ),
        async (events, sizes, rewinds, fault) => {
          const world = worldWith(effectsWith(fault));
          for (const one of events) world.put(one);
          await world.deliverAll(sizes, rewinds);
          expectToldOnce(world);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('where only some segments matter to a journey', () => {
  const heardOf = (name: string) =>
    streamWorld(
      effectsWith(),
      new Set(['Segment Entered']),
      { 'Order Completed': ['Segment Entered'] },
      [{ segment: 'buyer', holds: ordersAtLeast(1) }],
      new Set([name]),
    );
  const publishedBy = async (world: ReturnType<typeof heardOf>) => {
    await world.project([world.put(anOrder(5))]);
    await world.project([world.put(segmentEvent('user:ann', 'buyer', world.profile('user:ann').segments.buyer ?? never()))]);
    return world.bus.published.map(({ event }) => event.name);
  };
  const never = (): never => {
    throw new Error('the customer is not in the segment');
  };

  it('those are published, and what matters after them', async () => {
    expect(await publishedBy(heardOf('buyer'))).toEqual(['Order Completed', 'Segment Entered']);
  });

  it('nothing is published of others, nor what matters only after an entry by those', async () => {
    expect(await publishedBy(heardOf('vip'))).toEqual([]);
  });
});
