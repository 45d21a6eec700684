import * as z from 'zod';
import { budget } from './budget.ts';
import { duration } from './duration.ts';

const eventName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .meta({ description: 'The name of an event, as it is sent.', examples: ['Lead Created', 'Order Completed'] });

const reenter = z
  .union(
    [
      z.literal('never').meta({ description: 'Once in a lifetime.' }),
      z.literal('after-completion').meta({ description: 'Again, once the previous run is over, however it ended.' }),
      z.strictObject({ after: duration }).meta({
        description: 'Again, once the previous run is over and this long has gone by since it was entered.',
      }),
    ],
    { error: '`reenter` is `never`, `after-completion`, or a length of time like `after: 30 days`' },
  )
  .meta({ description: 'Whether somebody may come in again. `never` if it is left out.' });

const exit = z
  .union(
    [
      z.literal('unsubscribed').meta({ description: 'The customer unsubscribes from our mail.' }),
      z.strictObject({ on: eventName }).meta({ description: 'The event happens to the customer.' }),
    ],
    { error: 'an exit is `unsubscribed`, or an event like `on: Order Completed`' },
  )
  .meta({ description: 'What takes a customer out of the journey, wherever they are in it.' });

/**
 * The form of a journey's file. The steps are given by the caller: the reader takes them as they come, because it can say more
 * about a wrong step than a union of all kinds could; the published JSON Schema wants them spelled out.
 */
export const journeyFile = <Step extends z.ZodType>(step: Step) =>
  z
    .strictObject({
      description: z.string().trim().min(1).max(500).meta({ description: 'What the journey is for, in a sentence or two.' }),
      enter: z
        .strictObject({ on: eventName, reenter: reenter.exactOptional() })
        .meta({ description: 'How customers come into the journey.' }),
      exit: z.array(exit).meta({ description: 'How customers leave it early.' }).exactOptional(),
      goal: z
        .strictObject({
          on: eventName,
          within: duration.meta({
            description: 'Counted from the entry. Within it the goal counts also for those who have already left.',
          }),
        })
        .meta({ description: 'What the journey is to bring about. Whoever reaches it leaves the journey as converted.' })
        .exactOptional(),
      budget: budget
        .meta({
          description:
            'What AWS may charge for a contact who goes all the way, in dollars. `tributary check` refuses a journey that costs more.',
        })
        .exactOptional(),
      steps: z
        .array(step)
        .min(1, 'a journey needs at least one step')
        .meta({ description: 'What happens, one after the other.' }),
    })
    .meta({ title: 'Journey', description: 'A journey: who comes in, what happens, and what takes them out again.' });

/** The file as read, its steps still to be looked at. */
export const rawJourney = journeyFile(z.unknown());
export type RawJourney = z.infer<typeof rawJourney>;
