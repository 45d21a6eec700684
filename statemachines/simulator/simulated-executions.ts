import { ExecutionError, StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { ExecutionInput } from '#shared/domain/journey/journey.ts';
import type { Executions } from '#shared/ports/executions.ts';
import { type CutMachine, cutAtWaits, type Waiting } from './cut-at-waits.ts';
import { nextAttempt } from './next-attempt.ts';
import type { Planned, VirtualClock } from './virtual-clock.ts';

/** What an execution tells of itself. */
export type ExecutionNews =
  | { readonly kind: 'waits'; readonly input: ExecutionInput; readonly state: string; readonly until: string }
  | { readonly kind: 'ended'; readonly input: ExecutionInput; readonly how: 'succeeded' | 'stopped' | 'timed-out' }
  | { readonly kind: 'failed'; readonly input: ExecutionInput; readonly error: string };

export interface SimulatedExecutionsDeps {
  readonly clock: VirtualClock;
  /** Compiled machines by the name of their journey. */
  readonly machines: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** What the function behind an ARN does with a payload. It may throw; the error's `name` is what machines retry and catch. */
  readonly invoke: (functionArn: string, payload: unknown) => Promise<unknown>;
  /** Told as it happens, in order. */
  readonly onNews: (news: ExecutionNews) => void;
}

interface Execution {
  readonly input: ExecutionInput;
  readonly machine: Machine;
  readonly name: string;
  readonly endsAt: number;
  /** How often the retriers of states were used that have not succeeded since. */
  readonly failures: Map<string, Map<number, number>>;
  isStopped: boolean;
  /** Gets it going again: at its start, after a wait, or for another attempt. */
  next: Planned | undefined;
  /** Of the piece that is being run. */
  abort: (() => void) | undefined;
}

interface Machine {
  readonly cut: CutMachine;
  /** By the state they start at. */
  readonly from: (state: string) => StateMachine;
}

const invocation = z.object({ FunctionName: z.string(), Payload: z.unknown() });
const invokeLambda = 'arn:aws:states:::lambda:invoke';

/**
 * Executions of compiled machines on a virtual clock, by the engine of `aws-local-stepfunctions`. An execution is run in pieces, from a
 * start or the end of a wait to the next wait (see {@link cutAtWaits}), to a stage that is to be tried again later, or to the end. Between
 * its pieces it is a line in the clock's queue and nothing else, so any number of them can wait for any time, and one that is stopped
 * leaves nothing behind but its name: Step Functions starts no second one under it.
 */
export const createSimulatedExecutions = ({ clock, machines, invoke, onNews }: SimulatedExecutionsDeps): Executions => {
  const names = new Set<string>();
  const running = new Map<string, Execution>();
  const prepared = new Map<string, Machine>();
  const nameOf = (journey: string, runId: string) => `${journey}:${runId}`;
  const now = () => clock.now().getTime();

  const machineOf = (journey: string): Machine => {
    const known = prepared.get(journey);
    if (known !== undefined) return known;
    const definition = machines.get(journey);
    if (definition === undefined) throw new Error(`there is no state machine of ${journey}`);
    const machine = prepare(definition);
    prepared.set(journey, machine);
    return machine;
  };

  const end = (execution: Execution, news: ExecutionNews): void => {
    running.delete(execution.name);
    onNews(news);
  };

  const continueAt = (execution: Execution, at: number, state: string, data: unknown): void => {
    const { input, endsAt } = execution;
    execution.next =
      at > endsAt
        ? clock.plan(endsAt, async () => end(execution, { kind: 'ended', input, how: 'timed-out' }))
        : clock.plan(at, () => runPiece(execution, state, data));
  };

  const wait = (execution: Execution, { state, next, data, wait }: Waiting): void => {
    const until = 'until' in wait ? Date.parse(wait.until) : now() + wait.seconds * 1_000;
    onNews({ kind: 'waits', input: execution.input, state, until: new Date(until).toISOString() });
    continueAt(execution, until, next, data);
  };

  const runPiece = async (execution: Execution, state: string, data: unknown): Promise<void> => {
    const { input, machine } = execution;
    const { cut } = machine;
    const handlers = cut.tasks.map((name) => [name, (processed: unknown) => runTask(execution, name, processed)]);
    const run = machine.from(state).run(data as never, {
      noThrowOnAbort: true,
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    });
    execution.abort = run.abort;
    try {
      const result = await run.result;
      if (execution.isStopped) return;
      const waiting = cut.readWait(result);
      if (waiting === undefined) end(execution, { kind: 'ended', input, how: 'succeeded' });
      else wait(execution, waiting);
    } catch (error) {
      if (execution.isStopped) return;
      const cause = error instanceof ExecutionError ? error.cause : error;
      if (cause instanceof TryAgainLater) {
        continueAt(execution, now() + cause.milliseconds, cause.state, await dataOfLastState(run.eventLogs));
      } else {
        end(execution, { kind: 'failed', input, error: describe(cause) });
      }
    } finally {
      execution.abort = undefined;
    }
  };

  const runTask = async (execution: Execution, name: string, processed: unknown) => {
    if (execution.isStopped) throw new Stopped();
    const state = execution.machine.cut.state(name);
    if (state.Resource !== invokeLambda) throw new Error(`the simulator does not know what ${String(state.Resource)} does`);
    const { FunctionName, Payload } = invocation.parse(processed);
    try {
      const answer = asJson(await invoke(FunctionName, Payload));
      execution.failures.delete(name);
      return { Payload: answer };
    } catch (error) {
      const failures = execution.failures.get(name) ?? new Map<number, number>();
      execution.failures.set(name, failures);
      const delay = nextAttempt(state, error instanceof Error ? error.name : 'Error', failures);
      throw delay === undefined ? new Settled(error) : new TryAgainLater(name, delay);
    }
  };

  return {
    start: async (input) => {
      const name = nameOf(input.journey, input.runId);
      if (names.has(name)) return;
      names.add(name);
      const machine = machineOf(input.journey);
      const endsAt = now() + machine.cut.timeoutSeconds * 1_000;
      const execution: Execution = {
        ...{ input, machine, name, endsAt, failures: new Map() },
        ...{ isStopped: false, next: undefined, abort: undefined },
      };
      running.set(name, execution);
      // Not at once: whoever starts an execution goes on before its first stage is run.
      continueAt(execution, now(), machine.cut.startAt, input);
    },

    stop: async (journey, runId) => {
      const execution = running.get(nameOf(journey, runId));
      if (execution === undefined) return;
      execution.isStopped = true;
      execution.next?.cancel();
      execution.abort?.();
      end(execution, { kind: 'ended', input: execution.input, how: 'stopped' });
    },
  };
};

/** Takes the engine off an execution that was stopped meanwhile; nobody is told of it. */
class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/** Ends a piece at a stage that is to be tried again: the engine itself would wait for that with a timer of real time. */
class TryAgainLater extends Error {
  override readonly name = 'TryAgainLater';
  // The engine asks every error this before it looks at the state's retriers and catchers.
  readonly isRetryable = false;
  readonly isCatchable = false;
  readonly state: string;
  readonly milliseconds: number;

  constructor(state: string, milliseconds: number) {
    super(`${state} is tried again`);
    this.state = state;
    this.milliseconds = milliseconds;
  }
}

/** An error that no retrier is for, or none any more: catchers still look at its name. */
class Settled extends Error {
  override readonly name: string;
  readonly isRetryable = false;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = cause instanceof Error ? cause.name : 'Error';
  }
}

/** What the state was entered with that a piece has ended in. The logs of a piece that has ended are all there. */
const dataOfLastState = async (logs: ReturnType<StateMachine['run']>['eventLogs']): Promise<unknown> => {
  let data: unknown;
  for await (const log of logs) if (log.type === 'StateEntered') data = log.state.input;
  return data;
};

const prepare = (definition: Readonly<Record<string, unknown>>): Machine => {
  const cut = cutAtWaits(definition);
  const made = new Map<string, StateMachine>();
  return {
    cut,
    from: (state) => {
      const known = made.get(state);
      if (known !== undefined) return known;
      // The compiled machine was validated by its own tests and at synth; this one differs in its waits.
      const machine = new StateMachine(cut.from(state), { validationOptions: { noValidate: true } });
      made.set(state, machine);
      return machine;
    },
  };
};

type JsonValue = Awaited<ReturnType<StateMachine['run']>['result']>;

/** As an answer travels: what is undefined is absent. */
const asJson = (value: unknown): JsonValue => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

const describe = (cause: unknown): string => (cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
