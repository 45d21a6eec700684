import { describe, expect, it } from 'vitest';
import { createHandler } from '#functions/sweep-profiles/handler.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryProfileDirectory } from '#shared/adapters/memory/profile-directory.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import { isMerged, type Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { evaluateSegments } from '#shared/domain/segment/evaluate-segments.ts';
import type { Membership } from '#shared/domain/segment/segment.ts';
import type { SweepPurpose } from '#shared/domain/segment/sweep.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import { at } from '#test/support/a-customer-event.ts';
import { aProfile } from '#test/support/a-profile.ts';
import { Crash, type Effects, effectsWith } from '#test/support/stream-world.ts';

const hour = 3_600_000;
const dueAt = '2026-11-23T03:00:00Z';
const sweepName = 'sweep:2026-11-23T03:00:00.000Z';

/** Customers, and a segment `quiet` of those who were not here for twelve hours. */
const sweepWorld = (effects: Effects = effectsWith(), pageSize = 4) => {
  const store = createMemoryProfileStore();
  const log = createMemoryEventStore();
  const left: Record<string, unknown>[] = [];
  let now = Date.parse('2026-11-23T03:00:05.000Z');
  let remaining = Number.POSITIVE_INFINITY;
  const profiles: Pick<ProfileStore, 'load' | 'save'> = {
    load: (id) => effects.run(() => store.load(id)),
    save: (profile) => effects.run(() => store.save(profile)),
  };
  const events: Pick<EventStore, 'put'> = { put: (incoming) => effects.run(() => log.put(incoming)) };
  const handler = createHandler({
    directory: createMemoryProfileDirectory(store, pageSize),
    profiles,
    events,
    evaluate: (profile, time, by) =>
      evaluateSegments(
        profile,
        [{ segment: 'quiet', when: '' }],
        (_when, { lastSeenAt }) => lastSeenAt !== undefined && time.getTime() - Date.parse(lastSeenAt) > 12 * hour,
        time,
        by,
      ),
    clock: () => {
      now += 1;
      return new Date(now);
    },
    log: { error: (message, facts) => left.push({ message, ...facts }) },
  });
  const world = {
    store,
    log,
    left,
    add: async (name: string, part: Partial<Profile> = {}) => {
      await store.save(aProfile({ id: `user:${name}`, ...part }));
    },
    /** As if `milliseconds` were left after every page. */
    leave: (milliseconds: number) => {
      remaining = milliseconds;
    },
    invoke: (input: unknown) => handler(input, { getRemainingTimeInMillis: () => remaining }),
    /** As the state machine goes through all shares, trying again what failed. */
    sweep: async (sweep: SweepPurpose, parts = 2) => {
      for (let part = 0; part < parts; part += 1) {
        let input: unknown = { sweep, startedAt: '2026-11-23T03:00:01.123Z', part, parts };
        for (let turn = 0; ; turn += 1) {
          if (turn > 100) throw new Error('the sweep does not come to its end');
          try {
            const answer = await world.invoke(input);
            if (effects.revive()) continue;
            input = answer;
            if (answer.next === undefined) break;
          } catch (error) {
            effects.revive();
            if (!(error instanceof Crash)) throw error;
          }
        }
      }
    },
    memberOf: (name: string): Membership | undefined => {
      const stored = store.stored.get(`user:${name}`);
      return stored === undefined || isMerged(stored) ? undefined : stored.segments.quiet;
    },
    told: () =>
      log
        .all()
        .map(({ name, profileId }) => `${name}: ${profileId}`)
        .sort(),
  };
  return world;
};

const quietSince = { lastSeenAt: at('09:00') };
const here = { lastSeenAt: '2026-11-23T02:00:00.000Z' };
const into: Membership = { state: 'in', at: '2026-11-20T09:00:00.000Z', by: 'message-1' };

