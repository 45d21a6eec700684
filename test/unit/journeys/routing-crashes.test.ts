import { describe, expect, it } from 'vitest';
import type { RouteSignalsDeps } from '#functions/route-signals/handler.ts';
import { anEvent, createRoutingWorld, leadNurture, onDay, published, type RoutingWorld } from './routing-world.ts';

const lead = anEvent('Lead Created', onDay(1));
const order = anEvent('Order Completed', onDay(2));
const demo = anEvent('Demo Booked', onDay(3));

type When = 'before' | 'after';

/** The world's ports, where the `k`-th effect does not work, or works without anybody being told; nothing works after that. */
const crashing = (world: RoutingWorld, k: number, when: When) => {
  let effects = 0;
  let crashed = false;
  const effect =
    <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (crashed) throw new Error('the process is gone');
      effects += 1;
      if (effects < k) return act(...args);
      crashed = true;
      if (when === 'after') await act(...args);
      throw new Error(`crashed ${when} effect ${k}`);
    };
  const deps: Partial<RouteSignalsDeps> = {
    runs: { ...world.runs, claim: effect(world.runs.claim), move: effect(world.runs.move) },
    events: { ...world.events, put: effect(world.events.put) },
    executions: { ...world.executions, start: effect(world.executions.start), stop: effect(world.executions.stop) },
  };
  return { deps, hasCrashed: () => crashed };
};

const outcome = async (world: RoutingWorld) => ({
  runs: await world.runsOf(),
  executions: world.allExecutions(),
  told: world.told().toSorted(),
});

const stories = [
  { story: 'an entry', before: [], crash: lead },
  { story: 'an exit', before: [lead], crash: order },
  { story: 'a goal', before: [lead], crash: demo },
  { story: 'a goal after an exit', before: [lead, order], crash: demo },
  { story: 'an entry overtaken by an exit', before: [order], crash: lead },
  { story: 'an entry overtaken by the goal', before: [demo], crash: lead },
  { story: 'an entry of somebody who is held out', before: [], crash: lead, heldOut: true },
  { story: 'the goal of somebody who is held out', before: [lead], crash: demo, heldOut: true },
  { story: 'an entry of somebody who is held out, overtaken by the goal', before: [demo], crash: lead, heldOut: true },
];

describe.each(stories)('a crash in the middle of $story', ({ before, crash, heldOut = false }) => {
  const makeWorld = () => createRoutingWorld([{ ...leadNurture, holdout: heldOut ? 0.1 : 0 }], () => 0);

  /** Everything up to the crash, the crash at effect k, and the redelivery. Undefined when there is no k-th effect. */
  const play = async (k: number, when: When) => {
    const world = makeWorld();
    for (const event of before) await world.happen(event);
    await world.fold(crash);
    const { deps, hasCrashed } = crashing(world, k, when);
    const failed = await world.deliverWith(deps, published(crash));
    if (!hasCrashed()) return undefined;
    expect(failed).toEqual([crash.messageId]);
    expect(await world.deliver(published(crash))).toEqual([]);
    return outcome(world);
  };

  it.each(['before', 'after'] as const)(
    '%s any of its effects leaves nothing that the redelivery does not mend',
    async (when) => {
      const undisturbed = makeWorld();
      for (const event of [...before, crash]) await undisturbed.happen(event);
      const expected = await outcome(undisturbed);

      let crashes = 0;
      for (let k = 1; ; k += 1) {
        const result = await play(k, when);
        if (result === undefined) break;
        crashes += 1;
        expect(result, `crash ${when} effect ${k}`).toEqual(expected);
      }
      expect(crashes).toBeGreaterThanOrEqual(2);
    },
  );

  it('is also mended when something else ends the run before the redelivery', async () => {
    for (let k = 1; ; k += 1) {
      const world = makeWorld();
      for (const event of before) await world.happen(event);
      await world.fold(crash);
      const { deps, hasCrashed } = crashing(world, k, 'after');
      await world.deliverWith(deps, published(crash));
      if (!hasCrashed()) break;
      await world.happen(anEvent('Unsubscribed', onDay(5)));
      await world.deliver(published(crash));

      const { runs, executions, told } = await outcome(world);
      expect(runs).toHaveLength(1);
      expect(runs[0]?.state).toMatch(heldOut ? /held-out/ : /exited|converted/);
      expect(executions.filter(({ state }) => state === 'running')).toEqual([]);
      expect(told).toEqual([...new Set(told)]);
      expect(told).toContain(heldOut ? 'Journey Held Out' : 'Journey Entered');
    }
  });
});
