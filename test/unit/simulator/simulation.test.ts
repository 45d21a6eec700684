import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventRefused } from '#statemachines/simulator/read-event.ts';
import { playExample } from './example-simulation.ts';
import { daysIn, leadNurture, simulationOf, startsAt } from './simulated-marketing.ts';

const journeys = { 'lead-nurture': leadNurture };
const day = (at: string) => (Date.parse(at) - startsAt.getTime()) / 86_400_000;

type Simulated = ReturnType<typeof simulationOf>;
const sentOn = ({ mails }: Simulated) => mails.map(({ at }) => day(at));
const told = async (simulation: Simulated) =>
  (await simulation.timeline('user:mira')).flatMap((moment) =>
    moment.kind === 'event' ? [`${day(moment.at)} ${moment.event.name}`] : [],
  );

describe('a simulation', () => {
  it('takes a customer through a journey, over waits longer than a timer could wait', async () => {
    const simulation = simulationOf(journeys);
    simulation.track('Lead Created', 0);
    await simulation.runToEnd();
    expect(await told(simulation)).toEqual([
      '0 Profile Identified',
      '0 Lead Created',
      '0 Journey Entered',
      '0 Email Sent',
      '2 Email Sent',
      '42 Task Created',
      '42 Journey Completed',
    ]);
    expect(await simulation.tasks()).toMatchObject([{ createdAt: daysIn(42).toISOString(), dueAt: daysIn(43).toISOString() }]);
  });

  it('waits for no longer and no shorter than the machine says, whatever the length', async () => {
    const steps = ['24 days', '25 days', '100 days', '1 minute'].map(
      (wait, n) => `  - wait: ${wait}\n  - send: case-study\n    name: mail ${n}\n`,
    );
    const simulation = simulationOf({ long: `description: Long.\nenter: { on: Lead Created }\nsteps:\n${steps.join('')}` });
    simulation.track('Lead Created', 0);
    await simulation.runToEnd();
    expect(sentOn(simulation)).toEqual([24, 49, 149, 149 + 1 / 1440]);
  });

  it.each([30, 200, 363])('waits %d days, which no timer of the engine could', async (days) => {
    const simulation = simulationOf({
      long: `description: Long.\nenter: { on: Lead Created }\nsteps:\n  - wait: ${days} days\n  - send: case-study\n`,
    });
    simulation.track('Lead Created', 0);
    await simulation.advanceTo(daysIn(days - 1 / 1440));
    expect(sentOn(simulation)).toEqual([]);
    await simulation.runToEnd();
    expect(sentOn(simulation)).toEqual([days]);
    expect(await simulation.runs()).toMatchObject([{ state: 'completed' }]);
  });

  it('moves only as far as it is told', async () => {
    const simulation = simulationOf(journeys);
    simulation.track('Lead Created', 0);
    await simulation.advanceTo(daysIn(1.99));
    expect(sentOn(simulation)).toEqual([0]);
    await simulation.advanceTo(daysIn(2));
    expect(sentOn(simulation)).toEqual([0, 2]);
    expect(simulation.now()).toEqual(daysIn(2));
    expect(await simulation.runs()).toMatchObject([{ state: 'active' }]);
  });

  it('can be sent events while it is under way, but none from the past', async () => {
    const simulation = simulationOf(journeys);
    simulation.track('Lead Created', 0);
    await simulation.advanceTo(daysIn(1));
    simulation.track('Order Completed', 1);
    await simulation.runToEnd();
    expect(await simulation.runs()).toMatchObject([
      { state: 'exited', endReason: 'Order Completed', endedAt: daysIn(1).toISOString() },
    ]);
    expect(sentOn(simulation)).toEqual([0]);
    expect(() => simulation.track('Order Completed', 0)).toThrow('nothing can arrive');
  });

  it.each([
    ['an exit', 'Order Completed', 'exited'],
    ['an unsubscription', 'Unsubscribed', 'exited'],
    ['the goal', 'Demo Booked', 'converted'],
  ])('stops a waiting execution at %s, and nothing of it is left in the queue', async (_, event, state) => {
    const simulation = simulationOf(journeys);
    simulation.track('Lead Created', 0);
    simulation.track(event, 10);
    await simulation.runToEnd();
    expect(await simulation.runs()).toMatchObject([{ state, endedAt: daysIn(10).toISOString() }]);
    // The wait until day 42 is gone, so there was nothing to go on to.
    expect(simulation.now()).toEqual(daysIn(10));
    expect(await simulation.tasks()).toEqual([]);
  });

  it('lets an event go before the stage that is due at the same instant, because it was planned before', async () => {
    const simulation = simulationOf(journeys);
    simulation.track('Lead Created', 0);
    simulation.track('Order Completed', 2);
    await simulation.runToEnd();
    expect(sentOn(simulation)).toEqual([0]);
  });

  it('lets a customer in again after the end, if the journey does', async () => {
    const simulation = simulationOf(journeys);
    for (const days of [0, 1, 50]) simulation.track('Lead Created', days);
    await simulation.runToEnd();
    expect(await simulation.runs()).toMatchObject([
      { number: 1, enteredAt: startsAt.toISOString() },
      { number: 2, enteredAt: daysIn(50).toISOString() },
    ]);
    const outside = (await simulation.timeline('user:mira')).filter(({ kind }) => kind === 'stayed-out');
    expect(outside).toMatchObject([{ journey: 'lead-nurture', reason: 'under-way', at: daysIn(1).toISOString() }]);
  });

  it('hears of an event only when it arrives', async () => {
    const simulation = simulationOf(journeys);
    simulation.track('Lead Created', 0);
    simulation.track('Order Completed', 5, { timestamp: daysIn(1).toISOString() });
    await simulation.runToEnd();
    expect(sentOn(simulation)).toEqual([0, 2]);
    expect(await simulation.runs()).toMatchObject([{ state: 'exited', endedAt: daysIn(1).toISOString() }]);
  });

  it('follows a customer whose ids are joined on the way', async () => {
    const simulation = simulationOf(journeys);
    simulation.send({ type: 'track', anonymousId: 'visitor', event: 'Lead Created' }, daysIn(0));
    simulation.send({ type: 'identify', userId: 'mira', anonymousId: 'visitor' }, daysIn(1));
    await simulation.runToEnd();
    // Nobody knew an address on day 0.
    expect(sentOn(simulation)).toEqual([2]);
    expect(simulation.mails[0]?.to).toBe('mira@example.com');
    expect((await simulation.timeline('user:mira')).length).toBe((await simulation.timeline('anon:visitor')).length);
  });

  it('starts one journey by what another one tells', async () => {
    const simulation = simulationOf({
      ...journeys,
      after: 'description: After.\nenter: { on: Journey Completed }\nsteps:\n  - wait: 1 day\n  - send: webinar-invitation\n',
    });
    simulation.track('Lead Created', 0);
    await simulation.runToEnd();
    expect(sentOn(simulation)).toEqual([0, 2, 43]);
  });

  it('tries a stage again on the virtual clock, as its retriers say', async () => {
    const answers = [
      { kind: 'not-now', code: 'Throttling' },
      { kind: 'not-now', code: 'Throttling' },
    ] as const;
    let asked = 0;
    const simulation = simulationOf(journeys, {
      answerMail: () => {
        asked += 1;
        return answers[asked - 1] ?? { kind: 'accepted', sesMessageId: `${asked}` };
      },
    });
    simulation.track('Lead Created', 0);
    await simulation.runToEnd();
    // 30 s, then 60 s; the stage that was tried again counts its wait from then.
    expect(simulation.mails.map(({ at }) => (Date.parse(at) - startsAt.getTime()) / 1_000)).toEqual([90, 90 + 2 * 86_400]);
  });

  it('can stop an execution while it waits for another attempt', async () => {
    const simulation = simulationOf(journeys, { answerMail: () => ({ kind: 'not-now', code: 'Throttling' }) });
    simulation.track('Lead Created', 0);
    simulation.track('Order Completed', 0.001);
    await simulation.runToEnd();
    expect(await simulation.runs()).toMatchObject([{ state: 'exited' }]);
    expect(simulation.now()).toEqual(daysIn(0.001));
  });

  it('gives a run up when its retriers do: after two days for a provider that takes no mail', async () => {
    const simulation = simulationOf(journeys, { answerMail: () => ({ kind: 'not-now', code: 'Paused' }) });
    simulation.track('Lead Created', 0);
    await simulation.runToEnd();
    const [failed, ...more] = (await simulation.timeline('user:mira')).filter(({ kind }) => kind === 'failed');
    expect(failed).toMatchObject({ error: expect.stringMatching(/^SendNotNow/) });
    expect(Date.parse(failed?.at ?? '') - startsAt.getTime()).toBe(173_010_000);
    expect(more).toEqual([]);
  });

  it('says so when a machine fails, and goes on with all else', async () => {
    const simulation = simulationOf(journeys, {
      answerMail: (_, at) => {
        if (at < daysIn(1)) throw new TypeError('a mistake of ours');
        return { kind: 'accepted', sesMessageId: '1' };
      },
    });
    simulation.track('Lead Created', 0);
    simulation.send({ type: 'identify', userId: 'ben', traits: { email: 'ben@example.com' } }, daysIn(2));
    simulation.send({ type: 'track', userId: 'ben', event: 'Lead Created' }, daysIn(2));
    await simulation.runToEnd();
    const failed = (await simulation.timeline('user:mira')).filter(({ kind }) => kind === 'failed');
    expect(failed).toMatchObject([{ journey: 'lead-nurture', error: expect.stringContaining('a mistake of ours') }]);
    expect(simulation.mails.map(({ to }) => to)).toEqual(['ben@example.com', 'ben@example.com']);
  });

  it('suppresses an address that bounces, a minute after the mail', async () => {
    const simulation = simulationOf(journeys, { reportMail: () => 'bounces' });
    simulation.track('Lead Created', 0);
    await simulation.runToEnd();
    expect(await simulation.sends()).toMatchObject([{ state: 'sent' }, { state: 'dropped', reason: 'suppressed' }]);
    expect(await told(simulation)).toContain(`${1 / 1440} Email Bounced`);
  });

  it('refuses what the API would reject, with all that is wrong', () => {
    const simulation = simulationOf(journeys);
    expect(() => simulation.send({ type: 'track' }, startsAt)).toThrow(EventRefused);
    expect(() => simulation.send({ type: 'track' }, startsAt)).toThrow(/event is missing: .*; userId is missing/);
  });

  it('keeps no stories where only counts are wanted, and tells each moment', async () => {
    const kinds: string[] = [];
    const simulation = simulationOf(journeys, { keep: 'counts', onMoment: ({ kind }) => kinds.push(kind) });
    simulation.track('Lead Created', 0);
    await simulation.runToEnd();
    expect(kinds.filter((kind) => kind === 'event')).toHaveLength(7);
    expect(simulation.mails).toEqual([]);
    expect(await simulation.timeline('user:mira')).toEqual([]);
  });
});

