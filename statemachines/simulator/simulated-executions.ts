import { ExecutionError, type StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import { type AwaitedEvent, awaitedEvent, type ExecutionInput } from '#shared/domain/journey/journey.ts';
import type { Executions } from '#shared/ports/executions.ts';
import { type Waiting, waitingInvocation } from './cut-at-waits.ts';
import { nextAttempt } from './next-attempt.ts';
import { Settled, Stopped, TaskTimedOut, type Token, TryAgainLater, WaitsForToken } from './piece-ends.ts';
import { type PreparedMachine, prepareMachine, statesOf } from './prepared-machine.ts';
import type { Planned, VirtualClock } from './virtual-clock.ts';

/** What a wait is for: a time, the time at which a message may go, or an event. */
export type WaitsFor = { readonly kind: 'time' } | { readonly kind: 'hold' } | ({ readonly kind: 'event' } & AwaitedEvent);

/** What an execution tells of itself. */
export type ExecutionNews =
  | {
      readonly kind: 'waits';
      readonly input: ExecutionInput;
      readonly state: string;
      readonly until: string;
      readonly waitsFor: WaitsFor;
    }
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
  /** Told how many states were entered, after each piece of an execution; a state that waits for its token is entered once. */
  readonly onStates?: (entered: number) => void;
}

interface Execution {
  readonly input: ExecutionInput;
  readonly machine: PreparedMachine;
  readonly name: string;
  readonly endsAt: number;
  /** How often the retriers of states were used that have not succeeded since. */
  readonly failures: Map<string, Map<number, number>>;
  /** What becomes of a task that waits for its token, once that is known. */
  answer: 'resumed' | 'timed-out' | undefined;
  isStopped: boolean;
  /** Gets it going again: at its start, after a wait, or for another attempt. */
  next: Planned | undefined;
  /** Of the piece that is being run. */
  abort: (() => void) | undefined;
}

const invocation = z.object({ FunctionName: z.string(), Payload: z.unknown() });
const waitingTask = z.object({
  TimeoutSeconds: z.number(),
  Parameters: z.object({ Payload: z.object({ waitFor: awaitedEvent }) }),
});
const invokeLambda = 'arn:aws:states:::lambda:invoke';

/**
 * Executions of compiled machines on a virtual clock, by the engine of `aws-local-stepfunctions`. An execution is run in pieces, from a
 * start or the end of a wait to the next wait (see {@link cutAtWaits}), to a stage that is to be tried again later, or to the end. Between
 * its pieces it is a line in the clock's queue and nothing else, so any number of them can wait for any time, and one that is stopped
 * leaves nothing behind but its name: Step Functions starts no second one under it.
 */
