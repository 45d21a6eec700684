import { describe, expect, it } from 'vitest';
import { eventsSince } from '#shared/domain/event/events-since.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import { complete } from '#shared/domain/journey/run-transitions.ts';
import { anEvent, createRoutingWorld, leadNurture, mira, onDay, published } from './routing-world.ts';

const bigOrder = 'event.properties.revenue > 100';
const rules: JourneyRules = {
  ...leadNurture,
  exits: [
    { on: 'Order Completed', when: bigOrder, reason: 'big order' },
    { on: 'Segment Entered', when: "event.properties.segment == 'vip'", reason: 'segment entered: vip' },
  ],
  goal: { on: 'Demo Booked', when: "event.properties.kind == 'live'", withinMilliseconds: 30 * 86_400_000 },
};
const lead = anEvent('Lead Created', onDay(1));
const order = (revenue: number, day: number) => anEvent('Order Completed', onDay(day), { properties: { revenue } });
const demo = (kind: string, day: number) => anEvent('Demo Booked', onDay(day), { properties: { kind } });

/** Keeps events as ingestion does, before they are folded and delivered. */
const worldWith = (journeys: readonly JourneyRules[] = [rules]) => {
  const world = createRoutingWorld(journeys);
  return {
    ...world,
    happen: async (event: typeof lead) => {
      await world.events.put([event]);
      return world.happen(event);
    },
    ours: () => world.told().filter((name) => name.startsWith('Journey')),
  };
};

describe('a rule with a condition', () => {
  it.each([
    ['an exit that holds', order(150, 2), { state: 'exited', endReason: 'big order' }],
    ['an exit that does not', order(50, 2), { state: 'active' }],
    ['an exit that knows too little', anEvent('Order Completed', onDay(2)), { state: 'active' }],
    [
      'a segment entered',
      anEvent('Segment Entered', onDay(2), { properties: { segment: 'vip' } }),
      { state: 'exited', endReason: 'segment entered: vip' },
    ],
    [
      'another segment entered',
      anEvent('Segment Entered', onDay(2), { properties: { segment: 'at-risk' } }),
      { state: 'active' },
    ],
    ['the goal', demo('live', 2), { state: 'converted', convertedAt: onDay(2) }],
    ['something like the goal', demo('recorded', 2), { state: 'active' }],
  ])('%s', async (_, event, expected) => {
    const inOrder = worldWith();
    await inOrder.happen(lead);
    await inOrder.happen(event);
    expect(await inOrder.runsOf()).toMatchObject([expected]);
    expect((await inOrder.runsOf())[0]?.state).toBe(expected.state);

    // Delivered before the entry that it followed, it is looked up in the log.
    const overtaken = worldWith();
    await overtaken.happen(event);
    await overtaken.happen(lead);
    expect(await overtaken.runsOf()).toMatchObject([expected]);
    expect(overtaken.allExecutions()).toHaveLength(expected.state === 'active' ? 1 : 0);
  });

  it('finds the one event that it is about between others of the name', async () => {
    const world = worldWith();
    for (const event of [order(10, 2), order(500, 3), order(20, 4)]) await world.happen(event);
    await world.happen(lead);
    expect(await world.runsOf()).toMatchObject([{ state: 'exited', endReason: 'big order', endedAt: onDay(3) }]);
  });

  it('does not hold for what happened before the entry', async () => {
    const world = worldWith();
    await world.happen(order(500, 0.5));
    await world.happen(order(20, 2));
    await world.happen(lead);
    expect(await world.runsOf()).toMatchObject([{ state: 'active' }]);
  });

  it('tells again what it did, though it would not hold any more', async () => {
    const world = worldWith([{ ...rules, exits: [{ on: 'Order Completed', when: "traits.plan == 'pro'", reason: 'pro' }] }]);
    await world.happen(lead);
    const pro = anEvent('Profile Identified', onDay(1.5), { type: 'identify', traits: { plan: 'pro' } });
    await world.fold(pro);
    const event = order(1, 2);
    await world.fold(event);
    const dying = { ...world.executions, stop: async () => Promise.reject(new Error('gone')) };
    expect(await world.deliverWith({ executions: dying }, published(event))).toEqual([event.messageId]);
    await world.fold(anEvent('Profile Identified', onDay(2.5), { type: 'identify', traits: { plan: 'free' } }));
    expect(await world.deliver(published(event))).toEqual([]);
    expect(world.allExecutions()).toMatchObject([{ state: 'stopped' }]);
    expect(world.ours()).toEqual(['Journey Entered', 'Journey Exited']);
  });

  it.each([
    ['lets in whom it holds for', { country: 'DE' }, 150, 1],
    ['keeps out whose event does not fit', { country: 'DE' }, 50, 0],
    ['keeps out who does not fit', { country: 'FR' }, 150, 0],
    ['keeps out of whom nothing is known', {}, 150, 0],
  ])('at the entry %s', async (_, traits, revenue, runs) => {
    const world = worldWith([
      {
        ...leadNurture,
        exits: [],
        enter: { ...leadNurture.enter, on: 'Order Completed', when: bigOrder },
        audience: "traits.country in ['DE', 'AT']",
      },
    ]);
    await world.fold(anEvent('Profile Identified', onDay(1), { type: 'identify', traits }));
    await world.happen(order(revenue, 2));
    expect(await world.runsOf()).toHaveLength(runs);
  });

  it('at the entry is asked once: a delivery that comes again goes on with the run, whatever has changed', async () => {
    const world = worldWith([{ ...leadNurture, audience: "traits.country == 'DE'" }]);
    await world.fold(anEvent('Profile Identified', onDay(0.5), { type: 'identify', traits: { country: 'DE' } }));
    await world.fold(lead);
    const dying = { ...world.executions, start: async () => Promise.reject(new Error('gone')) };
    await world.deliverWith({ executions: dying }, published(lead));
    await world.fold(anEvent('Profile Identified', onDay(1.5), { type: 'identify', traits: { country: 'FR' } }));
    await world.deliver(published(lead));
    expect(await world.runsOf()).toMatchObject([{ state: 'active' }]);
    expect(world.allExecutions()).toHaveLength(1);
  });
});

