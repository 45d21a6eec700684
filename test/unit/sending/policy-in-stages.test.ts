import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Held } from '#shared/domain/journey/errors.ts';
import { runIdOf } from '#shared/domain/journey/run.ts';
import type { StageStep } from '#shared/domain/journey/stage-step.ts';
import type { Cap } from '#shared/domain/sending/caps.ts';
import type { MailOutcome } from '#shared/ports/mailer.ts';
import { at } from '#test/support/a-customer-event.ts';
import { traitsOf } from '#test/support/a-profile.ts';
import { crashAt, pauseAt, pointsOf, sayPoint, untilItEnds } from '#test/support/disturbances.ts';
import {
  aMessage,
  aPolicy,
  aRun,
  aStage,
  mira,
  type StageWorld,
  sendManual,
  stageWorld,
  waitOneDay,
} from '#test/support/stage-world.ts';

const hour = 3_600_000;
const day = 24 * hour;
const oneADay: Cap = { most: 1, perMilliseconds: day };
const send = (message: string): StageStep => ({ kind: 'send', id: message, name: `send ${message}`, message });
const messages = ['product-manual', 'case-study', 'offer'].map((message) => aMessage({ message }));

const heldUntil = async (world: StageWorld, stage = aStage()): Promise<string> => {
  try {
    await world.runStage(stage);
  } catch (error) {
    if (error instanceof Held) return error.message;
    throw error;
  }
  return 'not held';
};
const named = (world: StageWorld, name: string) => world.events.all().filter((event) => event.name === name);
const sent = (world: StageWorld) => world.mailer.accepted.length;

describe('in quiet hours', () => {
  const quiet = { policy: { quietHours: { from: '22:00', to: '07:00' } } } as const;

  it('a message is held until they are over by the customer’s clock, and sent then', async () => {
    const world = await stageWorld({
      ...quiet,
      now: at('21:30'),
      profile: { traits: traitsOf({ email: 'mira@example.com', timezone: 'Europe/Berlin' }) },
    });
    expect(await heldUntil(world)).toBe('2026-11-23T06:00:00.000Z');
    expect(await world.line()).toBeUndefined();
    expect(named(world, 'Email Held')).toMatchObject([
      { properties: { because: 'quiet-hours', until: '2026-11-23T06:00:00.000Z' } },
    ]);

    world.itIs('2026-11-23T06:00:00.000Z');
    await world.runStage();
    expect(sent(world)).toBe(1);
  });

  it('is told of once for each hold, however often and by however many it is asked', async () => {
    const world = await stageWorld({ ...quiet, now: at('23:00') });
    const points = await pointsOf(async (interruption) =>
      (await stageWorld({ ...quiet, now: at('23:00') })).runStage(aStage(), interruption).catch(() => undefined),
    );
    expect(points.length).toBeGreaterThan(6);
    for (const point of points) {
      await world.runStage(aStage(), crashAt(point)).catch(() => undefined);
      await world
        .runStage(
          aStage(),
          pauseAt(point, () => heldUntil(world)),
        )
        .catch(() => undefined);
    }
    expect(named(world, 'Email Held')).toHaveLength(1);
    expect(sent(world)).toBe(0);
  });

  it('a message that has gone is not held when the stage is run again, nor one of which nothing is known', async () => {
    for (const outcome of [undefined, { kind: 'unknown', code: 'TimeoutError' }] satisfies (MailOutcome | undefined)[]) {
      const world = await stageWorld({ ...quiet, now: at('21:59') });
      if (outcome !== undefined) world.mailer.answerNext(outcome);
      await world.runStage();
      const line = await world.line();
      world.itIs(at('23:00'));
      await world.runStage();
      expect(await world.line()).toEqual(line);
      expect(named(world, 'Email Held')).toEqual([]);
    }
  });

  it('whoever unsubscribes or leaves while it is held gets nothing', async () => {
    const gone = await stageWorld({ ...quiet, now: at('23:00') });
    await heldUntil(gone);
    await gone.change({ subscriptions: { email: { state: 'unsubscribed', at: at('23:30'), by: 'message-0' } } });
    gone.itIs('2026-11-23T07:00:00.000Z');
    await gone.runStage();
    expect(await gone.line()).toMatchObject({ state: 'dropped', reason: 'unsubscribed' });
    expect(sent(gone)).toBe(0);
  });

  it('steps before the message are done once, and not again after the hold', async () => {
    const task: StageStep = { kind: 'task', id: 'call', name: 'task', title: 'Call', assignee: 'sales', dueInMilliseconds: hour };
    const world = await stageWorld({ ...quiet, now: at('23:00') });
    const stage = aStage({ steps: [task, sendManual, waitOneDay] });
    await heldUntil(world, stage);
    world.itIs('2026-11-23T07:00:00.000Z');
    await world.runStage(stage);
    expect(named(world, 'Task Created')).toHaveLength(1);
    expect(sent(world)).toBe(1);
  });
});

