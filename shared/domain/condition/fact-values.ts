import type { Json } from '#shared/events/json.ts';
import { dateOf } from './fact-dates.ts';
import { limits } from './language.ts';
import type { PropertyType } from './vocabulary.ts';

/** A value as expressions calculate with it. Objects are Maps, so that no name reaches a prototype. */
export type CelValue = string | number | boolean | null | Date | readonly CelValue[] | ReadonlyMap<string, CelValue>;

/** Why a value cannot be used, in words that go behind the fact's name. */
export interface Unusable {
  readonly why: string;
}

export const isUnusable = (value: CelValue | Unusable): value is Unusable =>
  typeof value === 'object' && value !== null && 'why' in value;

/** A number as forms and tills write it. */
export const decimal = /^\s*-?\d+(\.\d+)?\s*$/;

/**
 * A fact as its declared type. Forms and tills write numbers and answers as text, which is understood; anything else that does not
 * fit is no value.
 */
export const asDeclared = (value: Json | undefined, type: PropertyType | undefined): CelValue | Unusable => {
  if (value === undefined || value === null) return { why: 'is not known' };
  switch (type) {
    case 'text':
      if (typeof value === 'string') return asItIs(value);
      return typeof value === 'number' ? String(value) : { why: 'is no text' };
    case 'number': {
      const number = typeof value === 'string' && decimal.test(value) ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : { why: 'is no number' };
    }
    case 'yes or no': {
      const answer = typeof value === 'string' ? answers.get(value.trim().toLowerCase()) : value;
      return typeof answer === 'boolean' ? answer : { why: 'is neither yes nor no' };
    }
    case 'date':
      return dateOf(value) ?? { why: 'is no date' };
    case 'list':
      return Array.isArray(value) ? asItIs(value) : { why: 'is no list' };
    default:
      return asItIs(value);
  }
};

const answers = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

const asItIs = (value: Json): CelValue | Unusable => {
  try {
    return converted(value);
  } catch (error) {
    if (error instanceof TooLong) return { why: error.message };
    throw error;
  }
};

class TooLong extends Error {}

const converted = (value: Json): CelValue => {
  if (typeof value === 'string' && value.length > limits.factCharacters) {
    throw new TooLong(`has a text of more than ${limits.factCharacters} characters`);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) {
    if (value.length > limits.factItems) throw new TooLong(`has a list of more than ${limits.factItems} items`);
    return value.map(converted);
  }
  return new Map(Object.keys(value).flatMap((key) => (value[key] === undefined ? [] : [[key, converted(value[key])] as const])));
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** What an expression gave, as JSON; undefined for what JSON cannot say. */
export const jsonOf = (value: unknown): Json | undefined => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'bigint':
      return Number(value);
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return null;
  if (value instanceof Date) return dateOf(value)?.toISOString();
  if (value instanceof Map) {
    const entries = [...value].flatMap(([key, item]) => {
      const json = typeof key === 'string' ? jsonOf(item) : undefined;
      return json === undefined ? [] : [[key, json] as const];
    });
    return Object.fromEntries(entries);
  }
  if (!Array.isArray(value) && !(value instanceof Set)) return undefined;
  return Array.from(value, (item) => jsonOf(item) ?? null);
};
