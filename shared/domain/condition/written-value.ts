import type { Json } from '#shared/events/json.ts';
import { dateOf } from './fact-dates.ts';
import { plainTypeOf } from './plain-types.ts';
import type { PropertyType } from './vocabulary.ts';

/** Why a value cannot be written for something of a type. */
export interface Misfit {
  readonly message: string;
  readonly hint: string;
}

/**
 * Compares a value that stands in a file with the declared type of what it is for; nothing where it fits, or empties. This is stricter
 * than what is understood of facts, which others send: `'no'` written for a "yes or no" would be a text in messages, and so be taken for yes.
 *
 * @param name of what the value is for.
 */
export const misfitOf = (name: string, value: Json, type: PropertyType): Misfit | undefined => {
  if (value === null || type === 'anything' || fits[type](value)) return undefined;
  const what = typeof value === 'string' && type === 'date' ? 'no date' : inWords(value);
  return { message: `\`${name}\` is ${plainTypeOf[type]}, and this is ${what}`, hint: hintFor(value, type) };
};

const fits: Readonly<Record<Exclude<PropertyType, 'anything'>, (value: Json) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  'yes or no': (value) => typeof value === 'boolean',
  date: (value) => dateOf(value) !== undefined,
  list: (value) => Array.isArray(value),
};

const inWords = (value: Json): string => {
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'yes or no';
    default:
      return 'a group of fields';
  }
};

const answers: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['true', true],
  ['no', false],
  ['false', false],
]);

const hintFor = (value: Json, type: Exclude<PropertyType, 'anything'>): string => {
  switch (type) {
    case 'text':
      return typeof value === 'object' ? 'write one text' : `write it between quotation marks: \`'${String(value)}'\``;
    case 'number': {
      const isNumber = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
      return isNumber ? `write it without quotation marks: \`${value.trim()}\`` : 'write a number, like `12.5`';
    }
    case 'yes or no': {
      const answer = typeof value === 'string' ? answers.get(value.trim().toLowerCase()) : undefined;
      return answer === undefined ? 'write `true` or `false`' : `write \`${answer}\``;
    }
    case 'date':
      return "a date is written like '2026-12-24' or '2026-12-24T18:00:00Z'";
    case 'list':
      return 'a list is written `[ovens, freezers]`';
  }
};