describe('a sweep of segments', () => {
  it('moves those whom time has moved, tells of it, and leaves the others alone', async () => {
    const world = sweepWorld();
    await world.add('ann', quietSince);
    await world.add('bob', here);
    await world.add('cat', { ...here, segments: { quiet: into } });
    await world.sweep({ purpose: 'segments', dueAt });
    expect(world.memberOf('ann')).toMatchObject({ state: 'in', by: sweepName });
    expect(world.memberOf('bob')).toBeUndefined();
    expect(world.memberOf('cat')).toMatchObject({ state: 'out', by: sweepName });
    expect(world.told()).toEqual(['Segment Entered: user:ann', 'Segment Exited: user:cat']);
    expect(world.store.stored.get('user:bob')?.version).toBe(1);
  });

  it('started a second time changes nothing and tells nothing new', async () => {
    const world = sweepWorld();
    await world.add('ann', quietSince);
    await world.sweep({ purpose: 'segments', dueAt });
    const [stored, told] = [world.store.stored.get('user:ann'), world.log.all()];
    await world.sweep({ purpose: 'segments', dueAt });
    expect(world.store.stored.get('user:ann')).toBe(stored);
    expect(world.log.all()).toEqual(told);
  });

  it('goes through all pages of its share in one invocation while there is time', async () => {
    const world = sweepWorld(effectsWith(), 2);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await world.add(name, quietSince);
    const answer = await world.invoke({
      sweep: { purpose: 'segments', dueAt },
      startedAt: '2026-11-23T03:00:01.123Z',
      part: 0,
      parts: 1,
    });
    expect(answer).toMatchObject({ customers: 5, told: 5, failed: 0 });
    expect(answer).not.toHaveProperty('next');
  });

  it('answers where to go on before its time is over, and the next invocation does', async () => {
    const world = sweepWorld(effectsWith(), 2);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await world.add(name, quietSince);
    world.leave(19_000);
    const input = { sweep: { purpose: 'segments', dueAt }, startedAt: '2026-11-23T03:00:01.123Z', part: 0, parts: 1 };
    const first = await world.invoke(input);
    expect(first).toMatchObject({ customers: 2, told: 2 });
    const second = await world.invoke(first);
    expect(second).toMatchObject({ customers: 4, told: 4 });
    const third = await world.invoke(second);
    expect(third).toMatchObject({ customers: 5, told: 5 });
    expect(third).not.toHaveProperty('next');
    expect(world.told()).toHaveLength(5);
  });

  it('is named by its start where no schedule wanted it', async () => {
    const world = sweepWorld();
    await world.add('ann', quietSince);
    await world.sweep({ purpose: 'segments' });
    expect(world.memberOf('ann')?.by).toBe('sweep:2026-11-23T03:00:01.123Z');
  });

  it('puts the event of what it replaces first, as the batch before may not have come to it', async () => {
    const world = sweepWorld();
    await world.add('ann', { ...here, segments: { quiet: { state: 'in', at: at('23:00'), by: 'message-1' } } });
    await world.sweep({ purpose: 'segments', dueAt });
    expect(world.told()).toEqual(['Segment Entered: user:ann', 'Segment Exited: user:ann']);
  });

  it('leaves out a customer whose profile cannot be read, says who, and goes on', async () => {
    const world = sweepWorld();
    await world.add('ann', quietSince);
    await world.add('bob', quietSince);
    const broken = new TypeError('says something personal');
    const { load } = world.store;
    world.store.load = (id: ProfileId) => (id === 'user:bob' ? Promise.reject(broken) : load(id));
    await world.sweep({ purpose: 'segments', dueAt });
    expect(world.told()).toEqual(['Segment Entered: user:ann']);
    expect(world.left).toEqual([{ message: 'a customer was left out of a sweep', profileId: 'user:bob', error: 'TypeError' }]);
  });

  it.each([
    ['is away', new StoreUnavailable('throttled', 2)],
    ['refuses whoever asks', Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' })],
  ])('fails as a whole where the table %s, to be tried again', async (_sentence, error) => {
    const world = sweepWorld();
    await world.add('ann', quietSince);
    world.store.load = () => Promise.reject(error);
    await expect(world.sweep({ purpose: 'segments', dueAt }, 1)).rejects.toBe(error);
  });

  it('reads again what another writer changed meanwhile', async () => {
    const world = sweepWorld();
    await world.add('ann', quietSince);
    const { save } = world.store;
    let isFirst = true;
    world.store.save = async (profile) => {
      if (isFirst) {
        isFirst = false;
        await save(aProfile({ id: 'user:ann', version: 1, ...here }));
      }
      return save(profile);
    };
    await world.sweep({ purpose: 'segments', dueAt });
    expect(world.memberOf('ann')).toBeUndefined();
    expect(world.told()).toEqual([]);
  });

  it('two at the same time tell of each change once', async () => {
    const world = sweepWorld();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await world.add(name, quietSince);
    await Promise.all([world.sweep({ purpose: 'segments', dueAt }), world.sweep({ purpose: 'segments', dueAt })]);
    expect(world.told()).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => `Segment Entered: user:${name}`));
  });
});

