import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';

export interface PartedMachine {
  readonly definition: StateMachineDefinition;
  /** What a state invokes with every time, in an execution that was started with this input. */
  constants(state: string, input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

/** The constant part of a payload: what is written there, and the fields of the execution's input that paths lead to, by their keys. */
interface ConstantPart {
  readonly written: Readonly<Record<string, unknown>>;
  readonly ofInput: readonly (readonly [key: string, field: string])[];
}

/**
 * Takes out of a machine what the engine would only copy, again for every stage of every run: the steps of a stage and the rules of its
 * journey are most of a payload, and no path is in them; and of whom the run is, which is in the input and stays as it is there. Whoever
 * runs a task puts them to what the engine has made of the rest.
 */
export const withoutConstantPayloads = (definition: StateMachineDefinition): PartedMachine => {
  const parts = new Map<string, ConstantPart>();
  const stays = fieldsThatStay(definition);
  const states = Object.entries(definition.States).map(([name, state]): [string, unknown] => {
    const found = taskWithPayload.safeParse(state);
    if (!found.success) return [name, state];
    const payload = Object.entries(found.data.Parameters.Payload);
    const written = payload.filter(([key, value]) => !key.endsWith('.$') && !holdsPath(value));
    const ofInput = payload.flatMap(([key, value]): [string, string][] => {
      const field = key.endsWith('.$') && typeof value === 'string' ? wholeField.exec(value)?.[1] : undefined;
      return field !== undefined && stays(field) ? [[key, field]] : [];
    });
    const taken = new Set([...written, ...ofInput].map(([key]) => key));
    parts.set(name, {
      written: Object.fromEntries(written),
      ofInput: ofInput.map(([key, field]) => [key.slice(0, -'.$'.length), field]),
    });
    const Payload = Object.fromEntries(payload.filter(([key]) => !taken.has(key)));
    return [name, { ...found.data, Parameters: { ...found.data.Parameters, Payload } }];
  });
  return {
    definition: { ...definition, States: Object.fromEntries(states) } as StateMachineDefinition,
    constants: (state, input) => {
      const { written = {}, ofInput = [] } = parts.get(state) ?? {};
      return ofInput.length === 0
        ? written
        : { ...written, ...Object.fromEntries(ofInput.map(([key, field]) => [key, input[field]])) };
    },
  };
};

const wholeField = /^\$\.(\w+)$/;

/** Fields of the input that no state writes over: each that has a result puts it beside them, under a name of its own. */
const fieldsThatStay = ({ States }: StateMachineDefinition): ((field: string) => boolean) => {
  const written = Object.values(States).flatMap((state) => {
    const { Type, InputPath, OutputPath, ResultPath = '$', Catch } = writing.parse(state);
    const results = producing.has(Type) ? [ResultPath] : [];
    const narrowed = InputPath === undefined && OutputPath === undefined ? [] : ['$'];
    return [...narrowed, ...results, ...Catch.map((each) => each.ResultPath)].flatMap((path) => path ?? []);
  });
  const fields = written.map((path) => wholeField.exec(path)?.[1]);
  return (field) => !fields.includes(undefined) && !fields.includes(field);
};

const producing = new Set(['Task', 'Pass', 'Map', 'Parallel']);
const resultPath = z.string().nullable();
const writing = z.object({
  Type: z.string(),
  InputPath: z.unknown().optional(),
  OutputPath: z.unknown().optional(),
  /** Null: the result is thrown away. */
  ResultPath: resultPath.optional(),
  Catch: z.array(z.object({ ResultPath: resultPath.default('$') })).default([]),
});

const taskWithPayload = z.looseObject({
  Type: z.literal('Task'),
  Parameters: z.looseObject({ Payload: z.record(z.string(), z.unknown()) }),
});

/** At any depth. */
const holdsPath = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, inner]) => key.endsWith('.$') || holdsPath(inner));