describe('under a frequency cap', () => {
  const stage = aStage({ steps: [send('product-manual'), send('case-study'), waitOneDay] });

  it('the second message is held until there is room, and sent then', async () => {
    const world = await stageWorld({ messages, policy: { caps: [oneADay] } });
    const until = await heldUntil(world, stage);
    expect(until).toMatch(/^2026-11-23T09:00:0/);
    expect(sent(world)).toBe(1);
    expect(named(world, 'Email Held')).toMatchObject([
      { properties: { because: 'frequency-cap', message: 'case-study', until } },
    ]);

    world.itIs(until);
    await world.runStage(stage);
    expect(world.mailer.accepted.map(({ sendId }) => sendId)).toEqual(
      (await world.ledger.list([mira])).map(({ sendId }) => sendId),
    );
    expect(sent(world)).toBe(2);
  });

  it('it is dropped, and told why, when there is no room for longer than it may be held', async () => {
    const world = await stageWorld({ messages, policy: { caps: [{ most: 1, perMilliseconds: 7 * day }], holdAtMostHours: 24 } });
    await world.runStage(stage);
    expect(sent(world)).toBe(1);
    expect(named(world, 'Email Held')).toEqual([]);
    expect(named(world, 'Email Not Sent')).toMatchObject([{ properties: { message: 'case-study', reason: 'frequency-cap' } }]);
  });

  it('it is dropped after it has been held for as long as it may, counted from the first time', async () => {
    const world = await stageWorld({ messages, policy: { caps: [oneADay], holdAtMostHours: 30 } });
    const first = await heldUntil(world, stage);
    // Meanwhile another journey takes the place.
    const other = aRun({ journey: 'win-back', runId: runIdOf('win-back', mira, 1) });
    await world.runs.claim(other);
    world.itIs(first);
    await world.runStage(aStage({ journey: 'win-back', runId: other.runId, steps: [send('offer'), waitOneDay] }));
    await world.runStage(stage);
    expect(named(world, 'Email Held')).toHaveLength(1);
    expect(named(world, 'Email Not Sent')).toMatchObject([{ properties: { message: 'case-study', reason: 'frequency-cap' } }]);
    expect(sent(world)).toBe(2);
  });

  it('it is dropped at once where the policy says so', async () => {
    const world = await stageWorld({ messages, policy: { caps: [oneADay], over: 'drop' } });
    await world.runStage(stage);
    expect(named(world, 'Email Not Sent')).toMatchObject([{ properties: { reason: 'frequency-cap' } }]);
  });

  it('of one topic only messages of that topic count', async () => {
    const world = await stageWorld({
      messages: [
        aMessage({ topic: 'offers' }),
        aMessage({ message: 'case-study', topic: 'news' }),
        aMessage({ message: 'offer', topic: 'offers' }),
      ],
      policy: { caps: [{ ...oneADay, topic: 'offers' }] },
    });
    const all = aStage({ steps: [send('product-manual'), send('case-study'), send('offer'), waitOneDay] });
    await heldUntil(world, all);
    expect(sent(world)).toBe(2);
    expect(named(world, 'Email Held')).toMatchObject([{ properties: { message: 'offer' } }]);
  });

  it('messages count that went before the customer’s ids were known to be one person', async () => {
    const world = await stageWorld({ messages, policy: { caps: [oneADay] } });
    await world.runStage();
    const device = aRun({ profileId: 'anon:device', runId: 'run-of-the-device' });
    await world.runs.claim(device);
    const { id: _, ...known } = (await world.profiles.load(mira)) ?? { id: mira };
    const user = { ...known, id: 'user:mira-at-work' as const, version: 0, aliases: [mira, 'anon:device' as const] };
    if ('mergedInto' in user || !('traits' in user)) throw new Error('no profile');
    await world.profiles.save(user, [
      { id: mira, version: 1, mergedInto: user.id },
      { id: 'anon:device', version: 0, mergedInto: user.id },
    ]);
    const ofDevice = aStage({ profileId: 'anon:device', runId: 'run-of-the-device', steps: [send('offer'), waitOneDay] });
    expect(await heldUntil(world, ofDevice)).not.toBe('not held');
    expect(sent(world)).toBe(1);
  });

  it('the last place is kept for a journey of higher priority that the customer is in', async () => {
    const setting = {
      messages,
      policy: { caps: [{ most: 2, perMilliseconds: day }] },
      policies: { 'hot-lead': aPolicy({ caps: [{ most: 2, perMilliseconds: day }], priority: 'high' }) },
    };
    const alone = await stageWorld(setting);
    await alone.runStage(stage);
    expect(sent(alone)).toBe(2);

    const world = await stageWorld(setting);
    const hot = aRun({ journey: 'hot-lead', runId: runIdOf('hot-lead', mira, 1) });
    await world.runs.claim(hot);
    expect(await heldUntil(world, stage)).not.toBe('not held');
    expect(sent(world)).toBe(1);
    await world.runStage(aStage({ journey: 'hot-lead', runId: hot.runId, steps: [send('offer'), waitOneDay] }));
    expect(sent(world)).toBe(2);
  });
});

