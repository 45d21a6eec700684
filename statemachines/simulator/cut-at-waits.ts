import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';

/** A task that goes on when its token comes back. */
export const waitingInvocation = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** The part of a compiled machine that is looked at here; states are kept as they are. */
const machine = z.looseObject({
  StartAt: z.string(),
  States: z.record(z.string(), z.looseObject({ Type: z.string() })),
});

const waitState = z.strictObject({
  Type: z.literal('Wait'),
  Comment: z.string().optional(),
  Seconds: z.number().optional(),
  SecondsPath: z.string().optional(),
  Timestamp: z.string().optional(),
  TimestampPath: z.string().optional(),
  Next: z.string(),
});
type WaitState = z.infer<typeof waitState>;

/** A machine as the simulator runs it: in pieces, each from a start or the end of a wait to the next wait or the end. */
export interface CutMachine {
  readonly startAt: string;
  /** Names of the states that invoke something. */
  readonly tasks: readonly string[];
  /** The machine with another start. */
  from(state: string): StateMachineDefinition;
  /** What a piece ended with: at a wait, or undefined where the machine came to its end. */
  readWait(result: unknown): Waiting | undefined;
  /** After how many seconds an execution is ended by force. */
  readonly timeoutSeconds: number;
  /** What the compiled machine says about a state. */
  state(name: string): Readonly<Record<string, unknown>>;
}

/** An execution that waits is data: where it stands, with what, until when. */
export interface Waiting {
  readonly state: string;
  readonly next: string;
  /** The machine's data, as the state after the wait gets it. */
  readonly data: unknown;
  readonly wait: { readonly seconds: number } | { readonly until: string };
}

/** Among the keys of a piece's result: no data of a journey has one of this name. */
const mark = 'tributaryWaits';

const reached = z.looseObject({
  [mark]: z.object({
    state: z.string(),
    seconds: z.number().nonnegative().optional(),
    until: z.iso.datetime({ offset: true }).optional(),
  }),
});

/**
 * Cuts a compiled machine at its waits. Each Wait becomes the end of a piece, a Pass that answers with the data and with the time that the
 * Wait itself names, by the engine's own reading of its paths; the execution goes on with `Next` when the virtual clock has come to
 * that time. Every other state stays as it was compiled.
 *
 * The engine therefore never waits: it would with `setTimeout`, which turns waits over 24.8 days into none. For the same reason the
 * timeout of the whole machine is taken off and left to the caller.
 *
 * @throws ZodError where the machine is none, or a Wait has fields that cannot be cut.
 */
export const cutAtWaits = (definition: Readonly<Record<string, unknown>>): CutMachine => {
  const { TimeoutSeconds, ...whole } = machine.parse(definition);
  const waits = new Map<string, WaitState>();
  const states: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const [name, state] of Object.entries(whole.States)) {
    if (state.Type === 'Wait') {
      const wait = waitState.parse(state);
      waits.set(name, wait);
      states[name] = endOfPiece(name, wait);
    } else {
      assertWithoutWaits(name, state);
      states[name] = withoutToken(state);
    }
  }

  return {
    startAt: whole.StartAt,
    tasks: Object.keys(states).filter((name) => states[name]?.Type === 'Task'),
    from: (StartAt) => ({ ...whole, StartAt, States: states }) as unknown as StateMachineDefinition,
    readWait: (result) => {
      if (typeof result !== 'object' || result === null || !(mark in result)) return undefined;
      const { [mark]: end, ...data } = reached.parse(result);
      const { state, seconds, until } = end;
      const wait = waits.get(state);
      if (wait === undefined) throw new Error(`there is no wait ${state}`);
      if (until !== undefined) return { state, next: wait.Next, data, wait: { until } };
      if (seconds !== undefined) return { state, next: wait.Next, data, wait: { seconds } };
      throw new Error(`${state} does not say how long it waits`);
    },
    timeoutSeconds: typeof TimeoutSeconds === 'number' ? TimeoutSeconds : Number.POSITIVE_INFINITY,
    state: (name) => whole.States[name] ?? {},
  };
};

const endOfPiece = (state: string, { Seconds, SecondsPath, Timestamp, TimestampPath }: WaitState) => ({
  Type: 'Pass',
  Parameters: {
    state,
    ...(Seconds === undefined ? {} : { seconds: Seconds }),
    ...(SecondsPath === undefined ? {} : { 'seconds.$': SecondsPath }),
    ...(Timestamp === undefined ? {} : { until: Timestamp }),
    ...(TimestampPath === undefined ? {} : { 'until.$': TimestampPath }),
  },
  ResultPath: `$.${mark}`,
  End: true,
});

/** The token of a task is given by whoever runs it: the engine knows none. */
const withoutToken = (state: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const found = withPayload.safeParse(state);
  if (!found.success) return state;
  const { TimeoutSeconds: _, ...rest } = found.data;
  const { 'token.$': __, ...Payload } = found.data.Parameters.Payload;
  return { ...rest, Parameters: { ...found.data.Parameters, Payload } };
};

const withPayload = z.looseObject({
  Resource: z.literal(waitingInvocation),
  Parameters: z.looseObject({ Payload: z.looseObject({ 'token.$': z.literal('$$.Task.Token') }) }),
});

/** Inside Parallel and Map a wait cannot end a piece. No step compiles to one; if one ever does, this says so instead of waiting. */
const assertWithoutWaits = (name: string, state: Readonly<Record<string, unknown>>): void => {
  if (state.Type !== 'Parallel' && state.Type !== 'Map') return;
  if (JSON.stringify(state).includes('"Type":"Wait"')) throw new Error(`the simulator cannot wait inside the state ${name}`);
};
