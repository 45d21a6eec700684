import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';

export interface PartedMachine {
  readonly definition: StateMachineDefinition;
  /** What a state invokes with every time, whatever the data. */
  constants(state: string): Readonly<Record<string, unknown>>;
}

/**
 * Takes out of a machine what the engine would only copy, again for every stage of every run: the steps of a stage and the rules of its
 * journey are most of a payload, and no path is in them. Whoever runs a task puts them to what the engine has made of the rest.
 */
export const withoutConstantPayloads = (definition: StateMachineDefinition): PartedMachine => {
  const constants = new Map<string, Readonly<Record<string, unknown>>>();
  const states = Object.entries(definition.States).map(([name, state]): [string, unknown] => {
    const found = taskWithPayload.safeParse(state);
    if (!found.success) return [name, state];
    const { Payload } = found.data.Parameters;
    const isConstant = (key: string): boolean => !key.endsWith('.$') && !holdsPath(Payload[key]);
    const part = (isMeant: (key: string) => boolean) =>
      Object.fromEntries(Object.entries(Payload).filter(([key]) => isMeant(key)));
    constants.set(name, part(isConstant));
    return [name, { ...found.data, Parameters: { ...found.data.Parameters, Payload: part((key) => !isConstant(key)) } }];
  });
  return {
    definition: { ...definition, States: Object.fromEntries(states) } as StateMachineDefinition,
    constants: (state) => constants.get(state) ?? {},
  };
};

const taskWithPayload = z.looseObject({
  Type: z.literal('Task'),
  Parameters: z.looseObject({ Payload: z.record(z.string(), z.unknown()) }),
});

/** At any depth. */
const holdsPath = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, inner]) => key.endsWith('.$') || holdsPath(inner));
