import { describe, expect, it } from 'vitest';
import type { LogRecord } from '#functions/project-profiles/log-record.ts';
import { createProjector } from '#functions/project-profiles/projector.ts';
import { createMemoryEventBus } from '#shared/adapters/memory/event-bus.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryPutAside } from '#shared/adapters/memory/put-aside.ts';
import { ProfileRefused, StoreUnavailable, WriteConflict } from '#shared/domain/errors.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import { aCustomerEvent, anIdentify, anOrder, at } from '#test/support/a-customer-event.ts';
import { aProfile } from '#test/support/a-profile.ts';
import { declared } from '#test/support/arbitrary-events.ts';
import { effectsWith, streamWorld } from '#test/support/stream-world.ts';

const counts = (world: ReturnType<typeof streamWorld>) =>
  Object.fromEntries(
    world.profiles().map((profile) => [profile.id, Object.values(profile.channels).reduce((sum, { count }) => sum + count, 0)]),
  );

describe('a batch', () => {
  it('costs one read and one write per profile', async () => {
    const world = streamWorld();
    const records = ['ann', 'bob', 'ann', 'ann', 'cat', 'bob'].map((userId) => world.put(aCustomerEvent({ userId })));
    await world.project(records);
    expect(world.reads.toSorted()).toEqual(['user:ann', 'user:bob', 'user:cat']);
    expect(world.writes.toSorted()).toEqual([['user:ann'], ['user:bob'], ['user:cat']]);
    expect(counts(world)).toEqual({ 'user:ann': 3, 'user:bob': 2, 'user:cat': 1 });
  });

  it('of a user with their device costs no more once the two are linked', async () => {
    const world = streamWorld();
    const event = () => aCustomerEvent({ userId: 'ann', anonymousId: 'a1' });
    await world.project([world.put(event())]);
    world.reads.length = 0;
    world.writes.length = 0;
    await world.project([world.put(event()), world.put(event())]);
    expect(world.reads).toEqual(['user:ann']);
    expect(world.writes).toEqual([['user:ann']]);
  });

  it('of a merged id costs one read more, to follow the pointer', async () => {
    const world = streamWorld();
    await world.project([world.put(aCustomerEvent({ userId: 'ann', anonymousId: 'a1' }))]);
    world.reads.length = 0;
    world.writes.length = 0;
    await world.project([world.put(aCustomerEvent({ anonymousId: 'a1' })), world.put(aCustomerEvent({ userId: 'ann' }))]);
    expect(world.reads.toSorted()).toEqual(['anon:a1', 'user:ann']);
    expect(world.writes).toEqual([['user:ann']]);
    expect(counts(world)).toEqual({ 'user:ann': 3 });
  });

  it('in which a visitor becomes known is one transaction, with the visitor’s records of the same batch', async () => {
    const world = streamWorld();
    const visit = () => world.put(aCustomerEvent({ anonymousId: 'a1' }));
    await world.project([visit()]);
    world.reads.length = 0;
    world.writes.length = 0;
    await world.project([visit(), world.put(anIdentify({}, { userId: 'ann', anonymousId: 'a1' })), visit()]);
    expect(world.reads.toSorted()).toEqual(['anon:a1', 'user:ann']);
    expect(world.writes).toEqual([['user:ann', 'anon:a1']]);
    expect(counts(world)).toEqual({ 'user:ann': 4 });
    expect(world.bus.published).toHaveLength(4);
  });

  it('in which two merges follow on each other writes each profile on the version it has by then', async () => {
    const world = streamWorld();
    await world.project([
      world.put(aCustomerEvent({ userId: 'old', anonymousId: 'a1' })),
      world.put(aCustomerEvent({ type: 'alias', userId: 'ann', previousId: 'old' })),
    ]);
    expect(world.writes).toEqual([
      ['user:old', 'anon:a1'],
      ['user:ann', 'anon:old', 'user:old'],
    ]);
    expect(counts(world)).toEqual({ 'user:ann': 2 });
    expect(world.bus.published).toHaveLength(2);
  });

  it('in which an alias comes before the user’s own link writes once, and publishes each event once', async () => {
    const world = streamWorld();
    await world.project([
      world.put(aCustomerEvent({ type: 'alias', userId: 'ann', previousId: 'old' })),
      world.put(aCustomerEvent({ userId: 'old', anonymousId: 'a1' })),
    ]);
    expect(world.writes).toEqual([['user:ann', 'anon:old', 'user:old', 'anon:a1']]);
    expect(world.bus.published).toHaveLength(2);
  });

  it('delivered again writes nothing and publishes again', async () => {
    const world = streamWorld();
    const records = [world.put(aCustomerEvent()), world.put(anOrder(5))];
    await world.project(records);
    const before = world.profile('user:ann');
    expect(await world.project(records)).toMatchObject({ folded: 0, published: 2, failures: [] });
    expect(world.profile('user:ann')).toBe(before);
    expect(world.bus.published).toHaveLength(4);
  });

  it('of nothing does nothing', async () => {
    const world = streamWorld();
    expect(await world.project([])).toEqual({ folded: 0, putAside: 0, published: 0, merged: 0, failures: [] });
  });
});