describe('at most one mail, and never more than a cap allows', () => {
  const policy = { caps: [oneADay] };

  it('wherever an invocation crashes, and wherever another one runs through it', async () => {
    const points = await pointsOf(async (interruption) => (await stageWorld({ policy })).runStage(aStage(), interruption));
    expect(points.map(({ name }) => name)).toEqual(expect.arrayContaining(['ledger.recent', 'ledger.claim']));
    for (const point of points) {
      const crashed = await stageWorld({ policy });
      await untilItEnds(crashed, aStage(), crashAt(point));
      const doubled = await stageWorld({ policy });
      await untilItEnds(
        doubled,
        aStage(),
        pauseAt(point, () => untilItEnds(doubled, aStage())),
      );
      for (const world of [crashed, doubled]) {
        expect(sent(world), sayPoint(point)).toBeLessThanOrEqual(1);
        expect((await world.line())?.state, sayPoint(point)).toMatch(/^(sent|unknown)$/);
        expect((await world.ledger.recent([mira])).sends, sayPoint(point)).toHaveLength(1);
        expect(named(world, 'Email Held')).toEqual([]);
      }
    }
  });

  it('a mail that is put off by the provider keeps its one place', async () => {
    const world = await stageWorld({ policy });
    world.mailer.answerNext({ kind: 'not-now', code: 'TooManyRequestsException' });
    await untilItEnds(world, aStage());
    expect(sent(world)).toBe(1);
    expect((await world.ledger.recent([mira])).sends).toHaveLength(1);
  });

  it('by several journeys at once, however their steps are interleaved', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 3 }), async (scheduler, most) => {
        const world = await stageWorld({ messages, policy: { caps: [{ most, perMilliseconds: day }] } });
        const journeys = ['lead-nurture', 'win-back', 'welcome', 'birthday'];
        for (const journey of journeys.slice(1)) await world.runs.claim(aRun({ journey, runId: runIdOf(journey, mira, 1) }));
        const turn = async () => {
          await scheduler.schedule(Promise.resolve());
        };
        const going = journeys.map(async (journey) => {
          const stage = aStage({ journey, runId: runIdOf(journey, mira, 1), steps: [send('offer'), waitOneDay] });
          for (;;) {
            try {
              await world.runStage(stage, turn);
              return 'sent';
            } catch (error) {
              if (error instanceof Held) return 'held';
              if (!(error instanceof Error) || !['WriteConflict', 'SendNotNow'].includes(error.name)) throw error;
            }
          }
        });
        await scheduler.waitFor(Promise.all(going));
        expect(sent(world)).toBe(most);
        expect((await Promise.all(going)).filter((outcome) => outcome === 'sent')).toHaveLength(most);
      }),
      { numRuns: 100 },
    );
  });
});
