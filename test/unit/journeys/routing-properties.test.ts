import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RouteSignalsDeps } from '#functions/route-signals/handler.ts';
import { lifecycleEvents } from '#shared/domain/journey/journey-events.ts';
import { anEvent, createRoutingWorld, leadNurture, onDay, published, type RoutingWorld } from './routing-world.ts';

const history = [
  anEvent('Lead Created', onDay(2)),
  anEvent('Lead Created', onDay(5)),
  anEvent('Order Completed', onDay(1)),
  anEvent('Order Completed', onDay(3)),
  anEvent('Unsubscribed', onDay(6)),
  anEvent('Demo Booked', onDay(4)),
  anEvent('Demo Booked', onDay(50)),
];

/** Any of the events, any number of times, in any order. */
const deliveries = fc.array(fc.constantFrom(...history), { minLength: 1, maxLength: 12 });

const rules = fc.constantFrom(
  leadNurture,
  { ...leadNurture, enter: { on: 'Lead Created', reenter: { rule: 'after-completion' as const } } },
  { ...leadNurture, enter: { on: 'Lead Created', reenter: { rule: 'after' as const, milliseconds: 86_400_000 } } },
);

const expectConsistent = async (world: RoutingWorld, delivered: readonly (typeof history)[number][]) => {
  const runs = await world.runsOf();
  const executions = new Map(world.allExecutions().map((execution) => [execution.input.runId, execution.state]));

  expect(runs.filter(({ state }) => state === 'active' || state === 'entering').length).toBeLessThanOrEqual(1);
  expect(runs.map(({ number }) => number)).toEqual(runs.map((_, index) => index + 1));
  expect(new Set(runs.map(({ enteredBy }) => enteredBy)).size).toBe(runs.length);
  expect(runs.length > 0).toBe(delivered.some(({ name }) => name === 'Lead Created'));
  for (const run of runs) {
    expect(run.state).not.toBe('entering');
    expect(executions.get(run.runId) ?? 'never started').toMatch(
      run.state === 'active' ? /^running$/ : /^(stopped|never started)$/,
    );
    const exits = delivered.filter(({ name }) => name === 'Order Completed' || name === 'Unsubscribed');
    if (exits.some(({ timestamp }) => timestamp >= run.enteredAt)) expect(run.state).toMatch(/exited|converted/);
    const goal = delivered.some(
      ({ name, timestamp }) => name === 'Demo Booked' && timestamp === onDay(4) && timestamp >= run.enteredAt,
    );
    expect(run.convertedAt !== undefined).toBe(goal);
  }
  // The log says exactly what the runs say: nothing twice, nothing missing, nothing that was taken back.
  const sorted = (ids: readonly { readonly messageId: string; readonly timestamp: string }[]) =>
    ids.map(({ messageId, timestamp }) => `${messageId} ${timestamp}`).toSorted();
  const { events } = await world.events.timeline(['user:mira'], 200);
  expect(sorted(events)).toEqual(sorted(runs.flatMap(lifecycleEvents)));
};

describe('whatever order events arrive in, and however often', () => {
  it('runs, executions and the log agree', async () => {
    await fc.assert(
      fc.asyncProperty(rules, deliveries, async (journey, arriving) => {
        const world = createRoutingWorld([journey]);
        const folded = new Set<string>();
        for (const event of arriving) {
          if (!folded.has(event.messageId)) await world.fold(event);
          folded.add(event.messageId);
          expect(await world.deliver(published(event))).toEqual([]);
        }
        await expectConsistent(world, arriving);
      }),
      { numRuns: 500 },
    );
  });

  it('and however their handling is interleaved', async () => {
    await fc.assert(
      fc.asyncProperty(rules, deliveries, fc.scheduler(), async (journey, arriving, scheduler) => {
        const world = createRoutingWorld([journey]);
        const deps = scheduled(world, scheduler);
        const distinct = [...new Map(arriving.map((event) => [event.messageId, event])).values()];
        // Folding is one step (a conditional write); an event is delivered at any time after its own fold.
        let folding = Promise.resolve();
        const folds = new Map(
          distinct.map((event) => {
            const fold = scheduler.schedule(Promise.resolve()).then(() => {
              folding = folding.then(() => world.fold(event));
              return folding;
            });
            return [event.messageId, fold];
          }),
        );
        const done = arriving.map(async (event) => {
          await folds.get(event.messageId);
          // What fails is delivered again, as the queue does it.
          while ((await world.deliverWith(deps, published(event))).length > 0);
        });
        await scheduler.waitFor(Promise.all(done));
        await expectConsistent(world, arriving);
      }),
      { numRuns: 500 },
    );
  });
});

/** The world's ports, each call taking its turn where the scheduler says. */
const scheduled = (world: RoutingWorld, scheduler: fc.Scheduler): Partial<RouteSignalsDeps> => {
  const turn =
    <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await scheduler.schedule(Promise.resolve());
      return act(...args);
    };
  const { runs, profiles, events, executions } = world;
  return {
    profiles: { ...profiles, load: turn(profiles.load) },
    runs: { ...runs, list: turn(runs.list), load: turn(runs.load), claim: turn(runs.claim), move: turn(runs.move) },
    events: { ...events, put: turn(events.put) },
    executions: { ...executions, start: turn(executions.start), stop: turn(executions.stop) },
  };
};
