import { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { Executions } from '#shared/ports/executions.ts';
import { nextAttempt } from '#statemachines/simulator/next-attempt.ts';
import type { SimulatedExecutionsDeps } from '#statemachines/simulator/simulated-executions.ts';
import type { Planned } from '#statemachines/simulator/virtual-clock.ts';

const machine = z.looseObject({ States: z.record(z.string(), z.looseObject({ Type: z.string() })) });
const invocation = z.object({ FunctionName: z.string(), Payload: z.looseObject({}) });
const answered = z.object({ until: z.string() });

interface Execution {
  dueAt: number;
  isStopped: boolean;
  failures: Map<string, Map<number, number>>;
  abort: () => void;
  /** Called when the engine waits for time, or has come to its end. */
  rest: () => void;
  planned: Planned | undefined;
}

/**
 * Compiled machines as they are, run by the engine alone and in one go: no state is changed, cut or started from. The engine stands still in
 * a task until the virtual clock has come to the time of that task. What the simulator's own executions do is held against this.
 */
export const createEngineExecutions = (
  { clock, machines, invoke }: SimulatedExecutionsDeps,
  /** The states that executions enter are added to it. */
  entered: string[] = [],
): Executions => {
  const executions = new Map<string, Execution>();
  const waiting = new Map<string, () => void>();
  let tokens = 0;
  const now = () => clock.now().getTime();

  /** Lets the engine go on, until it rests again. */
  const goOn = async (execution: Execution, start: () => void): Promise<void> => {
    const rested = new Promise<void>((resolve) => {
      execution.rest = resolve;
    });
    start();
    await rested;
  };

  const standStill = (execution: Execution, at: number): Promise<void> =>
    new Promise((resolve) => {
      execution.planned = clock.plan(at, () => goOn(execution, resolve));
      execution.rest();
    });

  const runTask = async (execution: Execution, name: string, state: Readonly<Record<string, unknown>>, input: unknown) => {
    if (execution.dueAt > now()) await standStill(execution, execution.dueAt);
    const { FunctionName, Payload } = invocation.parse(input);
    const isWaiting = state.Resource === 'arn:aws:states:::lambda:invoke.waitForTaskToken';
    tokens += 1;
    const token = `engine-${tokens}`;
    let cameBack = false;
    let wake = (): void => {};
    waiting.set(token, () => {
      cameBack = true;
      wake();
    });
    try {
      const answer = await invoke(FunctionName, isWaiting ? { ...Payload, token } : Payload);
      execution.failures.delete(name);
      if (!isWaiting) {
        execution.dueAt = Date.parse(answered.parse(answer).until);
        return { Payload: answer };
      }
    } catch (error) {
      const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
      const failures = execution.failures.get(name) ?? new Map<number, number>();
      execution.failures.set(name, failures);
      const delay = nextAttempt(state, errorType, failures);
      execution.dueAt = errorType === 'Held' ? Date.parse(errorMessage) : now() + (delay ?? 0);
      throw Object.assign(new Error(JSON.stringify({ errorType, errorMessage })), { name: errorType });
    }
    if (cameBack) return {};
    const until = now() + Number(state.TimeoutSeconds) * 1_000;
    await new Promise<void>((resolve) => {
      const timeUp = clock.plan(until, () => goOn(execution, resolve));
      execution.planned = timeUp;
      wake = () => {
        timeUp.cancel();
        execution.planned = clock.plan(now(), () => goOn(execution, resolve));
      };
      execution.rest();
    });
    execution.dueAt = now();
    if (cameBack) return {};
    waiting.delete(token);
    throw Object.assign(new Error('time is up'), { name: 'States.Timeout' });
  };

  return {
    start: async (input) => {
      const name = `${input.journey}:${input.runId}`;
      if (executions.has(name)) return;
      const nothing = (): void => {};
      const execution: Execution = {
        ...{ dueAt: now(), isStopped: false, failures: new Map(), abort: nothing, rest: nothing, planned: undefined },
      };
      executions.set(name, execution);
      const { TimeoutSeconds: _, ...whole } = machine.parse(machines.get(input.journey));
      const tasks = Object.entries(whole.States).filter(([, { Type }]) => Type === 'Task');
      // Timers of the engine are real ones; and it knows no tokens.
      const States = Object.fromEntries(
        Object.entries(whole.States).map(([key, { TimeoutSeconds: __, ...state }]) => [
          key,
          JSON.parse(JSON.stringify(state).replace('"token.$":"$$.Task.Token"', '"token":""')),
        ]),
      );
      const atOnce = Object.fromEntries(Object.keys(States).map((key) => [key, 0]));
      execution.planned = clock.plan(now(), () =>
        goOn(execution, () => {
          const run = new StateMachine({ ...whole, States } as never, { validationOptions: { noValidate: true } }).run(
            { ...input },
            {
              noThrowOnAbort: true,
              overrides: {
                taskResourceLocalHandlers: Object.fromEntries(
                  tasks.map(([key, state]) => [key, (data: unknown) => runTask(execution, key, state, data)]),
                ) as never,
                waitTimeOverrides: atOnce,
                retryIntervalOverrides: atOnce,
              },
            },
          );
          execution.abort = run.abort;
          void (async () => {
            for await (const log of run.eventLogs) if (log.type === 'StateEntered') entered.push(log.state.name);
          })();
          run.result.then(
            () => execution.rest(),
            () => execution.rest(),
          );
        }),
      );
    },

    stop: async (journey, runId) => {
      const execution = executions.get(`${journey}:${runId}`);
      if (execution === undefined || execution.isStopped) return;
      execution.isStopped = true;
      execution.planned?.cancel();
      execution.abort();
    },

    resume: async (token) => {
      const wake = waiting.get(token);
      waiting.delete(token);
      wake?.();
    },
  };
};