describe('an event that matters only after another', () => {
  const afterViewing = () => streamWorld(effectsWith(), new Set(['Product Viewed']), { 'Order Completed': ['Product Viewed'] });

  it('is not published for a customer to whom the other has not happened', async () => {
    const world = afterViewing();
    await world.project([world.put(anOrder(5)), world.put(aCustomerEvent({ userId: 'bob', name: 'Product Viewed' }))]);
    expect(world.bus.published.map(({ event }) => event.name)).toEqual(['Product Viewed']);
  });

  it('is published once both are folded, in whatever order they came', async () => {
    const world = afterViewing();
    const order = world.put(anOrder(5));
    await world.project([order, world.put(aCustomerEvent({ name: 'Product Viewed' }))]);
    await world.project([world.put(anOrder(7))]);
    expect(world.bus.published.map(({ event }) => event.name).sort()).toEqual([
      'Order Completed',
      'Order Completed',
      'Product Viewed',
    ]);
  });
});

describe('identity', () => {
  it('late events of a merged visitor belong to the user', async () => {
    const world = streamWorld();
    await world.project([world.put(aCustomerEvent({ userId: 'ann', anonymousId: 'a1' }))]);
    await world.project([world.put(aCustomerEvent({ anonymousId: 'a1', timestamp: at('07:00') }))]);
    expect(world.profile('user:ann')).toMatchObject({ firstSeenAt: at('07:00'), aliases: ['anon:a1'] });
    expect(world.mergedInto('anon:a1')).toBe('user:ann');
  });

  it('a visitor nobody has seen yet gets a pointer too', async () => {
    const world = streamWorld();
    expect(await world.project([world.put(anIdentify({}, { userId: 'ann', anonymousId: 'a1' }))])).toMatchObject({ merged: 1 });
    expect(world.store.stored.get('anon:a1')).toEqual({ id: 'anon:a1', version: 1, mergedInto: 'user:ann' });
  });

  it('a device belongs to the first user who claims it', async () => {
    const world = streamWorld();
    await world.project([world.put(aCustomerEvent({ userId: 'ann', anonymousId: 'shared' }))]);
    await world.project([world.put(aCustomerEvent({ userId: 'bob', anonymousId: 'shared' }))]);
    await world.project([world.put(aCustomerEvent({ anonymousId: 'shared' }))]);
    expect(counts(world)).toEqual({ 'user:ann': 2, 'user:bob': 1 });
    expect(world.profile('user:bob').aliases).toEqual([]);
  });

  it('two users who claim one device in one batch are not merged either', async () => {
    const world = streamWorld();
    const claim = (userId: string) => world.put(aCustomerEvent({ userId, anonymousId: 'shared' }));
    await world.project([claim('ann'), claim('bob'), world.put(aCustomerEvent({ anonymousId: 'shared' }))]);
    expect(counts(world)).toEqual({ 'user:ann': 2, 'user:bob': 1 });
  });

  it('an alias merges two users with all their devices', async () => {
    const world = streamWorld();
    await world.project([world.put(aCustomerEvent({ userId: 'old', anonymousId: 'a1' }))]);
    await world.project([world.put(aCustomerEvent({ type: 'alias', userId: 'ann', previousId: 'old' }))]);
    await world.project([world.put(aCustomerEvent({ anonymousId: 'a1' })), world.put(aCustomerEvent({ userId: 'old' }))]);
    expect(counts(world)).toEqual({ 'user:ann': 4 });
    expect(world.profile('user:ann').aliases).toEqual(['anon:a1', 'anon:old', 'user:old']);
  });

  it('a chain of aliases leads to its end', async () => {
    const world = streamWorld();
    for (let step = 1; step <= 12; step += 1) {
      await world.project([world.put(aCustomerEvent({ type: 'alias', userId: `u${step}`, previousId: `u${step - 1}` }))]);
    }
    await world.project([world.put(aCustomerEvent({ userId: 'u0' }))]);
    expect(counts(world)).toEqual({ 'user:u12': 13 });
  });

  it('aliases in a circle come to one profile', async () => {
    const world = streamWorld();
    const alias = (userId: string, previousId: string) => world.put(aCustomerEvent({ type: 'alias', userId, previousId }));
    await world.project([alias('a', 'b')]);
    await world.project([alias('b', 'c'), alias('c', 'a'), alias('a', 'a')]);
    expect(counts(world)).toEqual({ 'user:a': 4 });
  });

  it('more devices at once than a transaction holds are linked all the same, over several writes', async () => {
    const world = streamWorld();
    const records = Array.from({ length: 120 }, (_, index) =>
      world.put(aCustomerEvent({ userId: 'ann', anonymousId: `a${index}` })),
    );
    expect(await world.project(records)).toMatchObject({ folded: 120, merged: 120, failures: [] });
    expect(world.profile('user:ann').aliases).toHaveLength(120);
    expect(Math.max(...world.writes.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('links that were interrupted half-way are completed at redelivery', async () => {
    const world = streamWorld(effectsWith({ at: 53, when: 'before', how: 'fails' }));
    const records = Array.from({ length: 120 }, (_, index) =>
      world.put(aCustomerEvent({ userId: 'ann', anonymousId: `a${index}` })),
    );
    expect((await world.project(records)).failures).toHaveLength(1);
    expect(await world.project(records)).toMatchObject({ failures: [] });
    expect(world.profile('user:ann').aliases).toHaveLength(120);
    expect(counts(world)).toEqual({ 'user:ann': 120 });
  });

  it('two profiles that do not fit into one item stay two', async () => {
    const world = streamWorld();
    const heavy = (who: object) =>
      Array.from({ length: 6 }, (_, index) =>
        world.put(anIdentify({ [`${JSON.stringify(who)} ${index}`]: 'x'.repeat(30_000) }, { ...who, timestamp: at('08:00') })),
      );
    await world.project([...heavy({ userId: 'ann' }), ...heavy({ anonymousId: 'a1' })]);
    expect(await world.project([world.put(aCustomerEvent({ userId: 'ann', anonymousId: 'a1' }))])).toMatchObject({
      failures: [],
    });
    expect(counts(world)).toEqual({ 'user:ann': 7, 'anon:a1': 6 });
  });
});

describe('what is published', () => {
  it('are the names that somebody listens to, with who the customer is by then', async () => {
    const world = streamWorld(effectsWith(), new Set(['Order Completed']));
    await world.project([
      world.put(anOrder(20, { anonymousId: 'a1', userId: 'ann' })),
      world.put(aCustomerEvent({ userId: 'ann' })),
      world.put(anOrder('22.5', { userId: 'ann', timestamp: at('09:00') })),
    ]);
    expect(world.bus.published).toMatchObject([
      {
        version: 1,
        event: { name: 'Order Completed', profileId: 'user:ann' },
        profile: {
          id: 'user:ann',
          known: true,
          occurrences: 2,
          lastSeenAt: at('09:00'),
          orders: { count: 2, revenue: { EUR: 42.5 } },
        },
      },
      { profile: { occurrences: 2 } },
    ]);
    expect(world.bus.published).toHaveLength(2);
  });

  it('is everything where all is asked for, also names that are not counted one by one', async () => {
    const world = streamWorld(effectsWith(), 'all');
    await world.project([world.put(aCustomerEvent({ name: 'Video Played', anonymousId: 'a1' }))]);
    expect(world.bus.published).toMatchObject([{ profile: { id: 'anon:a1', known: false } }]);
    expect(world.bus.published[0]?.profile).not.toHaveProperty('occurrences');
  });
});

const aProjector = (overrides: { profiles?: ProfileStore; bus?: EventBus }) => {
  const putAside = createMemoryPutAside();
  const profiles = overrides.profiles ?? createMemoryProfileStore();
  const project = createProjector({
    profiles,
    bus: overrides.bus ?? createMemoryEventBus(),
    putAside,
    declared,
    published: 'all',
  });
  return { project, profiles, putAside };
};

const recordOf = (sequence: number, event = aCustomerEvent()): LogRecord => ({
  partition: event.profileId,
  sortKey: `E#${event.originalTimestamp}#${event.messageId}`,
  sequenceNumber: String(sequence),
  content: { kind: 'event', event },
});

describe('another writer', () => {
  it('who was there first is taken into account', async () => {
    const store = createMemoryProfileStore();
    let interferences = 4;
    const profiles: ProfileStore = {
      ...store,
      save: async (profile, merged) => {
        if (interferences > 0) {
          interferences -= 1;
          const current = (await store.load('user:ann')) ?? emptyProfile('user:ann');
          await store.save({ ...aProfile({ groups: { [`g${interferences}`]: at('08:00') } }), version: current.version });
        }
        return store.save(profile, merged);
      },
    };
    const { project } = aProjector({ profiles });
    expect(await project([recordOf(1)])).toMatchObject({ folded: 1, failures: [] });
    expect(store.stored.get('user:ann')).toMatchObject({
      version: 5,
      groups: { g0: at('08:00') },
      events: { 'Product Viewed': { count: 1 } },
    });
  });

  it('who merges the visitor away meanwhile gets the visitor’s events', async () => {
    const store = createMemoryProfileStore();
    let hasInterfered = false;
    const profiles: ProfileStore = {
      ...store,
      save: async (profile, merged) => {
        if (!hasInterfered) {
          hasInterfered = true;
          await store.save(aProfile({ aliases: ['anon:a1'] }), [{ id: 'anon:a1', version: 0, mergedInto: 'user:ann' }]);
        }
        return store.save(profile, merged);
      },
    };
    const { project } = aProjector({ profiles });
    expect(await project([recordOf(1, aCustomerEvent({ anonymousId: 'a1' }))])).toMatchObject({ folded: 1, failures: [] });
    expect(store.stored.get('user:ann')).toMatchObject({
      events: { 'Product Viewed': { count: 1 } },
      folded: { 'anon:a1': { upTo: '1' } },
    });
  });

  it('who claims the device meanwhile keeps it, and its records are folded there', async () => {
    const store = createMemoryProfileStore();
    let hasInterfered = false;
    const profiles: ProfileStore = {
      ...store,
      save: async (profile, merged) => {
        if (!hasInterfered) {
          hasInterfered = true;
          await store.save(aProfile({ id: 'user:bob', aliases: ['anon:a1'] }), [
            { id: 'anon:a1', version: 0, mergedInto: 'user:bob' },
          ]);
        }
        return store.save(profile, merged);
      },
    };
    const { project } = aProjector({ profiles });
    const claim = recordOf(2, aCustomerEvent({ userId: 'ann', anonymousId: 'a1' }));
    const { failures } = await project([recordOf(1, aCustomerEvent({ anonymousId: 'a1' })), claim]);
    expect(failures).toEqual([]);
    expect(store.stored.get('user:ann')).toMatchObject({ aliases: [], events: { 'Product Viewed': { count: 1 } } });
    expect(store.stored.get('user:bob')).toMatchObject({ events: { 'Product Viewed': { count: 1 } } });
  });

  it('who is there every time makes that profile’s records fail, and no others', async () => {
    const store = createMemoryProfileStore();
    const profiles: ProfileStore = {
      ...store,
      save: async (profile, merged) => (profile.id === 'user:ann' ? 'conflict' : store.save(profile, merged)),
    };
    const { project } = aProjector({ profiles });
    const { failures } = await project([
      recordOf(7, aCustomerEvent({ userId: 'bob' })),
      recordOf(9, aCustomerEvent({ userId: 'ann' })),
      recordOf(10, aCustomerEvent({ userId: 'ann' })),
    ]);
    expect(failures).toMatchObject([{ sequenceNumber: '9' }]);
    expect(failures[0]?.error).toBeInstanceOf(WriteConflict);
    expect(store.stored.has('user:bob')).toBe(true);
  });
});

describe('a failure', () => {
  it('to read a profile is that profile’s only', async () => {
    const store = createMemoryProfileStore();
    const profiles: ProfileStore = {
      ...store,
      load: async (id) => {
        if (id === 'user:ann') throw new StoreUnavailable('throttled', 2);
        return store.load(id);
      },
    };
    const { project } = aProjector({ profiles });
    const { failures, folded } = await project([recordOf(100), recordOf(99), recordOf(98, aCustomerEvent({ userId: 'bob' }))]);
    expect(failures.map(({ sequenceNumber }) => sequenceNumber)).toEqual(['99']);
    expect(folded).toBe(1);
  });

  it('to publish has the records delivered again, and folds nothing twice', async () => {
    const bus = createMemoryEventBus();
    let isAway = true;
    const { project, profiles } = aProjector({
      bus: { publish: async (events) => (isAway ? Promise.reject(new StoreUnavailable('unavailable', 5)) : bus.publish(events)) },
    });
    const records = [recordOf(1), recordOf(2)];
    expect((await project(records)).failures.map(({ sequenceNumber }) => sequenceNumber)).toEqual(['1']);
    isAway = false;
    expect(await project(records)).toMatchObject({ folded: 0, published: 2, failures: [] });
    expect(await profiles.load('user:ann')).toMatchObject({ version: 1, events: { 'Product Viewed': { count: 2 } } });
  });
});

describe('a record that cannot be folded', () => {
  const broken = (sequence: number): LogRecord => ({ ...recordOf(sequence), content: { kind: 'unreadable', reason: 'broken' } });

  it('is put aside with all that a redrive needs, and those around it are folded', async () => {
    const { project, putAside, profiles } = aProjector({});
    expect(await project([recordOf(1), broken(2), recordOf(3)])).toMatchObject({
      folded: 2,
      putAside: 1,
      published: 2,
      failures: [],
    });
    expect(putAside.records).toMatchObject([{ partition: 'user:ann', sequenceNumber: '2', reason: 'broken' }]);
    expect(putAside.records[0]?.sortKey).toMatch(/^E#2026-11-22T08:30:00.000Z#message-/);
    expect(await profiles.load('user:ann')).toMatchObject({ folded: { 'user:ann': { upTo: '3', except: ['2'] } } });
  });

  it('is put aside once, however often it is delivered after that', async () => {
    const { project, putAside } = aProjector({});
    await project([recordOf(1), broken(2)]);
    await project([recordOf(1), broken(2)]);
    expect(putAside.records).toHaveLength(1);
  });

  it('can be redriven under its old position, once', async () => {
    const { project, profiles } = aProjector({});
    await project([broken(2), recordOf(3)]);
    const mended = recordOf(2);
    expect(await project([mended], 'redrive')).toMatchObject({ folded: 1, published: 1, failures: [] });
    expect(await project([mended], 'redrive')).toMatchObject({ folded: 0, failures: [] });
    expect(await profiles.load('user:ann')).toMatchObject({
      events: { 'Product Viewed': { count: 2 } },
      folded: { 'user:ann': { upTo: '3' } },
    });
  });

  it('and still cannot be, is refused at the redrive and stays where it is', async () => {
    const { project, putAside, profiles } = aProjector({});
    await project([broken(2)]);
    const { failures } = await project([broken(2)], 'redrive');
    expect(failures).toMatchObject([{ sequenceNumber: '2', error: { name: 'RedriveRefused', why: 'refused' } }]);
    expect(putAside.records).toHaveLength(1);
    expect(await profiles.load('user:ann')).toMatchObject({ version: 1 });
  });

  it('of a merged visitor is redriven into the user', async () => {
    const { project, profiles } = aProjector({});
    const visit = recordOf(2, aCustomerEvent({ anonymousId: 'a1' }));
    await project([{ ...visit, content: { kind: 'unreadable', reason: 'broken' } }]);
    await project([recordOf(3, aCustomerEvent({ userId: 'ann', anonymousId: 'a1' }))]);
    expect(await project([visit], 'redrive')).toMatchObject({ folded: 1, failures: [] });
    expect(await profiles.load('user:ann')).toMatchObject({
      events: { 'Product Viewed': { count: 2 } },
      folded: { 'anon:a1': { upTo: '2' } },
    });
  });

  it('is not redriven past records that the stream has yet to deliver', async () => {
    const { project, profiles } = aProjector({});
    // The batch was interrupted after the message went to the queue and before the profile was written.
    const { failures } = await project([recordOf(2)], 'redrive');
    expect(failures).toMatchObject([{ error: { name: 'RedriveRefused', why: 'ahead' } }]);
    await project([recordOf(1), recordOf(2)]);
    expect(await profiles.load('user:ann')).toMatchObject({ events: { 'Product Viewed': { count: 2 } } });
  });
});

describe('a profile that the store refuses for good', () => {
  const cursed = (who: object = {}) => anIdentify({ cursed: true, plan: 'pro' }, who);
  const cursedWorld = () => {
    const world = streamWorld();
    world.unstorable.add('cursed');
    return world;
  };

  it('costs only the record that is to blame, and those around it are folded and published', async () => {
    const world = cursedWorld();
    const records = [aCustomerEvent(), cursed(), aCustomerEvent(), aCustomerEvent({ userId: 'bob' })].map(world.put);
    expect(await world.project(records)).toEqual({ folded: 3, putAside: 1, published: 3, merged: 0, failures: [] });
    const [, refused] = records;
    expect(world.queue.records).toEqual([
      {
        partition: 'user:ann',
        sortKey: refused?.sortKey,
        stream: 'one',
        sequenceNumber: refused?.sequenceNumber,
        reason: 'the store refuses the profile: on purpose',
      },
    ]);
    expect(counts(world)).toEqual({ 'user:ann': 2, 'user:bob': 1 });
    expect(world.profile('user:ann').folded['user:ann']?.except).toEqual([`one:${refused?.sequenceNumber}`]);
    expect(await world.project(records)).toMatchObject({ folded: 0, putAside: 0, failures: [] });
  });

  it('is told at the redrive until it is mended, and then the record counts once', async () => {
    const world = cursedWorld();
    const [record] = [world.put(cursed()), world.put(aCustomerEvent())];
    await world.project(world.records());
    const early = await world.project([record], 'redrive');
    expect(early.failures).toMatchObject([{ error: { name: 'RedriveRefused', why: 'refused' } }]);
    expect(world.queue.records).toHaveLength(1);

    world.unstorable.clear();
    expect(await world.project([record], 'redrive')).toMatchObject({ folded: 1, published: 1, failures: [] });
    expect(await world.project([record], 'redrive')).toMatchObject({ folded: 0, failures: [] });
    expect(counts(world)).toEqual({ 'user:ann': 2 });
    expect(world.profile('user:ann').traits).toHaveProperty('cursed');
  });

  it('because of a record folded along with the link does not cost the link', async () => {
    const world = cursedWorld();
    const link = world.put(aCustomerEvent({ userId: 'ann', anonymousId: 'a1' }));
    const records = [world.put(cursed({ anonymousId: 'a1' })), link, world.put(aCustomerEvent({ anonymousId: 'a1' }))];
    expect(await world.project(records)).toMatchObject({ folded: 2, putAside: 1, published: 2, failures: [] });
    expect(world.mergedInto('anon:a1')).toBe('user:ann');
    expect(counts(world)).toEqual({ 'user:ann': 2 });
  });

  it('even without any of its records has them delivered again, and nothing is lost', async () => {
    const store = createMemoryProfileStore();
    const { project } = aProjector({
      profiles: {
        ...store,
        save: async (profile, merged) => {
          if (profile.id === 'user:ann') throw new ProfileRefused('whatever is in it');
          return store.save(profile, merged);
        },
      },
    });
    const { failures, folded } = await project([recordOf(1), recordOf(2), recordOf(3, aCustomerEvent({ userId: 'bob' }))]);
    expect(failures).toMatchObject([{ sequenceNumber: '1', error: { name: 'ProfileRefused' } }]);
    expect(folded).toBe(1);
  });

  it('for a moment only has the records delivered again, and none is put aside', async () => {
    const { project, putAside } = aProjector({
      profiles: { ...createMemoryProfileStore(), save: async () => Promise.reject(new StoreUnavailable('throttled', 2)) },
    });
    expect(await project([recordOf(1), recordOf(2)])).toMatchObject({ folded: 0, failures: [{ sequenceNumber: '1' }] });
    expect(putAside.records).toEqual([]);
  });
});

describe('what a sender can do to their own profile', () => {
  it.each([
    ['91 orders over the largest amount', Array.from({ length: 91 }, () => anOrder(1e10)), 1],
    ['half a surrogate pair for a channel of origin', [aCustomerEvent({ context: { channel: 'x\ud83d' } })], 0],
    [
      'half a surrogate pair for a channel unsubscribed from',
      [aCustomerEvent({ name: 'Unsubscribed', properties: { channel: 'x\ud83d' } })],
      0,
    ],
  ])('with %s holds nothing up', async (_, events, putAside) => {
    const world = streamWorld();
    const records = [...events, aCustomerEvent(), aCustomerEvent({ userId: 'bob' })].map(world.put);
    expect(await world.project(records)).toMatchObject({ putAside, failures: [] });
    expect(counts(world)).toEqual({ 'user:ann': events.length + 1 - putAside, 'user:bob': 1 });
  });

  it('two customers whose orders no sum holds stay two', async () => {
    const world = streamWorld();
    const orders = ['ann', 'old'].flatMap((userId) => Array.from({ length: 60 }, () => anOrder(1e10, { userId })));
    await world.project(orders.map(world.put));
    const alias = world.put(aCustomerEvent({ type: 'alias', userId: 'ann', previousId: 'old' }));
    expect(await world.project([alias])).toMatchObject({ folded: 1, failures: [] });
    expect(counts(world)).toEqual({ 'user:ann': 61, 'user:old': 60 });
  });
});

describe('a new stream', () => {
  it('of a restored table is folded from its beginning, though its numbers are lower', async () => {
    const world = streamWorld();
    const old = [aCustomerEvent(), aCustomerEvent()].map(world.put);
    await world.project(old);
    world.renewStream('two');
    const fresh = [aCustomerEvent(), aCustomerEvent()].map(world.put);
    expect(await world.project(fresh)).toMatchObject({ folded: 2, failures: [] });
    expect(await world.project(fresh)).toMatchObject({ folded: 0, failures: [] });
    expect(await world.project(old)).toMatchObject({ folded: 0, failures: [] });
    expect(counts(world)).toEqual({ 'user:ann': 4 });
  });

  it('leaves what was put aside from the old one to be redriven', async () => {
    const world = streamWorld();
    const event = aCustomerEvent();
    const record = world.put(event);
    world.broken.add(event.messageId);
    await world.project([record]);
    world.renewStream('two');
    await world.project([world.put(aCustomerEvent())]);
    expect(world.queue.records).toMatchObject([{ stream: 'one' }]);

    world.broken.clear();
    expect(await world.project([record], 'redrive')).toMatchObject({ folded: 1, failures: [] });
    expect(counts(world)).toEqual({ 'user:ann': 2 });
  });
});
