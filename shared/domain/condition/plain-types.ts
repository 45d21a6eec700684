import type { PropertyType } from './vocabulary.ts';

/** The declared types as messages speak of what has them: `traits.age` is a number. */
export const plainTypeOf: Readonly<Record<PropertyType, string>> = {
  text: 'text',
  number: 'a number',
  'yes or no': 'yes or no',
  date: 'a date',
  list: 'a list',
  anything: 'anything',
};