describe('a sweep for a schedule', () => {
  const purpose = { purpose: 'schedule', journey: 'monday-offers', segment: 'quiet', dueAt } as const;

  it('tells the journey of everybody who is in its segment, and of nobody else', async () => {
    const world = sweepWorld();
    await world.add('ann', { segments: { quiet: into } });
    await world.add('bob', { segments: { quiet: { ...into, state: 'out' } } });
    await world.add('cat');
    await world.sweep(purpose);
    expect(world.log.all()).toEqual([
      {
        version: 1,
        messageId: 'due:monday-offers:2026-11-23T03:00:00.000Z',
        type: 'track',
        name: 'Journey Due',
        profileId: 'user:ann',
        timestamp: '2026-11-23T03:00:00.000Z',
        originalTimestamp: '2026-11-23T03:00:00.000Z',
        receivedAt: '2026-11-23T03:00:00.000Z',
        properties: { journey: 'monday-offers', dueAt: '2026-11-23T03:00:00.000Z' },
        context: { channel: 'journey', source: 'tributary' },
      },
    ]);
    expect(world.store.stored.get('user:ann')?.version).toBe(1);
  });

  it('started a second time tells nothing new', async () => {
    const world = sweepWorld();
    await world.add('ann', { segments: { quiet: into } });
    await world.sweep(purpose);
    await world.sweep(purpose);
    expect(world.log.all()).toHaveLength(1);
  });
});

describe('wherever a sweep is interrupted', () => {
  const faults = Array.from({ length: 18 }, (_, effect) => effect).flatMap((effect) =>
    (['before', 'after'] as const).flatMap((when) =>
      (['fails', 'dies'] as const).map(
        (how) => [`effect ${effect} ${how} ${when} it worked`, { at: effect, when, how }] as const,
      ),
    ),
  );
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];

  it.each(faults)('%s: every change is told of once', async (_sentence, fault) => {
    const world = sweepWorld(effectsWith(fault), 2);
    world.leave(0);
    for (const name of names) await world.add(name, quietSince);
    await world.sweep({ purpose: 'segments', dueAt });
    await world.sweep({ purpose: 'segments', dueAt });
    expect(world.told()).toEqual(names.map((name) => `Segment Entered: user:${name}`));
    for (const { timestamp, profileId } of world.log.all()) {
      expect(world.memberOf(profileId.slice('user:'.length))?.at).toBe(timestamp);
    }
  });

  it.each(faults)('%s: a journey is told of everybody once', async (_sentence, fault) => {
    const world = sweepWorld(effectsWith(fault), 2);
    world.leave(0);
    for (const name of names) await world.add(name, { segments: { quiet: into } });
    await world.sweep({ purpose: 'schedule', journey: 'monday-offers', segment: 'quiet', dueAt });
    expect(world.told()).toEqual(names.map((name) => `Journey Due: user:${name}`));
  });
});

describe('an input that is none', () => {
  it.each([
    ['a purpose nobody knows', { sweep: { purpose: 'cleaning' }, startedAt: at('03:00'), part: 0, parts: 1 }],
    ['a part beyond the last', { sweep: { purpose: 'segments' }, startedAt: at('03:00'), part: 2, parts: 2 }],
    ['a time that is none', { sweep: { purpose: 'segments', dueAt: 'monday' }, startedAt: at('03:00'), part: 0, parts: 2 }],
  ])('is refused: %s', async (_sentence, input) => {
    await expect(sweepWorld().invoke(input)).rejects.toThrow();
  });
});
