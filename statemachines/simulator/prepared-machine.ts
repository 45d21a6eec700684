import { StateMachine } from 'aws-local-stepfunctions';
import { type PartedMachine, withoutConstantPayloads } from './constant-payloads.ts';
import { type CutMachine, cutAtWaits } from './cut-at-waits.ts';

/** A compiled machine, made ready to be run in pieces. */
export interface PreparedMachine {
  readonly cut: CutMachine;
  /** See {@link withoutConstantPayloads}. */
  readonly constants: PartedMachine['constants'];
  /** By the state they start at. */
  readonly from: (state: string) => StateMachine;
}

/** @throws ZodError as {@link cutAtWaits} does */
export const prepareMachine = (definition: Readonly<Record<string, unknown>>): PreparedMachine => {
  const cut = cutAtWaits(definition);
  const { definition: machine, constants } = withoutConstantPayloads(cut.from(cut.startAt));
  const made = new Map<string, StateMachine>();
  return {
    cut,
    constants,
    from: (state) => {
      const known = made.get(state);
      if (known !== undefined) return known;
      // The compiled machine was validated by its own tests and at synth; this one differs in its waits.
      const piece = new StateMachine({ ...machine, StartAt: state }, { validationOptions: { noValidate: true } });
      made.set(state, piece);
      return piece;
    },
  };
};

/** How many states a piece has entered, and what the last one was entered with. The logs of a piece that has ended are all there. */
export const statesOf = async (
  logs: ReturnType<StateMachine['run']>['eventLogs'],
): Promise<{ readonly entered: number; readonly data: unknown }> => {
  let entered = 0;
  let data: unknown;
  for await (const log of logs) {
    if (log.type !== 'StateEntered') continue;
    entered += 1;
    data = log.state.input;
  }
  return { entered, data };
};
