import { describe, expect, it } from 'vitest';
import type { MailOutcome } from '#shared/ports/mailer.ts';
import {
  Crash,
  crashAt,
  isSamePoint as is,
  type Point,
  pointsOf,
  sayPoint,
  untilItEnds as untilStageEnds,
} from '#test/support/disturbances.ts';
import { aStage, type Interruption, type StageWorld, stageWorld } from '#test/support/stage-world.ts';

/** Day 7: one mail, one task, and the run comes to its end. */
const lastStage = aStage({
  steps: [
    { kind: 'send', id: 'manual', name: 'send product-manual', message: 'product-manual' },
    { kind: 'task', id: 'call', name: 'task call', title: 'Call the lead', assignee: 'sales', dueInMilliseconds: 3_600_000 },
  ],
});

const untilItEnds = (world: StageWorld, ...interruptions: readonly Interruption[]) =>
  untilStageEnds(world, lastStage, ...interruptions);

const undisturbed = await pointsOf(async (interruption) => untilItEnds(await stageWorld(), interruption));
/** An attempt that finds work done crosses fewer boundaries than these; a fault beyond its end does not happen. */
const manyPoints: readonly Point[] = Array.from({ length: 16 }, (_, index) => index + 1).flatMap((number) => [
  { number, name: 'any', when: 'before' },
  { number, name: 'any', when: 'after' },
]);

/** Between the line's `sending` and its `sent`, nobody can know from here what SES did. */
const isAmbiguous = ({ name, when }: Point) =>
  (name === 'ledger.move to sending' && when === 'after') ||
  name === 'mailer.send' ||
  (name === 'ledger.move to sent' && when === 'before');

const told = (world: StageWorld) => world.log().toSorted();
const everything = ['Email Sent', 'Journey Completed', 'Task Created'];

describe('at most one acceptance per sendId', () => {
  it('an undisturbed stage sends once and crosses the boundaries that the tests below disturb', async () => {
    const world = await stageWorld();
    await untilItEnds(world);
    expect(world.mailer.accepted).toHaveLength(1);
    expect(told(world)).toEqual(everything);
    expect(undisturbed.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'ledger.claim',
        'ledger.move to sending',
        'mailer.send',
        'ledger.move to sent',
        'events.put',
        'runs.move',
      ]),
    );
  });

  it.each(undisturbed.map((point) => [sayPoint(point), point] as const))(
    'a crash %s sends at most once, and exactly once unless it hides what SES did',
    async (_, point) => {
      const world = await stageWorld();
      await untilItEnds(world, crashAt(point));
      const line = await world.line();

      expect(world.mailer.accepted.length).toBeLessThanOrEqual(1);
      expect(line?.state).toBe(isAmbiguous(point) ? 'unknown' : 'sent');
      if (!isAmbiguous(point)) {
        expect(world.mailer.accepted).toHaveLength(1);
        expect(told(world)).toEqual(everything);
      }
    },
  );

  it.each(undisturbed.filter(isAmbiguous).map((point) => [sayPoint(point), point] as const))(
    'a crash %s is settled by the report of SES, where SES took the mail',
    async (_, point) => {
      const world = await stageWorld();
      await untilItEnds(world, crashAt(point));
      if (world.mailer.accepted.length === 1) await world.report('Send');

      expect((await world.line())?.state).toBe(world.mailer.accepted.length === 1 ? 'sent' : 'unknown');
      expect(told(world).filter((name) => name === 'Email Sent')).toHaveLength(world.mailer.accepted.length);
    },
  );

  it.each(undisturbed.map((point) => [sayPoint(point), point] as const))(
    'a second invocation that runs through %s of the first sends nothing twice and loses nothing',
    async (_, point) => {
      const world = await stageWorld();
      await untilItEnds(world, async (now) => {
        if (is(now, point)) await untilItEnds(world);
      });

      expect(world.mailer.accepted).toHaveLength(1);
      expect((await world.line())?.state).toBe('sent');
      expect(told(world)).toEqual(everything);
    },
  );

  it('two invocations that pause at any two boundaries and crash at any third send at most once', async () => {
    let trials = 0;
    for (const crash of manyPoints) {
      for (const pause of manyPoints) {
        for (const innerCrash of [undefined, crash]) {
          const world = await stageWorld();
          await untilItEnds(world, async (now) => {
            if (is(now, pause)) await untilItEnds(world, ...(innerCrash === undefined ? [] : [crashAt(innerCrash)]));
            if (is(now, crash)) throw new Crash();
          });
          expect(world.mailer.accepted.length, `pause ${sayPoint(pause)}, crash ${sayPoint(crash)}`).toBeLessThanOrEqual(1);
          trials += 1;
        }
      }
    }
    expect(trials).toBe(2 * manyPoints.length ** 2);
  });

  it('any two crashes one after the other send at most once', async () => {
    for (const first of manyPoints) {
      for (const second of manyPoints) {
        const world = await stageWorld();
        await untilItEnds(world, crashAt(first), crashAt(second));
        expect(world.mailer.accepted.length, `${sayPoint(first)}, then ${sayPoint(second)}`).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('what SES answers', () => {
  const notNow: Extract<MailOutcome, { kind: 'not-now' }> = { kind: 'not-now', code: 'TooManyRequestsException' };

  it('a mail that SES puts off is sent by a later attempt, wherever a crash comes in between', async () => {
    for (const point of manyPoints) {
      const world = await stageWorld();
      world.mailer.answerNext(notNow, notNow);
      await untilItEnds(world, crashAt(point));
      const line = await world.line();
      expect(line?.state, sayPoint(point)).toMatch(/^(sent|unknown)$/);
      expect(world.mailer.accepted.length, sayPoint(point)).toBe(line?.state === 'sent' ? 1 : 0);
    }
  });

  it('a mail that SES puts off while another invocation gives it up is sent once, or stays claimed with the reason', async () => {
    for (const point of manyPoints) {
      const world = await stageWorld();
      world.mailer.answerNext(notNow);
      await untilItEnds(world, async (now) => {
        if (is(now, point)) await untilItEnds(world);
      });
      const line = await world.line();
      if (world.mailer.accepted.length === 1) expect(line?.state, sayPoint(point)).toBe('sent');
      else expect(line, sayPoint(point)).toMatchObject({ state: 'claimed', code: 'TooManyRequestsException' });
      expect(world.mailer.accepted.length, sayPoint(point)).toBeLessThanOrEqual(1);
    }
  });

  it('a lost answer leaves the line unknown, is never sent again, and the journey goes on', async () => {
    const world = await stageWorld();
    world.mailer.answerNext({ kind: 'unknown', code: 'TimeoutError' });
    await untilItEnds(world);
    await untilItEnds(world);

    expect(await world.line()).toMatchObject({ state: 'unknown', code: 'TimeoutError' });
    expect(world.mailer.accepted).toEqual([]);
    expect(told(world)).toEqual(['Journey Completed', 'Task Created']);
  });

  it('a refused mail is dropped, with the reason in the log, and the journey goes on', async () => {
    const world = await stageWorld();
    world.mailer.answerNext({ kind: 'rejected', code: 'MessageRejected' });
    await untilItEnds(world);

    expect(await world.line()).toMatchObject({ state: 'dropped', reason: 'rejected', code: 'MessageRejected' });
    expect(world.events.all().find(({ name }) => name === 'Email Not Sent')?.properties).toMatchObject({
      reason: 'rejected',
      code: 'MessageRejected',
    });
    expect(told(world)).toEqual(['Email Not Sent', 'Journey Completed', 'Task Created']);
  });
});
