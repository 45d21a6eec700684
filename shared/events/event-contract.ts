import * as z from 'zod';
import type { JsonObject } from './json.ts';

/**
 * The contract of one named `track` event. What it names is typed where present; what it does not name is kept as it comes, and
 * a name without a contract is accepted too. A change that an accepted event of today could fail is a new version.
 */
export interface EventContract {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  /** Who puts it: the team's own systems, or Tributary itself. */
  readonly from: 'senders' | 'tributary';
  /** Not taken from senders: a write key lives in browsers, and what it sends must not pass for what a journey did. */
  readonly isReserved?: true;
  readonly properties: z.ZodType<JsonObject>;
  /** Complete `properties` of real-looking events; tests parse each. */
  readonly examples: readonly [JsonObject, ...JsonObject[]];
}

/**
 * A field, made when it is first needed: a function meets a handful of the events in the catalogue, and making the schemas of all of
 * them would be a sixth of its cold start.
 */
export type Field = () => z.ZodType;

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** An object that has these fields and may have others. */
export const looseObject = (fields: Readonly<Record<string, Field>>, message?: string): (() => z.ZodType<JsonObject>) =>
  once(() => {
    const shape = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field()]));
    return z.looseObject(shape, message) as unknown as z.ZodType<JsonObject>;
  });

/** A contract out of the fields it names. None is required unless the event means nothing without it. */
export const defineEvent = ({
  properties,
  ...contract
}: Omit<EventContract, 'version' | 'properties'> & {
  readonly version?: number;
  readonly properties: Readonly<Record<string, Field>>;
}): EventContract => {
  const schema = looseObject(properties);
  return {
    version: 1,
    ...contract,
    get properties() {
      return schema();
    },
  };
};

/** Amounts beyond this are mistakes, and sums of them would lose their cents. */
const largestAmount = 1e10;
const decimal = /^\s*-?\d+(\.\d+)?\s*$/;

const amountMessage = 'an amount: a number, or its decimal text like "12.50" without currency sign and thousands separators';

/** Money or a count of things: numbers, and the decimal text that point-of-sale systems send. */
export const amount = (description: string): Field =>
  once(() =>
    z
      .preprocess(
        (value) => (typeof value === 'string' && decimal.test(value) ? Number(value) : value),
        z.number(amountMessage).min(-largestAmount, `at least -${largestAmount}`).max(largestAmount, `at most ${largestAmount}`),
      )
      .meta({ type: ['number', 'string'] })
      .nullish()
      .meta({ description }),
  );

/** Text; a number where others write text (an order number, say) becomes its text. */
export const text = (description: string): Field =>
  once(() =>
    z
      .preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string('text'))
      .meta({ type: ['string', 'number'] })
      .nullish()
      .meta({ description }),
  );

export const currency: Field = once(() =>
  z
    .string('an ISO 4217 code like "EUR"')
    .regex(/^\s*[A-Za-z]{3}\s*$/, 'an ISO 4217 code like "EUR"')
    .nullish()
    .meta({ description: 'ISO 4217 code; US dollars where absent.' }),
);

export const flag = (description: string): Field => once(() => z.boolean('true or false').nullish().meta({ description }));

export const instant = (description: string): Field =>
  once(() => z.string('an ISO 8601 time like "2026-11-22T08:30:00Z"').nullish().meta({ description }));

export const object = (description: string): Field =>
  once(() => z.record(z.string(), z.unknown(), 'an object').nullish().meta({ description }));

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, description: string): Field =>
  once(() =>
    z
      .enum(values, `one of: ${values.join(', ')}`)
      .meta({ description })
      .nullish(),
  );

/** A field without which the event means nothing. */
export const required = (description: string): Field =>
  once(() =>
    z
      .preprocess(
        (value) => (typeof value === 'number' ? String(value) : value),
        z.string('text, and required').min(1, 'not empty'),
      )
      .meta({ description, type: ['string', 'number'] }),
  );
