import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Resumed, RunEnded } from '#shared/domain/journey/errors.ts';
import { taskIdOf } from '#shared/domain/journey/task.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { aCustomerEvent, at } from '#test/support/a-customer-event.ts';
import { traitsOf } from '#test/support/a-profile.ts';
import { aRun, aStage, mira } from '#test/support/stage-world.ts';
import { type Around, Crash, crashingAt, createWaitingWorld, drive, pausingAt, type Way } from './waiting-world.ts';

describe('a run that waits for an event', () => {
  it('goes on when the event is routed, with the token it waits with', async () => {
    const world = await createWaitingWorld();
    await world.invoke(world.begin());
    await world.happen(drive());
    expect(await world.deliver(drive())).toBe(true);

    expect(world.executions.resumed).toEqual(['token-1']);
    expect(await world.decision()).toEqual({
      label: 'came',
      at: at('09:30'),
      event: { profileId: mira, originalTimestamp: at('09:30'), messageId: 'drive-1' },
    });
    expect(world.events.all().find(({ name }) => name === 'Wait Ended')).toMatchObject({
      timestamp: at('09:30'),
      properties: { step: 'drive', way: 'came', by: 'drive-1' },
    });
  });

  it('goes on at once where the event came between the stage before and the registration', async () => {
    const world = await createWaitingWorld();
    await world.happen(drive());
    await world.deliver(drive());
    expect(world.executions.resumed).toEqual([]);
    await expect(world.invoke(world.begin())).rejects.toThrow(Resumed);
    expect(world.ways()).toEqual(['came']);
  });

  it('goes the way of the time when nothing came, and an event after that changes nothing', async () => {
    const world = await createWaitingWorld();
    await world.invoke(world.begin());
    expect(await world.timeIsUp()).toBe('timed-out');
    await world.happen(drive());
    await world.deliver(drive());

    expect(await world.decision()).toMatchObject({ label: 'timed-out' });
    expect(world.executions.resumed).toEqual([]);
    expect(world.ways()).toEqual(['timed-out']);
    // A last stage whose answer was lost is run again.
    expect(await world.timeIsUp()).toBe('timed-out');
  });

  it('goes the way of the event where that has happened in time and only its signal is late', async () => {
    const world = await createWaitingWorld();
    await world.invoke(world.begin());
    await world.happen(drive());
    expect(await world.timeIsUp()).toBe('came');
    expect(await world.deliver(drive())).toBe(true);
    expect(world.ways()).toEqual(['came']);
  });

  it.each([
    ['never before', []],
    ['before the journey', [drive({ messageId: 'drive-0', timestamp: at('07:00') })]],
  ])('goes the way of the event also where no deployed journey names that any more, and it was counted %s', async (_, before) => {
    const world = await createWaitingWorld();
    for (const event of before) await world.happen(event);
    await world.invoke(world.begin());
    // Not counted in the profile: nothing is declared.
    await world.happen(drive(), []);
    expect(await world.timeIsUp()).toBe('came');
    expect(world.ways()).toEqual(['came']);
  });

  it.each([
    ['at the instant when the wait began', at('09:00:01'), 'came'],
    ['a millisecond before it', '2026-11-22T09:00:00.999Z', 'timed-out'],
    ['before it, and came to us only later', at('08:30'), 'timed-out'],
  ] as const)('counts an event %s', async (_, timestamp, way) => {
    const world = await createWaitingWorld();
    await world.invoke(world.begin());
    const event = drive({ timestamp, receivedAt: at('09:40') });
    await world.happen(event);
    await world.deliver(event);
    expect(await world.timeIsUp()).toBe(way);
    expect(world.executions.resumed).toHaveLength(way === 'came' ? 1 : 0);
  });

  it('goes on by the first event, and once, however often events come', async () => {
    const world = await createWaitingWorld();
    await world.invoke(world.begin());
    const later = drive({ messageId: 'drive-2', timestamp: at('09:40') });
    for (const event of [drive(), later]) await world.happen(event);
    for (const event of [drive(), later, drive(), later]) expect(await world.deliver(event)).toBe(true);

    expect(await world.decision()).toMatchObject({ event: { messageId: 'drive-1' } });
    // A redelivery gives the token again, for it cannot know whether that had been done; the later event does not.
    expect(world.executions.resumed).toEqual(['token-1', 'token-1']);
    expect(world.ways()).toEqual(['came']);
  });

  it('is not woken by what its condition does not hold for', async () => {
    const world = await createWaitingWorld({ profile: { traits: traitsOf({ dealer: 'north' }) } });
    const when = 'event.properties.dealer == traits.dealer';
    await world.invoke(world.begin({ waitFor: { step: 'drive', on: 'Test Drive Completed', when } }));
    const elsewhere = drive({ messageId: 'south', properties: { dealer: 'south' } });
    await world.happen(elsewhere);
    await world.deliver(elsewhere);
    expect(await world.decision()).toBeUndefined();

    const here = drive({ messageId: 'north', properties: { dealer: 'north' } });
    await world.happen(here);
    await world.deliver(here);
    expect(await world.decision()).toMatchObject({ event: { messageId: 'north' } });
  });

  it('is woken by its own task only, and by that also where it was done before the wait began', async () => {
    const world = await createWaitingWorld();
    const waitFor = { step: 'drive', on: 'Task Completed', task: 'call' };
    await world.invoke(world.begin({ waitFor }));
    const done = (taskId: string) =>
      aCustomerEvent({
        name: 'Task Completed',
        userId: 'mira',
        timestamp: at('08:59:59'),
        messageId: taskId,
        properties: { taskId },
      });
    const ofOther = done(taskIdOf('another-run', 'call'));
    await world.happen(ofOther);
    await world.deliver(ofOther);
    expect(world.executions.resumed).toEqual([]);

    const own = done(taskIdOf(aRun().runId, 'call'));
    await world.happen(own);
    await world.deliver(own);
    expect(world.executions.resumed).toEqual(['token-1']);
  });

  it('wakes every run that waits for it, each by its own decision', async () => {
    const world = await createWaitingWorld();
    const other = aRun({ journey: 'test-drives', runId: 'other-run' });
    await world.runs.claim(other);
    await world.invoke(world.begin());
    await world.invoke(world.begin({ journey: 'test-drives', runId: 'other-run' }));
    await world.happen(drive());
    await world.deliver(drive());

    expect(world.executions.resumed).toEqual(['token-1', 'token-2']);
    for (const { decisions } of await world.runs.list([mira])) expect(decisions).toMatchObject({ drive: { label: 'came' } });
  });

  it('is found under the id that it was kept under before the customer became known', async () => {
    const world = await createWaitingWorld({ run: { profileId: 'anon:device', runId: 'run-of-the-device' } });
    const ofDevice = { profileId: 'anon:device', runId: 'run-of-the-device' } as const;
    await world.profiles.save(emptyProfile('anon:device'));
    await world.invoke(world.begin(ofDevice));
    await world.profiles.save({ ...emptyProfile(mira), version: 1, aliases: ['anon:device'] }, [
      { id: 'anon:device', version: 1, mergedInto: mira },
    ]);
    await world.happen(drive());
    await world.deliver(drive());

    expect(world.executions.resumed).toEqual(['token-1']);
    expect((await world.runNow()).decisions).toMatchObject({ drive: { event: { profileId: mira } } });
  });

  it('goes the way of an event that was routed before the ids were known to be one person', async () => {
    const world = await createWaitingWorld({ run: { profileId: 'anon:device', runId: 'run-of-the-device' } });
    const ofDevice = { profileId: 'anon:device', runId: 'run-of-the-device' } as const;
    await world.profiles.save(emptyProfile('anon:device'));
    await world.invoke(world.begin(ofDevice));
    await world.happen(drive());
    await world.deliver(drive());
    expect(world.executions.resumed).toEqual([]);
    const user = await world.profiles.load(mira);
    if (user === undefined || 'mergedInto' in user) throw new Error('no profile');
    await world.profiles.save({ ...user, aliases: ['anon:device'] }, [{ id: 'anon:device', version: 1, mergedInto: mira }]);

    const afterwards = aStage({ ...ofDevice, after: { step: 'drive', way: 'timed-out' }, steps: [] });
    await expect(world.invoke(afterwards)).rejects.toThrow(Resumed);
  });

  it('leaves by an exit while it waits, and is not woken after that', async () => {
    const world = await createWaitingWorld();
    await world.invoke(world.begin());
    const order = aCustomerEvent({ name: 'Order Completed', userId: 'mira', timestamp: at('09:20') });
    for (const event of [order, drive()]) {
      await world.happen(event);
      await world.deliver(event);
    }
    expect(world.executions.resumed).toEqual([]);
    expect(await world.runNow()).toMatchObject({ state: 'exited', decisions: {} });
    await expect(world.invoke(world.begin())).rejects.toThrow(RunEnded);
    expect(await world.timeIsUp()).toBe('run-ended');
  });

  it('takes the event back for nothing: who comes back later finds the decision, whatever its condition says now', async () => {
    const world = await createWaitingWorld({ profile: { traits: traitsOf({ plan: 'free' }) } });
    const waitFor = { step: 'drive', on: 'Test Drive Completed', when: "traits.plan == 'free'" };
    await world.invoke(world.begin({ waitFor }));
    await world.happen(drive());
    // Routed, decided, and lost before the token was given back; then the customer changes.
    const lost = crashingAt(1, 'before');
    await world.deliver(drive(), (name, work) => (name === 'executions.resume' ? lost.around(name, work) : work()));
    expect(lost.crashed()).toBe(true);
    await world.change({ traits: traitsOf({ plan: 'pro' }) });

    await world.deliver(drive());
    expect(world.executions.resumed).toEqual(['token-1']);
    await expect(world.invoke(world.begin({ waitFor }))).rejects.toThrow(Resumed);
  });

  it('counts events since the first time that it came to the step, also where the answer of that was lost', async () => {
    const world = await createWaitingWorld();
    const stage = aStage({ steps: [{ kind: 'wait-for', id: 'drive', name: 'wait for a drive', exit: 'wait' }] });
    const first = await world.invoke(stage);
    world.itIs(at('10:00'));
    expect(await world.invoke(stage)).toEqual(first);

    await world.happen(drive());
    await expect(world.invoke(world.begin({ since: first.until }))).rejects.toThrow(Resumed);
  });
});

