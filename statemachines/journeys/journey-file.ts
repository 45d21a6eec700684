import * as z from 'zod';
import { condition } from '#shared/adapters/yaml/condition.ts';
import { sendingOverride } from '#shared/adapters/yaml/sending-fields.ts';
import { budget } from './budget.ts';
import { duration } from './duration.ts';
import { holdout } from './holdout.ts';
import { likely } from './likely.ts';
import { schedule } from './schedule.ts';

const eventName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .meta({ description: 'The name of an event, as it is sent.', examples: ['Lead Created', 'Order Completed'] });

const segmentName = z
  .string()
  .trim()
  .min(1)
  .meta({
    description: 'The name of a segment: of its file under marketing/segments, without the ending.',
    examples: ['at-risk'],
  });

const eventCondition = condition
  .meta({
    description: 'What must be true of the event and of the customer, besides. docs/conditions.md says what it may speak of.',
    examples: ['event.properties.revenue > 100'],
  })
  .exactOptional();

// Forms exclude each other, so that of several almost fitting ones the best is told about.
const reenter = z
  .xor(
    [
      z.literal('never').meta({ description: 'Once in a lifetime.' }),
      z.literal('after-completion').meta({ description: 'Again, once the previous run is over, however it ended.' }),
      z.strictObject({ after: duration.meta({ description: 'How long after the previous entry.' }) }).meta({
        description: 'Again, once the previous run is over and this long has gone by since it was entered.',
      }),
    ],
    { error: '`reenter` is `never`, `after-completion`, or a length of time like `after: 30 days`' },
  )
  .meta({ description: 'Whether somebody may come in again. `never` if it is left out.' });

const exit = z
  .xor(
    [
      z.literal('unsubscribed').meta({ description: 'The customer unsubscribes from our mail.' }),
      z.strictObject({ on: eventName, when: eventCondition }).meta({ description: 'The event happens to the customer.' }),
      z.strictObject({ 'segment entered': segmentName }).meta({ description: 'The customer comes into a segment.' }),
      z.strictObject({ 'segment left': segmentName }).meta({ description: 'The customer falls out of a segment.' }),
      z
        .strictObject({ when: condition.meta({ examples: ['orders.count > 3'] }) })
        .meta({ description: 'It is true of the customer. Looked at each time before something is done.' }),
    ],
    {
      error:
        'an exit is `unsubscribed`, an event like `on: Order Completed`, `segment entered: …`, `segment left: …`, or a condition like `when: orders.count > 3`',
    },
  )
  .meta({ description: 'What takes a customer out of the journey, wherever they are in it.' });

const enter = z
  .xor(
    [
      z
        .strictObject({ on: eventName, when: eventCondition, reenter: reenter.exactOptional() })
        .meta({ description: 'Whoever the event happens to.' }),
      z
        .strictObject({ segment: segmentName, reenter: reenter.exactOptional() })
        .meta({ description: 'Whoever comes into the segment.' }),
      z
        .strictObject({ every: schedule, segment: segmentName, reenter: reenter.exactOptional() })
        .meta({ description: 'Whoever is in the segment at that time.' }),
    ],
    {
      error:
        'customers enter by an event (`on: Lead Created`), into a segment (`segment: at-risk`), or on a schedule (`every: monday at 09:00`, with a segment)',
    },
  )
  .meta({ description: 'How customers come into the journey.' });

/**
 * The form of a journey's file. The steps are given by the caller: the reader takes them as they come, because it can say more
 * about a wrong step than a union of all kinds could; the published JSON Schema wants them spelled out.
 */
export const journeyFile = <Step extends z.ZodType>(step: Step) =>
  z
    .strictObject({
      description: z
        .string()
        .trim()
        .min(1)
        .max(500)
        .meta({
          description: 'What the journey is for, in a sentence or two.',
          examples: ['Two mails for a new lead, then a call.'],
        }),
      enter,
      audience: condition
        .meta({ description: 'Who may come in at all.', examples: ["traits.country in ['DE', 'AT']"] })
        .exactOptional(),
      holdout: holdout.exactOptional(),
      exit: z.array(exit).meta({ description: 'How customers leave it early.' }).exactOptional(),
      goal: z
        .strictObject({
          on: eventName,
          when: eventCondition,
          within: duration.meta({
            description: 'Counted from the entry. Within it the goal counts also for those who have already left.',
          }),
        })
        .meta({ description: 'What the journey is to bring about. Whoever reaches it leaves the journey as converted.' })
        .exactOptional(),
      sending: sendingOverride
        .meta({ description: 'What differs from marketing/sending.yaml for the messages of this journey.' })
        .exactOptional(),
      budget: budget
        .meta({
          description:
            'What AWS may charge for a contact who goes all the way, in dollars. `tributary check` refuses a journey that costs more.',
        })
        .exactOptional(),
      likely: likely.exactOptional(),
      steps: z
        .array(step)
        .min(1, 'a journey needs at least one step')
        .meta({
          description: 'What happens, one after the other.',
          examples: [[{ send: 'product-manual' }, { wait: '2 days' }, { send: 'case-study' }]],
        }),
    })
    .meta({ title: 'Journey', description: 'A journey: who comes in, what happens, and what takes them out again.' });

/** The file as read, its steps still to be looked at. */
export const rawJourney = journeyFile(z.unknown());
export type RawJourney = z.infer<typeof rawJourney>;
