import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json, JsonObject } from '#shared/events/json.ts';
import type { Template } from './destination.ts';

/** Gives the value of an expression; `undefined` where it cannot be found out. */
export type Evaluate = (expression: string) => Json | undefined;

/** A template with its expressions answered. A field whose answer is unknown is left out; in a list it is null, so that places stay. */
export const fill = (template: Template, evaluate: Evaluate): JsonObject =>
  Object.fromEntries(
    Object.entries(template).flatMap(([name, part]): [string, Json][] => {
      const filled = fillPart(part, evaluate);
      return filled === undefined ? [] : [[name, filled]];
    }),
  );

const fillPart = (part: Json, evaluate: Evaluate): Json | undefined => {
  const expression = expressionOf(part);
  if (expression !== undefined) return evaluate(expression);
  if (isList(part)) return part.map((item) => fillPart(item, evaluate) ?? null);
  return isObject(part) ? fill(part as Template, evaluate) : part;
};

/** Every expression of a template with its place, for checking. */
export const expressionsIn = (
  part: Json,
  path: readonly (string | number)[] = [],
): readonly { readonly path: readonly (string | number)[]; readonly expression: string }[] => {
  const expression = expressionOf(part);
  if (expression !== undefined) return [{ path: [...path, 'from'], expression }];
  if (isList(part)) return part.flatMap((item, index) => expressionsIn(item, [...path, index]));
  if (!isObject(part)) return [];
  return Object.entries(part).flatMap(([name, value]) => (value === undefined ? [] : expressionsIn(value, [...path, name])));
};

const expressionOf = (part: Json): string | undefined => {
  if (!isObject(part)) return undefined;
  const { from, ...others } = part;
  return typeof from === 'string' && Object.keys(others).length === 0 ? from : undefined;
};

const isList = (part: Json): part is readonly Json[] => Array.isArray(part);
const isObject = (part: Json): part is JsonObject => typeof part === 'object' && part !== null && !isList(part);

/** What is sent where the destination does not say what: ids, and the event that brought the customer into the journey. */
export const defaultPayload = (run: JourneyRun, step: string, event: CustomerEvent | undefined): JsonObject => ({
  journey: run.journey,
  step,
  runId: run.runId,
  profileId: run.profileId,
  ...(event === undefined
    ? {}
    : { event: { name: event.name, timestamp: event.timestamp, properties: event.properties ?? event.traits ?? {} } }),
});