/** The machine's side: registers, with a new token after each crash. Answers with how it went on, or the token it waits with. */
const register = async (
  world: Awaited<ReturnType<typeof createWaitingWorld>>,
  ...attempts: readonly Around[]
): Promise<{ readonly went: Way } | { readonly token: string }> => {
  for (let attempt = 0; ; attempt += 1) {
    const input = world.begin();
    try {
      await world.invoke(input, attempts[attempt]);
      return { token: input.token };
    } catch (error) {
      if (error instanceof Resumed) return { went: 'came' };
      if (error instanceof RunEnded) return { went: 'run-ended' };
      if (!(error instanceof Crash)) throw error;
    }
  }
};

const untilRouted = async (
  world: Awaited<ReturnType<typeof createWaitingWorld>>,
  ...attempts: readonly Around[]
): Promise<void> => {
  for (let attempt = 0; !(await world.deliver(drive(), attempts[attempt])); attempt += 1);
};

describe('whatever crashes, an event that has come is not waited for', () => {
  it.each(['before', 'after'] as const)(
    'a registration that crashes %s any call, with the event routed before any other',
    async (when) => {
      let trials = 0;
      for (let crash = 1; ; crash += 1) {
        for (let pause = 1; ; pause += 1) {
          const world = await createWaitingWorld();
          const crashing = crashingAt(crash, when);
          const pausing = pausingAt(pause, async () => {
            await world.happen(drive());
            await untilRouted(world);
          });
          const both: Around = (name, work) => crashing.around(name, () => pausing.around(name, work));
          const outcome = await register(world, both, pausing.around);
          if (!pausing.paused()) break;
          trials += 1;
          const woken = 'went' in outcome ? outcome.went === 'came' : world.executions.resumed.includes(outcome.token);
          expect(woken, `crash ${when} ${crash}, event before ${pause}`).toBe(true);
          expect(world.ways()).toEqual(['came']);
        }
        const world = await createWaitingWorld();
        const crashing = crashingAt(crash, when);
        await register(world, crashing.around);
        if (!crashing.crashed()) break;
      }
      expect(trials).toBeGreaterThan(10);
    },
  );

  it.each(['before', 'after'] as const)('a routing that crashes %s any call', async (when) => {
    for (let crash = 1; ; crash += 1) {
      const world = await createWaitingWorld();
      await world.invoke(world.begin());
      await world.happen(drive());
      const crashing = crashingAt(crash, when);
      await untilRouted(world, crashing.around);
      expect(world.executions.resumed.length, `crash ${when} ${crash}`).toBeGreaterThanOrEqual(1);
      expect(world.ways()).toEqual(['came']);
      if (!crashing.crashed()) {
        expect(crash).toBeGreaterThan(5);
        break;
      }
    }
  });

  it('a timeout that is met by the event before any of its calls', async () => {
    const outcomes = new Set<Way>();
    for (let pause = 1; ; pause += 1) {
      const world = await createWaitingWorld();
      await world.invoke(world.begin());
      const pausing = pausingAt(pause, async () => {
        await world.happen(drive());
        await untilRouted(world);
      });
      const way = await world.timeIsUp(pausing.around);
      if (!pausing.paused()) break;
      outcomes.add(way);
      expect((await world.decision())?.label).toBe(way);
      expect(world.ways()).toEqual([way]);
    }
    expect([...outcomes].toSorted()).toEqual(['came', 'timed-out']);
  });
});

