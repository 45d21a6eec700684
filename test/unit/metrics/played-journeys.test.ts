import { describe, expect, it } from 'vitest';
import { createMemoryRunDirectory } from '#shared/adapters/memory/run-directory.ts';
import type { JourneyMetrics } from '#shared/domain/metrics/journey-metrics.ts';
import { measureJourney } from '#shared/domain/metrics/measure-journey.ts';
import { outlineOf } from '#statemachines/journeys/outline-of.ts';
import { createSimulation, type Simulation } from '#statemachines/simulator/simulation.ts';
import { daysIn, marketingWith, startsAt } from '../simulator/simulated-marketing.ts';

const journey = `
description: A journey with one of each.
enter: { on: Lead Created }
exit: [{ on: Order Completed }]
goal: { on: Demo Booked, within: 30 days }
holdout: 20%
sending: { quiet hours: none, caps: [] }
steps:
  - split: subject line
    variants:
      question: { steps: [{ send: case-study }] }
      statement: { steps: [{ send: webinar-invitation }] }
  - wait: 2 days
  - task: Call them
    for: sales
    due: 1 day
  - wait for: Survey Answered
    at most: 5 days
  - send: product-manual
`;

const marketing = marketingWith({ story: journey });
const [compiled] = marketing.journeys;
if (compiled === undefined) throw new Error('no journey');
const outline = outlineOf(compiled);

const measure = async (simulation: Simulation, now: Date): Promise<JourneyMetrics> => {
  const runs = await simulation.runs();
  const span = { from: startsAt.toISOString(), to: now.toISOString() };
  const found = await createMemoryRunDirectory({ all: () => runs }).entered('story', span, 1_000);
  if (found.kind !== 'found') throw new Error('too many');
  return measureJourney({ journey: 'story', outline, runs: found.runs, span, now });
};

const customers = Array.from({ length: 60 }, (_, index) => `c${index}`);

/** Sixty leads: a third books a demo, a fifth orders, half of the tasks are done. `times`: how often everything is sent. */
const play = (times: number): Simulation => {
  const simulation = createSimulation({
    marketing,
    startsAt,
    answerMail: (mail) =>
      mail.to.startsWith('c7@') ? { kind: 'unknown', code: 'timeout' } : { kind: 'accepted', sesMessageId: mail.sendId },
  });
  for (let time = 0; time < times; time += 1) {
    for (const [index, userId] of customers.entries()) {
      // A replay comes later, with the time and the id of the first.
      const at = (days: number) => daysIn(days + time * 0.01);
      const send = (type: string, days: number, more: object) =>
        simulation.send(
          { type, userId, messageId: `${userId}-${type}-${days}`, timestamp: daysIn(days).toISOString(), ...more },
          at(days),
        );
      send('identify', 0, { traits: { email: `${userId}@example.com` } });
      send('track', 1, { event: 'Lead Created' });
      if (index % 3 === 0) send('track', 5, { event: 'Demo Booked' });
      if (index % 5 === 1) send('track', 2, { event: 'Order Completed', properties: { order_id: userId, revenue: 5 } });
      if (index % 2 === 0)
        simulation.send(async () => {
          const [task] = await simulation.tasks(`user:${userId}`);
          const properties = { taskId: task?.taskId ?? 'none' };
          return {
            type: 'track',
            userId,
            event: 'Task Completed',
            messageId: `${userId}-done`,
            timestamp: daysIn(4).toISOString(),
            properties,
          };
        }, at(4));
    }
  }
  return simulation;
};

describe('the metrics of a journey that was played', () => {
  it('add up, and what runs, ledger and tasks say is what the steps say', async () => {
    const simulation = play(1);
    await simulation.runToEnd();
    const metrics = await measure(simulation, daysIn(60));
    expect(metrics.entered + metrics.heldOut).toBe(60);
    expect(metrics.heldOut).toBeGreaterThan(3);
    expect(metrics.inFlight.total).toBe(0);
    expect(metrics.exited.total + metrics.completed.total + metrics.endedByGoal).toBe(metrics.entered);
    expect(metrics.converted.entered + metrics.converted.heldOut).toBe(20);

    const sends = await simulation.sends();
    const total = (count: (each: JourneyMetrics['messages'][number]) => number) =>
      metrics.messages.reduce((sum, each) => sum + count(each), 0);
    expect(metrics.messages.map(({ step }) => step)).toEqual([
      'send-case-study',
      'send-webinar-invitation',
      'send-product-manual',
    ]);
    expect(total(({ sent }) => sent)).toBe(sends.filter(({ state }) => state === 'sent').length);
    expect(total(({ unknown }) => unknown)).toBe(sends.filter(({ state }) => state === 'unknown').length);
    expect(metrics.failures).toMatchObject({ stuck: 0, unknownMessages: total(({ unknown }) => unknown) });

    const tasks = await simulation.tasks();
    const done = tasks.filter(({ state }) => state === 'done').length;
    expect(done).toBeGreaterThan(10);
    expect(metrics.tasks).toEqual([{ step: 'task-call-them', name: 'task Call them', given: tasks.length, done }]);
    const [split] = metrics.splits;
    expect(split?.variants.reduce((sum, { entered }) => sum + entered, 0)).toBe(metrics.entered);
    expect(split?.variants.every(({ entered }) => entered > 0)).toBe(true);
    expect(metrics.comparison.entered.customers).toBe(metrics.entered);
    expect(metrics.noLiftBecause).toMatchObject({ reason: 'too-few' });
  });

  it('are the same however often everything is sent and replayed', async () => {
    const [once, thrice] = [play(1), play(3)];
    await Promise.all([once.runToEnd(), thrice.runToEnd()]);
    expect(await measure(thrice, daysIn(60))).toEqual(await measure(once, daysIn(60)));
  });

  it('say where everybody is on the way, and nobody is stuck while all goes well', async () => {
    const simulation = play(1);
    for (const [days, place] of [
      [1.5, /wait 2 days/],
      [3.5, /wait for Survey Answered/],
    ] as const) {
      await simulation.advanceTo(daysIn(days));
      const { inFlight, failures } = await measure(simulation, daysIn(days));
      expect(inFlight.places).toHaveLength(1);
      expect(inFlight.places[0]?.place).toMatch(place);
      expect(outline.waits.map(({ state }) => state)).toContain(inFlight.places[0]?.place);
      expect(failures.stuck).toBe(0);
    }
    // Nothing went on any more: a wait for an event is over after its time and a day.
    expect((await measure(simulation, daysIn(8.9))).failures.stuck).toBe(0);
    const { failures, inFlight, executionRate, entered } = await measure(simulation, daysIn(9.1));
    expect(failures.stuck).toBe(inFlight.total);
    expect(executionRate).toBeCloseTo(1 - failures.runs / entered, 10);
  });
});
