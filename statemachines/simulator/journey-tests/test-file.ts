import * as z from 'zod';
import { readStoryTime } from '../story-time.ts';
import { maybeTimed, storyTime, timed, timeHint } from './timed.ts';

const json = z.record(z.string(), z.json());
const text = z.string().trim().min(1);

const given = z.strictObject({
  profile: json
    .meta({
      description:
        'What is known of the contact: traits by name. They stand over those of the file; a trait set to null is not there.',
      examples: [{ email: 'ada@example.com', firstName: 'Ada' }],
    })
    .exactOptional(),
  starts: z
    .string()
    .meta({
      description: 'When day 1 is: a date and time. 9 in the morning of Monday, 2 November 2026, if it is left out.',
      examples: ['2026-03-27T08:00:00+01:00'],
    })
    .exactOptional(),
  address: z
    .enum(['suppressed', 'bounces', 'complains'])
    .meta({
      description:
        'suppressed: nothing may be sent to the address any more. bounces: every mail comes back. complains: every mail is reported as spam.',
    })
    .exactOptional(),
});

const events = z
  .array(
    timed('event', {
      properties: json.meta({ description: 'Of the event.', examples: [{ revenue: 59, currency: 'USD' }] }).exactOptional(),
      traits: json.meta({ description: 'What the contact says of themselves: makes it a `Profile Identified`.' }).exactOptional(),
      happened: storyTime.meta({ description: 'When it happened, if it arrives later than that.' }).exactOptional(),
      messageId: text
        .meta({ description: 'Two events of one messageId and one time are one event that was sent twice.' })
        .exactOptional(),
    }),
  )
  .meta({ description: 'What the contact does, or happens to them.' });

const none = 'never';

const expected = z
  .strictObject({
    entered: z
      .union([z.literal(none), storyTime, z.array(storyTime)])
      .meta({ description: 'When the contact enters the journey: `never`, a time, or a list of times.' })
      .exactOptional(),
    sent: z
      .array(maybeTimed('message', {}))
      .meta({ description: 'Every message that is sent, in order; `[]` for none.', examples: [[{ 'day 1': 'product-manual' }]] })
      .exactOptional(),
    'not sent': z
      .array(
        maybeTimed('message', {
          why: text
            .meta({ description: 'The reason, as docs/messages.md lists them.', examples: ['no-address'] })
            .exactOptional(),
        }),
      )
      .meta({ description: 'Every message that was due and did not go.' })
      .exactOptional(),
    waits: z
      .array(
        timed('end of the wait', {}).transform(({ time, what }, context) => {
          const until = readStoryTime(what);
          if (until !== undefined) return { time, what, until };
          context.addIssue({ code: 'custom', message: `\`${what}\` is not a time`, params: { hint: timeHint } });
          return z.NEVER;
        }),
      )
      .meta({ description: 'Every wait: when it begins, and when it is over.', examples: [[{ 'day 1': 'day 3' }]] })
      .exactOptional(),
    tasks: z
      .array(
        maybeTimed('task', {
          for: text.meta({ description: 'The team.' }).exactOptional(),
          due: storyTime.exactOptional(),
        }),
      )
      .meta({ description: 'Every task that is given.' })
      .exactOptional(),
    exit: z
      .union([z.literal(none), maybeTimed('reason', {})])
      .meta({ description: 'How the contact leaves early: `never`, or when and why.', examples: [{ 'day 4': 'unsubscribed' }] })
      .exactOptional(),
    goal: z
      .union([z.literal(none), storyTime])
      .meta({ description: 'When the goal is reached.' })
      .exactOptional(),
    completed: z
      .union([z.literal(none), storyTime])
      .meta({ description: 'When the contact comes to the end of the journey.' })
      .exactOptional(),
  })
  .meta({ description: 'What the journey makes of it. What is not named here is not looked at.' });

/** The form of `<journey>.test.yaml`. */
export const testFile = z
  .strictObject({
    given: given.meta({ description: 'What holds for every case.' }).exactOptional(),
    cases: z
      .array(
        z.strictObject({
          name: text.meta({ description: 'What the case shows, as the end of a sentence about the contact.' }),
          given: given.extend({ events: events.exactOptional() }).exactOptional(),
          expect: expected,
        }),
      )
      .min(1, 'a file of tests has at least one case'),
  })
  .meta({ title: 'Journey test', description: 'What a journey does with one contact: stories, each with what must come of it.' });

export type TestFile = z.infer<typeof testFile>;
export type TestCase = TestFile['cases'][number];
export type Expected = TestCase['expect'];

/** The JSON Schema that editors complete tests by; published as docs/reference/journey-test.schema.json. */
export const journeyTestJsonSchema = (): Record<string, unknown> => z.toJSONSchema(testFile, { io: 'input' });