describe('in whatever order things happen', () => {
  it('the machine goes one way, the one that was decided, and no event in time is lost', async () => {
    const crash = fc.option(fc.record({ k: fc.integer({ min: 1, max: 12 }), when: fc.constantFrom('before', 'after') }));
    const ways = new Set<Way>();
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.nat(20),
        crash,
        crash,
        crash,
        async (scheduler, delay, inMachine, inRouter, atTheEnd) => {
          const world = await createWaitingWorld();
          const turn: Around = async (_, work) => {
            await scheduler.schedule(Promise.resolve());
            return work();
          };
          const disturbing = (fault: typeof inMachine): Around => {
            if (fault === null) return turn;
            const { around } = crashingAt(fault.k, fault.when === 'before' ? 'before' : 'after');
            return (name, work) => turn(name, () => around(name, work));
          };

          let foldedAt = Number.POSITIVE_INFINITY;
          let timedOutAt = Number.POSITIVE_INFINITY;
          let now = 0;
          const tick = () => (now += 1);

          const routing = async () => {
            for (let turns = 0; turns <= delay; turns += 1) await scheduler.schedule(Promise.resolve());
            await world.happen(drive());
            foldedAt = tick();
            await untilRouted(world, disturbing(inRouter), turn, turn);
          };
          const machine = async (): Promise<Way> => {
            const begun = await register(world, disturbing(inMachine), turn, turn);
            if ('went' in begun) return begun.went;
            await scheduler.schedule(Promise.resolve());
            if (world.executions.resumed.includes(begun.token)) return 'came';
            timedOutAt = tick();
            return world.timeIsUp(disturbing(atTheEnd), turn, turn);
          };
          const both = Promise.all([machine(), routing()]);
          await scheduler.waitFor(both);
          const [way] = await both;

          ways.add(way);
          expect((await world.decision())?.label).toBe(way);
          expect(world.ways()).toEqual([way]);
          if (foldedAt < timedOutAt) expect(way).toBe('came');
        },
      ),
      { numRuns: 400 },
    );
    expect([...ways].toSorted()).toEqual(['came', 'timed-out']);
  });
});