describe('two simulations of the same', () => {
  const play = () => playExample(journeys);

  it('are equal in everything, ids and texts included', async () => {
    expect(await play()).toEqual(await play());
  });

  it('are so on any day, in any zone', async () => {
    const here = await play();
    vi.useFakeTimers({ now: new Date('2031-03-30T00:59:59Z'), toFake: ['Date'] });
    try {
      expect(await play()).toEqual(here);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('two simulations of the same in two processes', () => {
  const played = (...options: readonly string[]) =>
    promisify(execFile)(process.execPath, [...options, 'test/unit/simulator/example-simulation.ts'], {
      env: { ...process.env, TZ: options.length === 0 ? 'Asia/Tokyo' : 'America/New_York' },
    });

  it('are the same to the byte, whatever the zone of the machine and the seeds of its hashes and random numbers', async () => {
    const [one, other] = await Promise.all([played(), played('--hash-seed=7', '--random-seed=7')]);
    expect(one.stdout.length).toBeGreaterThan(1_000);
    expect(other.stdout).toBe(one.stdout);
  });
});

describe('while a simulation runs', () => {
  const waits: number[] = [];
  const usual = globalThis.setTimeout;
  beforeEach(() => {
    waits.length = 0;
    vi.stubGlobal('setTimeout', ((work: () => void, milliseconds = 0) => {
      waits.push(milliseconds);
      return usual(work, milliseconds);
    }) as typeof setTimeout);
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('nothing waits for real time: the engine only guards its stages, and takes each guard off', async () => {
    const began = performance.now();
    const simulation = simulationOf(journeys);
    simulation.track('Lead Created', 0);
    await simulation.runToEnd();
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(new Set(waits)).toEqual(new Set([120_000]));
  });
});
