import { describe, expect, it } from 'vitest';
import { createHandler } from '#functions/route-signals/handler.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { complete } from '#shared/domain/journey/run-transitions.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import { anEvent, createRoutingWorld, leadNurture, mira, onDay, published, queued, type RoutingWorld } from './routing-world.ts';

const lead = anEvent('Lead Created', onDay(1));
const order = anEvent('Order Completed', onDay(2));
const demo = anEvent('Demo Booked', onDay(3));

/** What run-stage does at the end of a journey. */
const completeRun = async (world: RoutingWorld, at: string) => {
  const [run] = await world.runsOf();
  if (run === undefined) throw new Error('there is no run');
  await world.runs.move(complete(run, at), ['entering', 'active']);
};

describe('a customer enters a journey', () => {
  it('by its entry event: one run, one execution with ids only, one event', async () => {
    const world = createRoutingWorld();
    expect(await world.happen(lead)).toEqual([]);

    const [run, ...others] = await world.runsOf();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ number: 1, state: 'active', enteredAt: onDay(1), enteredBy: lead.messageId });
    expect(world.allExecutions()).toEqual([
      { state: 'running', input: { journey: 'lead-nurture', profileId: mira, runId: run?.runId, runNumber: 1 } },
    ]);
    expect(world.told()).toEqual(['Journey Entered']);
  });

  it('and not by events of other names, nor when the profile has been erased meanwhile', async () => {
    const world = createRoutingWorld();
    await world.happen(anEvent('Product Viewed', onDay(1)));
    await world.deliver(published(anEvent('Lead Created', onDay(1), { profileId: 'user:erased' })));
    expect(world.allExecutions()).toEqual([]);
  });

  it.each([
    ['30 days ago does, however late it comes', onDay(31), ['Journey Entered']],
    ['longer ago is history, such as a back-filled one, and does not', onDay(31.01), []],
  ])('an entry that happened %s', async (_, receivedAt, told) => {
    const world = createRoutingWorld();
    await world.happen({ ...lead, receivedAt });
    expect(world.told()).toEqual(told);
  });

  it('once, when two entry events arrive at once and the journey is entered once in a lifetime', async () => {
    const world = createRoutingWorld();
    const again = anEvent('Lead Created', onDay(1.1));
    await world.fold(lead);
    await world.fold(again);
    // Two batches in two invocations, each between the other's steps.
    const failures = await Promise.all([world.deliver(published(lead)), world.deliver(published(again))]);

    expect(failures.flat()).toEqual([]);
    expect(await world.runsOf()).toHaveLength(1);
    expect(world.allExecutions()).toHaveLength(1);
    expect(world.told()).toEqual(['Journey Entered']);
  });

  it('once, when the same event is delivered again, also long after the run is over', async () => {
    const world = createRoutingWorld([{ ...leadNurture, enter: { on: 'Lead Created', reenter: { rule: 'after-completion' } } }]);
    await world.happen(lead);
    await world.deliver(published(lead), published(lead));
    await completeRun(world, onDay(7));
    await world.deliver(published(lead));

    expect(await world.runsOf()).toHaveLength(1);
    expect(world.allExecutions()).toHaveLength(1);
  });

  const reenter = (rule: JourneyRules['enter']['reenter']) => [{ ...leadNurture, enter: { on: 'Lead Created', reenter: rule } }];
  const thirtyDays = { rule: 'after', milliseconds: 30 * 86_400_000 } as const;
  it.each([
    ['never again', reenter({ rule: 'never' }), 40, 1],
    ['again after completion', reenter({ rule: 'after-completion' }), 9, 2],
    ['not by an event from before the completion', reenter({ rule: 'after-completion' }), 6, 1],
    ['not before 30 days have gone by since the entry', reenter(thirtyDays), 30.9, 1],
    ['again when 30 days have gone by to the millisecond', reenter(thirtyDays), 31, 2],
  ] as const)('a second time: %s', async (_, journeys, day, expected) => {
    const world = createRoutingWorld(journeys);
    await world.happen(lead);
    await completeRun(world, onDay(8));
    await world.happen(anEvent('Lead Created', onDay(day)));

    const runs = await world.runsOf();
    expect(runs.map(({ number }) => number)).toEqual([1, 2].slice(0, expected));
    expect(world.allExecutions()).toHaveLength(expected);
  });

  it('not while still in it, whatever the re-entry rule', async () => {
    const world = createRoutingWorld(reenter({ rule: 'after', milliseconds: 1 }));
    await world.happen(lead);
    await world.happen(anEvent('Lead Created', onDay(4)));
    expect(await world.runsOf()).toHaveLength(1);
  });
});

