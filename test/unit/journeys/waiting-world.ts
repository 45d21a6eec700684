import { createHandler as createRouter } from '#functions/route-signals/handler.ts';
import type { RouteEventDeps } from '#functions/route-signals/route-event-deps.ts';
import { createHandler as createRunStage } from '#functions/run-stage/handler.ts';
import type { RunStageDeps } from '#functions/run-stage/run-stage-deps.ts';
import { createMemoryExecutions } from '#shared/adapters/memory/executions.ts';
import { Resumed, RunEnded } from '#shared/domain/journey/errors.ts';
import type { WaitInput } from '#shared/domain/journey/journey.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { aCustomerEvent, at } from '#test/support/a-customer-event.ts';
import { aStage, aWait, mira, stageWorld } from '#test/support/stage-world.ts';
import { leadNurture, published, queued } from './routing-world.ts';

/** Does something around each call of a port: waits for its turn, or crashes. */
export type Around = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Ports with every call of theirs disturbed. */
const disturbed = <Ports extends object>(ports: Ports, names: readonly (keyof Ports & string)[], around: Around): Ports => ({
  ...ports,
  ...Object.fromEntries(names.map((name) => [name, disturbedPort(name, ports[name], around)])),
});

const disturbedPort = (name: string, port: unknown, around: Around): unknown =>
  typeof port !== 'object' || port === null
    ? port
    : Object.fromEntries(
        Object.entries(port).map(([method, call]) => [
          method,
          typeof call === 'function'
            ? (...args: unknown[]) => around(`${name}.${method}`, async () => Reflect.apply(call, port, args) as unknown)
            : call,
        ]),
      );

export const drive = (overrides: Partial<CustomerEvent> = {}): CustomerEvent =>
  aCustomerEvent({ name: 'Test Drive Completed', userId: 'mira', timestamp: at('09:30'), messageId: 'drive-1', ...overrides });

/** How a machine comes out of its `wait for`. */
export type Way = 'came' | 'timed-out' | 'run-ended';

/** A customer whose run begins to wait for a test drive; routing and stages work on the same stores. */
export const createWaitingWorld = async (setting: Parameters<typeof stageWorld>[0] = {}) => {
  const world = await stageWorld(setting);
  const executions = createMemoryExecutions();
  const failures: unknown[] = [];
  const routing: RouteEventDeps = {
    ...world,
    journeys: [{ ...leadNurture, awaited: ['Test Drive Completed', 'Task Completed'] }],
    executions,
  };
  const stagePorts = ['profiles', 'runs', 'events', 'waits'] as const;
  const routingPorts = ['profiles', 'runs', 'events', 'waits', 'tasks', 'executions'] as const;
  let tokens = 0;

  return {
    ...world,
    executions,
    failures,

    /** One invocation of run-stage. */
    invoke: (input: unknown, around?: Around) => {
      const deps: RunStageDeps = world;
      return createRunStage(around === undefined ? deps : disturbed(deps, stagePorts, around))(input);
    },

    /** One delivery of an event that was folded; true when it need not come again. */
    deliver: async (event: CustomerEvent, around?: Around): Promise<boolean> => {
      const deps = around === undefined ? routing : disturbed(routing, routingPorts, around);
      const log = { error: (_: string, facts: Record<string, unknown>) => failures.push(facts) };
      const answer = await createRouter({ ...deps, log })({ Records: [queued(published(event, mira))] });
      return answer.batchItemFailures.length === 0;
    },

    /** The beginning of the wait as the machine makes it: a token of its own for each attempt. */
    begin: (overrides: Partial<WaitInput> = {}) => {
      tokens += 1;
      return aWait({ token: `token-${tokens}`, ...overrides });
    },

    /** What the stage after the timeout comes to, and with it the machine. */
    timeIsUp: async (...attempts: readonly Around[]): Promise<Way> => {
      const input = aStage({ stage: 'Day 15 · end', after: { step: 'drive', way: 'timed-out' }, steps: [] });
      for (let attempt = 0; ; attempt += 1) {
        const around = attempts[attempt];
        try {
          const deps: RunStageDeps = world;
          await createRunStage(around === undefined ? deps : disturbed(deps, stagePorts, around))(input);
          return 'timed-out';
        } catch (error) {
          if (error instanceof Resumed) return 'came';
          if (error instanceof RunEnded) return 'run-ended';
          if (!(error instanceof Crash)) throw error;
        }
      }
    },

    decision: async () => (await world.runNow()).decisions?.drive,
    ways: () => world.events.all().flatMap(({ name, properties }) => (name === 'Wait Ended' ? [properties?.way] : [])),
  };
};

export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Crashes before or after the `k`-th call; nothing works after that. `crashed` tells whether it came to that. */
export const crashingAt = (k: number, when: 'before' | 'after'): { readonly around: Around; readonly crashed: () => boolean } => {
  let calls = 0;
  let crashed = false;
  return {
    crashed: () => crashed,
    around: async (_, work) => {
      if (crashed) throw new Crash();
      calls += 1;
      if (calls !== k) return work();
      crashed = true;
      if (when === 'after') await work();
      throw new Crash();
    },
  };
};

/** Does something else before the `k`-th call, which comes after all of the calls before it. */
export const pausingAt = (
  k: number,
  meanwhile: () => Promise<unknown>,
): { readonly around: Around; readonly paused: () => boolean } => {
  let calls = 0;
  return {
    paused: () => calls >= k,
    around: async (_, work) => {
      calls += 1;
      if (calls === k) await meanwhile();
      return work();
    },
  };
};
