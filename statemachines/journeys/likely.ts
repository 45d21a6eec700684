import * as z from 'zod';
import { share } from '#shared/adapters/yaml/sending-fields.ts';

const isNone = 'a probability is a share like `30%`, or a number from 0 to 1';

const probability = z
  .xor([share, z.number().min(0, isNone).max(1, isNone)], { error: isNone })
  .meta({ description: 'How many of those who come to the step take this arm.', examples: ['30%'] });

const arms = z
  .record(z.string(), probability, { error: 'this is not a list of arms, like `{ booked already: 30% }`' })
  .meta({ description: 'The arms that something is known of, by name. The others share the rest.' });

/** How likely arms are, as files say it: by the names of steps and arms. */
export const likely = z
  .record(z.string(), arms, { error: 'this is not a list of steps, like `is a demonstration booked: { booked already: 30% }`' })
  .meta({
    description:
      'How likely the arms of branches and of waits for events or tasks are, as far as that is known, by the names of steps and arms. `tributary cost` and the budget count with it; nothing that is deployed does. Arms of which nothing is said are equally likely.',
    examples: [{ 'is a demonstration booked': { 'booked already': '30%' }, 'Demo Booked': { came: '10%' } }],
  });

export type SaidOfArms = z.infer<typeof likely>;
