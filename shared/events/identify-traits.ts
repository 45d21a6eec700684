import * as z from 'zod/mini';
import { described, looseObject, text } from './event-contract.ts';

/** The traits of `identify` that Tributary itself reads; all others are kept as they come. */
export const identifyTraits = looseObject({
  email: () => described(z.nullish(z.string('must be text')), 'Where mail goes.'),
  phone: text('Telephone number.'),
  name: text('Full name.'),
  firstName: text('First name.'),
  lastName: text('Last name.'),
});