describe('a customer leaves a journey', () => {
  it.each(leadNurture.exits.map(({ on, reason }) => [on, reason]))('by %s, and the execution is stopped', async (on, reason) => {
    const world = createRoutingWorld();
    await world.happen(lead);
    await world.happen(anEvent(on, onDay(2)));

    expect(await world.runsOf()).toMatchObject([{ state: 'exited', endReason: reason, endedAt: onDay(2) }]);
    expect(world.allExecutions()).toMatchObject([{ state: 'stopped', reason }]);
    expect(world.told()).toEqual(['Journey Entered', 'Journey Exited']);
  });

  it('as converted, by the goal', async () => {
    const world = createRoutingWorld();
    await world.happen(lead);
    await world.happen(demo);

    expect(await world.runsOf()).toMatchObject([{ state: 'converted', convertedAt: onDay(3), convertedBy: demo.messageId }]);
    expect(world.allExecutions()).toMatchObject([{ state: 'stopped', reason: 'goal' }]);
    expect(world.told()).toEqual(['Journey Entered', 'Journey Converted']);
  });

  it('not by something that happened before they came in', async () => {
    const world = createRoutingWorld();
    await world.happen(anEvent('Order Completed', onDay(0.9)));
    await world.happen(lead);
    await world.happen(anEvent('Demo Booked', onDay(0.5)));

    expect(await world.runsOf()).toMatchObject([{ state: 'active' }]);
  });

  it.each([
    ['entry first', ['Lead Created', 'Order Completed']],
    ['exit first', ['Order Completed', 'Lead Created']],
  ])('by something that happened in the same instant as the entry, %s', async (_, names) => {
    const world = createRoutingWorld();
    for (const name of names) await world.happen(anEvent(name, onDay(1)));

    expect(await world.runsOf()).toMatchObject([{ state: 'exited', endedAt: onDay(1) }]);
  });

  it('when the exit arrives before the entry that it followed', async () => {
    const world = createRoutingWorld();
    await world.happen(order);
    await world.happen(lead);

    expect(await world.runsOf()).toMatchObject([{ state: 'exited', endReason: 'Order Completed', endedAt: onDay(2) }]);
    expect(world.allExecutions()).toEqual([]);
    expect(world.told()).toEqual(['Journey Entered', 'Journey Exited']);
  });

  it('when the goal arrives before the entry that it followed', async () => {
    const world = createRoutingWorld();
    await world.happen(demo);
    await world.happen(lead);

    expect(await world.runsOf()).toMatchObject([{ state: 'converted', convertedAt: onDay(3) }]);
    expect(world.allExecutions()).toEqual([]);
    expect(world.told()).toEqual(['Journey Entered', 'Journey Converted']);
  });

  it.each([
    ['entry first', [lead, order]],
    ['exit first', [order, lead]],
  ])('when both arrive in one batch, %s', async (_, batch) => {
    const world = createRoutingWorld();
    for (const event of batch) await world.fold(event);
    await world.deliver(...batch.map((event) => published(event)));

    expect(await world.runsOf()).toMatchObject([{ state: 'exited' }]);
    expect(world.allExecutions().filter(({ state }) => state === 'running')).toEqual([]);
    expect(world.told()).toEqual(['Journey Entered', 'Journey Exited']);
  });

  it('when the exit is folded and delivered between the entry’s look at the profile and its claim', async () => {
    const world = createRoutingWorld();
    await world.fold(lead);
    let loads = 0;
    const overtaking: ProfileStore = {
      ...world.profiles,
      load: async (id) => {
        const loaded = await world.profiles.load(id);
        loads += 1;
        if (loads === 1) await world.happen(order);
        return loaded;
      },
    };
    await world.deliverWith({ profiles: overtaking }, published(lead));

    expect(await world.runsOf()).toMatchObject([{ state: 'exited', endReason: 'Order Completed' }]);
    expect(world.allExecutions()).toEqual([]);
    expect(world.told()).toEqual(['Journey Entered', 'Journey Exited']);
  });

  it('when the exit comes between the start of the execution and the note that it was started', async () => {
    const world = createRoutingWorld();
    await world.fold(lead);
    const overtaken = {
      ...world.executions,
      start: async (input: Parameters<typeof world.executions.start>[0]) => {
        await world.happen(order);
        await world.executions.start(input);
      },
    };
    await world.deliverWith({ executions: overtaken }, published(lead));

    expect(await world.runsOf()).toMatchObject([{ state: 'exited' }]);
    expect(world.allExecutions()).toMatchObject([{ state: 'stopped' }]);
    expect(world.told().toSorted()).toEqual(['Journey Entered', 'Journey Exited']);
  });

  it('under all ids that were merged into one profile', async () => {
    const world = createRoutingWorld();
    const anonymous = 'anon:visitor';
    await world.happen({ ...lead, profileId: anonymous });
    const visitor = await world.profiles.load(anonymous);
    await world.profiles.save({ ...emptyProfile(mira), aliases: [anonymous] }, [
      { id: anonymous, version: visitor?.version ?? 0, mergedInto: mira },
    ]);
    await world.happen(order);
    // The entry event published under the merged id comes again, too.
    await world.deliver(published(lead, anonymous));

    expect(await world.runsOf(anonymous, mira)).toMatchObject([{ profileId: anonymous, state: 'exited' }]);
    expect(world.allExecutions()).toMatchObject([{ state: 'stopped' }]);
  });

  it('before it began, when another id of the same person has come in during the merge', async () => {
    const world = createRoutingWorld();
    const anonymous = 'anon:visitor';
    await world.happen({ ...lead, profileId: anonymous });
    await world.fold(anEvent('Lead Created', onDay(1.1)));
    const visitor = await world.profiles.load(anonymous);
    let loads = 0;
    const merging: ProfileStore = {
      ...world.profiles,
      load: async (id) => {
        const loaded = await world.profiles.load(id);
        loads += 1;
        if (loads === 1 && loaded !== undefined && !('mergedInto' in loaded)) {
          await world.profiles.save({ ...loaded, aliases: [anonymous] }, [
            { id: anonymous, version: visitor?.version ?? 0, mergedInto: mira },
          ]);
        }
        return loaded;
      },
    };
    await world.deliverWith({ profiles: merging }, published(anEvent('Lead Created', onDay(1.1))));

    expect(await world.runsOf(anonymous, mira)).toMatchObject([
      { profileId: anonymous, state: 'active' },
      { profileId: mira, state: 'exited', endReason: 'entered-twice' },
    ]);
    expect(world.allExecutions()).toHaveLength(1);
  });
});

