import { describe, expect, it } from 'vitest';
import { compileMarketing } from '#infra/marketing.ts';
import { createSimulation } from '#statemachines/simulator/simulation.ts';
import { createEngineExecutions } from '#test/unit/simulator/engine-executions.ts';

const all = await compileMarketing('marketing');
// Other journeys begin where this one ends.
const marketing = { ...all, journeys: all.journeys.filter(({ journey }) => journey === 'lead-nurture') };
const startsAt = new Date('2026-11-02T09:00:00.000Z');
const onDay = (day: number) => new Date(startsAt.getTime() + (day - 1) * 86_400_000);

/** One customer on the machine as it is deployed, state by state. */
const play = async (events: readonly (readonly [day: number, event: string])[], failures = 0) => {
  const entered: string[] = [];
  let failed = 0;
  const simulation = createSimulation({
    marketing,
    startsAt,
    chance: (key) => (key.startsWith('["holdout"') ? 0.9 : 0),
    answerMail: ({ sendId }) => {
      failed += 1;
      return failed <= failures ? { kind: 'not-now', code: 'Throttling' } : { kind: 'accepted', sesMessageId: sendId };
    },
    createExecutions: (deps) => createEngineExecutions(deps, entered),
  });
  const traits = { email: 'mira@example.com', firstName: 'Mira' };
  simulation.send({ type: 'identify', userId: 'mira', traits }, startsAt);
  for (const [day, event] of [[1, 'Lead Created'] as const, ...events]) {
    simulation.send({ type: 'track', userId: 'mira', event }, onDay(day));
  }
  await simulation.runToEnd();
  const [run] = await simulation.runs();
  return { entered, run, mails: simulation.mails, tasks: await simulation.tasks() };
};

describe('the state machine of lead-nurture', () => {
  it('takes at most nine transitions for a contact who goes all the way', async () => {
    const { entered, run, mails, tasks } = await play([]);
    expect(run).toMatchObject({ state: 'completed', endedAt: onDay(7).toISOString() });
    expect(mails.map(({ at }) => at)).toEqual([1, 3, 5].map((day) => onDay(day).toISOString()));
    expect(tasks).toMatchObject([{ assignee: 'sales', dueAt: onDay(8).toISOString() }]);
    expect(entered).toHaveLength(7);
    // AWS counts each state entered, and one for the start.
    expect(entered.length + 1).toBeLessThanOrEqual(9);
  });

  it.each([
    ['orders', 'Order Completed', 'exited'],
    ['unsubscribes', 'Unsubscribed', 'exited'],
    ['books a demo', 'Demo Booked', 'converted'],
  ])('does nothing more for somebody who %s on day 4', async (_, event, state) => {
    const { run, mails, tasks } = await play([[4, event]]);
    expect(run).toMatchObject({ state, endedAt: onDay(4).toISOString() });
    expect(mails).toHaveLength(2);
    expect(tasks).toEqual([]);
  });

  it('stays in a state while it is tried again, which costs no transition', async () => {
    const { entered, run, mails } = await play([], 3);
    expect(run).toMatchObject({ state: 'completed' });
    expect(mails).toHaveLength(3);
    expect(entered).toHaveLength(7);
  });
});