export const createSimulatedExecutions = ({ clock, machines, invoke, onNews, onStates }: SimulatedExecutionsDeps): Executions => {
  const names = new Set<string>();
  const running = new Map<string, Execution>();
  const prepared = new Map<string, PreparedMachine>();
  const tokens = new Map<string, Token>();
  let tokensGiven = 0;
  const nameOf = (journey: string, runId: string) => `${journey}:${runId}`;
  const now = () => clock.now().getTime();

  const machineOf = (journey: string): PreparedMachine => {
    const known = prepared.get(journey);
    if (known !== undefined) return known;
    const definition = machines.get(journey);
    if (definition === undefined) throw new Error(`there is no state machine of ${journey}`);
    const machine = prepareMachine(definition);
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
    const { TimestampPath } = execution.machine.cut.state(state);
    const isHold = typeof TimestampPath === 'string' && TimestampPath.startsWith('$.held.');
    const waitsFor: WaitsFor = isHold ? { kind: 'hold' } : { kind: 'time' };
    onNews({ kind: 'waits', input: execution.input, state, until: new Date(until).toISOString(), waitsFor });
    continueAt(execution, until, next, data);
  };

  const runPiece = async (execution: Execution, state: string, data: unknown): Promise<void> => {
    const { input, machine } = execution;
    const { cut } = machine;
    // Asked before the engine begins: the task takes the answer.
    const isEnteredAlready = execution.answer !== undefined;
    const handlers = cut.tasks.map((name) => [name, (processed: unknown) => runTask(execution, name, processed)]);
    const run = machine.from(state).run(data as never, {
      noThrowOnAbort: true,
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    });
    execution.abort = run.abort;
    const readStates = async (): Promise<unknown> => {
      const { entered, data } = await statesOf(run.eventLogs);
      onStates?.(entered - (isEnteredAlready ? 1 : 0));
      return data;
    };
    try {
      const result = await run.result;
      if (onStates !== undefined) await readStates();
      if (execution.isStopped) return;
      const waiting = cut.readWait(result);
      if (waiting === undefined) end(execution, { kind: 'ended', input, how: 'succeeded' });
      else wait(execution, waiting);
    } catch (error) {
      if (execution.isStopped) return;
      const cause = error instanceof ExecutionError ? error.cause : error;
      if (cause instanceof WaitsForToken) {
        waitForToken(execution, cause, await readStates());
      } else if (cause instanceof TryAgainLater) {
        continueAt(execution, now() + cause.milliseconds, cause.state, await readStates());
      } else {
        if (onStates !== undefined) await readStates();
        end(execution, { kind: 'failed', input, error: describe(cause) });
      }
    } finally {
      execution.abort = undefined;
    }
  };

  /** Until the token comes back, or the state's time is up. */
  const waitForToken = (execution: Execution, { state, token }: WaitsForToken, data: unknown): void => {
    const { TimeoutSeconds, Parameters } = waitingTask.parse(execution.machine.cut.state(state));
    const until = now() + TimeoutSeconds * 1_000;
    const waitsFor = { kind: 'event', ...Parameters.Payload.waitFor } as const;
    token.goOn = () => {
      if (execution.isStopped) return;
      execution.next?.cancel();
      execution.answer = 'resumed';
      continueAt(execution, now(), state, data);
    };
    onNews({ kind: 'waits', input: execution.input, state, until: new Date(until).toISOString(), waitsFor });
    execution.next = clock.plan(Math.min(until, execution.endsAt), async () => {
      tokens.delete(token.name);
      if (until > execution.endsAt) return end(execution, { kind: 'ended', input: execution.input, how: 'timed-out' });
      execution.answer = 'timed-out';
      await runPiece(execution, state, data);
    });
  };

  const runTask = async (execution: Execution, name: string, processed: unknown) => {
    if (execution.isStopped) throw new Stopped();
    const state = execution.machine.cut.state(name);
    const { Resource } = state;
    if (Resource !== invokeLambda && Resource !== waitingInvocation)
      throw new Error(`the simulator does not know what ${String(Resource)} does`);
    if (Resource === waitingInvocation && execution.answer !== undefined) {
      const { answer } = execution;
      execution.answer = undefined;
      if (answer === 'timed-out') throw new Settled(new TaskTimedOut());
      return {};
    }
    const { FunctionName, Payload: paths } = invocation.parse(processed);
    const Payload = typeof paths === 'object' ? { ...paths, ...execution.machine.constants(name, execution.input) } : paths;
    const token = Resource === waitingInvocation ? newToken() : undefined;
    try {
      const answer = asJson(
        await invoke(FunctionName, token === undefined ? Payload : { ...asObject(Payload), token: token.name }),
      );
      execution.failures.delete(name);
      if (token === undefined) return { Payload: answer };
      if (token.cameBack) return {};
    } catch (error) {
      if (token !== undefined) tokens.delete(token.name);
      // The task was over before the function that it invoked.
      if (token?.cameBack === true) return {};
      const failures = execution.failures.get(name) ?? new Map<number, number>();
      execution.failures.set(name, failures);
      const delay = nextAttempt(state, error instanceof Error ? error.name : 'Error', failures);
      throw delay === undefined ? new Settled(error) : new TryAgainLater(name, delay);
    }
    throw new WaitsForToken(name, token);
  };

  const newToken = (): Token => {
    tokensGiven += 1;
    const token: Token = { name: `token-${tokensGiven}`, cameBack: false, goOn: undefined };
    tokens.set(token.name, token);
    return token;
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
        ...{ answer: undefined, isStopped: false, next: undefined, abort: undefined },
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

    resume: async (name) => {
      const token = tokens.get(name);
      if (token === undefined) return;
      tokens.delete(name);
      token.cameBack = true;
      token.goOn?.();
    },
  };
};

type JsonValue = Awaited<ReturnType<StateMachine['run']>['result']>;

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

/** As an answer travels: what is undefined is absent. */
const asJson = (value: unknown): JsonValue => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

const describe = (cause: unknown): string =>
  cause instanceof Settled ? cause.words : cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