describe('a goal after the journey', () => {
  it.each([
    ['counts within its window', 31, 1],
    ['does not count after it', 31.001, 0],
  ])('%s, and the run stays completed', async (_, day, conversions) => {
    const world = createRoutingWorld();
    await world.happen(lead);
    await completeRun(world, onDay(7));
    await world.happen(anEvent('Demo Booked', onDay(day)));

    const [run] = await world.runsOf();
    expect(run).toMatchObject({ state: 'completed', endReason: 'completed' });
    expect(run?.convertedAt).toBe(conversions === 1 ? onDay(day) : undefined);
    expect(world.told().filter((name) => name === 'Journey Converted')).toHaveLength(conversions);
  });

  it('counts once, when it is reached twice at the same moment', async () => {
    const world = createRoutingWorld();
    await world.happen(lead);
    await world.happen(order);
    const later = anEvent('Demo Booked', onDay(4));
    await world.fold(demo);
    await world.fold(later);
    await Promise.all([world.deliver(published(demo)), world.deliver(published(later))]);

    expect(await world.runsOf()).toMatchObject([{ state: 'exited', endReason: 'Order Completed' }]);
    expect(world.told()).toEqual(['Journey Entered', 'Journey Exited', 'Journey Converted']);
  });
});

describe('a batch', () => {
  it('reports what failed and does the rest', async () => {
    const world = createRoutingWorld();
    const other = anEvent('Lead Created', onDay(1), { profileId: 'user:noor', messageId: 'noor' });
    await world.fold(lead);
    await world.fold(other);
    const broken: ProfileStore = {
      ...world.profiles,
      load: async (id) => {
        if (id === mira) throw new Error('away');
        return world.profiles.load(id);
      },
    };

    expect(await world.deliverWith({ profiles: broken }, published(lead), published(other))).toEqual([lead.messageId]);
    expect(await world.runsOf('user:noor')).toHaveLength(1);
  });

  it('reports bodies that cannot be read, so that they end in the dead-letter queue, and logs nothing of them', async () => {
    const world = createRoutingWorld();
    await world.fold(lead);
    const notJson = { ...queued(published(lead)), messageId: 'not-json', body: 'mira@example.com' };
    const notAnEvent = { ...notJson, messageId: 'not-an-event', body: '{"detail":{"mira@example.com":1}}' };
    const answer = await createHandler(world.deps)({ Records: [notJson, notAnEvent, queued(published(lead))] });

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'not-json' }, { itemIdentifier: 'not-an-event' }]);
    expect(world.allExecutions()).toHaveLength(1);
    expect(JSON.stringify(world.logged)).not.toContain('mira@example.com');
  });

  it('gives up on a customer whose runs keep changing under its hands, and is delivered again', async () => {
    const world = createRoutingWorld();
    await world.fold(lead);
    const contested = { ...world.runs, claim: async (_: JourneyRun) => 'taken' as const };

    expect(await world.deliverWith({ runs: contested }, published(lead))).toEqual([lead.messageId]);
    expect(world.logged).toMatchObject([{ error: 'WriteConflict' }]);
  });
});
