import * as z from 'zod/mini';
import type { JsonObject } from './json.ts';
import { once } from './once.ts';

/**
 * The contract of one named `track` event. What it names is typed where present; what it does not name is kept as it comes, and
 * a name without a contract is accepted too. A change that an accepted event of today could fail is a new version.
 */
export interface EventContract {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  /**
   * Who puts it: the team's own systems, or Tributary itself. What Tributary puts is not taken under a write key: that lives in
   * browsers, and what it sends must not pass for what a journey or the mail provider did.
   */
  readonly from: 'senders' | 'tributary';
  readonly properties: z.ZodMiniType<JsonObject>;
  /** Complete `properties` of real-looking events; tests parse each. */
  readonly examples: readonly [JsonObject, ...JsonObject[]];
}

/**
 * A field, made when it is first needed: a function meets a handful of the events in the catalogue, and making the schemas of all of
 * them would be a sixth of its cold start.
 */
export type Field = () => z.ZodMiniType;

/** An object that has these fields and may have others. */
export const looseObject = (fields: Readonly<Record<string, Field>>, message?: string): (() => z.ZodMiniType<JsonObject>) =>
  once(() => {
    const shape = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field()]));
    return z.looseObject(shape, message) as unknown as z.ZodMiniType<JsonObject>;
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

/** Says what a field is, to those who read the published schemas; costs nothing where values are checked. */
export const described = <Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema => {
  z.globalRegistry.add(schema, { description });
  return schema;
};

const numberOrText = { type: ['number', 'string'] };
const textOrNumber = { type: ['string', 'number'] };

/** Money or a count of things: numbers, and the decimal text that point-of-sale systems send. */
export const amount = (description: string): Field =>
  once(() => {
    const number = z.pipe(
      z.transform((value: unknown) => (typeof value === 'string' && decimal.test(value) ? Number(value) : value)),
      z
        .number(amountMessage)
        .check(z.gte(-largestAmount, `at least -${largestAmount}`), z.lte(largestAmount, `at most ${largestAmount}`)),
    );
    return described(z.nullish(number.register(z.globalRegistry, numberOrText)), description);
  });

const numberAsText = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);

/** Text; a number where others write text (an order number, say) becomes its text. */
export const text = (description: string): Field =>
  once(() => {
    const words = z.pipe(z.transform(numberAsText), z.string('text'));
    return described(z.nullish(words.register(z.globalRegistry, textOrNumber)), description);
  });

const currencyMessage = 'an ISO 4217 code like "EUR"';

export const currency: Field = once(() =>
  described(
    z.nullish(z.string(currencyMessage).check(z.regex(/^\s*[A-Za-z]{3}\s*$/, currencyMessage))),
    'ISO 4217 code; US dollars where absent.',
  ),
);

export const flag = (description: string): Field => once(() => described(z.nullish(z.boolean('true or false')), description));

export const instant = (description: string): Field =>
  once(() => described(z.nullish(z.string('an ISO 8601 time like "2026-11-22T08:30:00Z"')), description));

export const object = (description: string): Field =>
  once(() => described(z.nullish(z.record(z.string(), z.unknown(), 'an object')), description));

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, description: string): Field =>
  once(() => z.nullish(described(z.enum(values, `one of: ${values.join(', ')}`), description)));

/** A field without which the event means nothing. */
export const required = (description: string): Field =>
  once(() =>
    z
      .pipe(z.transform(numberAsText), z.string('text, and required').check(z.minLength(1, 'not empty')))
      .register(z.globalRegistry, { description, ...textOrNumber }),
  );