describe('an event that ends one run and could begin the next', () => {
  const again: JourneyRules = {
    ...leadNurture,
    enter: { on: 'Order Completed', reenter: { rule: 'after-completion' } },
    exits: [],
    goal: { on: 'Order Completed', when: bigOrder, withinMilliseconds: 30 * 86_400_000 },
  };
  it('only ends the one, however often and in whatever order it is delivered', async () => {
    for (const sequence of [
      [0, 1, 1, 1],
      [1, 0, 1],
      [0, 1, 0, 1],
    ]) {
      const world = worldWith([again]);
      const events = [order(50, 2), order(500, 3)];
      for (const event of events) {
        await world.events.put([event]);
        await world.fold(event);
      }
      for (const index of sequence) {
        const event = events[index];
        if (event !== undefined) await world.deliver(published(event));
      }
      const runs = await world.runsOf();
      if (sequence[0] === 0) expect(runs).toMatchObject([{ state: 'converted', enteredAt: onDay(2) }]);
      expect(runs.filter(({ state }) => state === 'active').length).toBeLessThanOrEqual(1);
      for (const event of events) await world.deliver(published(event));
      expect(await world.runsOf()).toEqual(runs);
    }
  });
});

describe('reading the log for what has happened', () => {
  const logged = async (...events: readonly (typeof lead)[]) => {
    const world = createRoutingWorld();
    await world.events.put(events);
    const reads: number[] = [];
    const read: typeof world.events.timeline = async (ids, limit, next) => {
      const page = await world.events.timeline(ids, limit, next);
      reads.push(page.events.length);
      return page;
    };
    return {
      reads,
      since: (day: number, names = ['Order Completed']) => eventsSince(read, [mira, 'anon:device'], names, onDay(day)),
    };
  };

  it('finds all of the names since the instant, oldest first, under all ids', async () => {
    const ofDevice = { ...order(2, 3), profileId: 'anon:device' } as const;
    const log = await logged(order(1, 1), order(3, 4), ofDevice, order(4, 0.9), demo('live', 2));
    expect((await log.since(1)).map(({ properties }) => properties?.revenue)).toEqual([1, 2, 3]);
    expect(await log.since(1, [])).toEqual([]);
    expect(log.reads).toHaveLength(1);
  });

  it('reads on over pages, and stops where nothing of that time can be any more', async () => {
    const busy = Array.from({ length: 450 }, (_, index) => anEvent(`View ${index}`, onDay(10 + index / 1_000)));
    const old = Array.from({ length: 900 }, (_, index) => anEvent(`Old ${index}`, onDay(1 + index / 1_000)));
    const log = await logged(...busy, ...old, order(1, 9));
    expect(await log.since(8)).toHaveLength(1);
    expect(log.reads).toEqual([200, 200, 200]);
  });

  it('finds an event whose sender’s clock was behind, by up to two days', async () => {
    const behind = { ...order(1, 5), originalTimestamp: onDay(3.1) };
    const further = { ...order(2, 5), messageId: 'further', originalTimestamp: onDay(2.5) };
    const others = Array.from({ length: 200 }, (_, index) => anEvent(`View ${index}`, onDay(2.9 - index / 100_000)));
    const log = await logged(behind, further, ...others);
    expect((await log.since(5)).map(({ properties }) => properties?.revenue)).toEqual([1]);
  });

  it('gives up on somebody who does more than a person can', async () => {
    const log = await logged(
      order(1, 9),
      ...Array.from({ length: 2_300 }, (_, index) => anEvent(`View ${index}`, onDay(10 + index / 1_000))),
    );
    expect(await log.since(8)).toEqual([]);
    expect(log.reads).toHaveLength(10);
  });
});

describe('an execution that was completed', () => {
  it('counts a goal with a condition later, once', async () => {
    const world = worldWith();
    await world.happen(lead);
    const [run] = await world.runsOf();
    if (run === undefined) throw new Error('no run');
    await world.runs.move(complete(run, onDay(7)), ['active']);
    for (const event of [demo('recorded', 8), demo('live', 9), demo('live', 10)]) await world.happen(event);
    expect(await world.runsOf()).toMatchObject([{ state: 'completed', convertedAt: onDay(9) }]);
    expect(world.ours().filter((name) => name === 'Journey Converted')).toHaveLength(1);
  });
});
