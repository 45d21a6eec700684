import * as z from 'zod';
import { looseObject, text } from './event-contract.ts';

/** The traits of `identify` that Tributary itself reads; all others are kept as they come. */
export const identifyTraits = looseObject({
  email: () => z.string('must be text').nullish().meta({ description: 'Where mail goes.' }),
  phone: text('Telephone number.'),
  name: text('Full name.'),
  firstName: text('First name.'),
  lastName: text('Last name.'),
});
