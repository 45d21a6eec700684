import * as z from 'zod';
import { editorSchema } from '#shared/adapters/yaml/editor-schema.ts';
import { eventFields, json, profile, starts, text } from '../file-tests/given-fields.ts';
import { readStoryTime, type StoryTime } from '../story-time.ts';
import { label, maybeTimed, storyTime, timed, timedChoice, timeHint } from './timed.ts';

const given = z.strictObject({
  profile: profile.exactOptional(),
  starts: starts('When day 1 is').exactOptional(),
  address: z
    .enum(['suppressed', 'bounces', 'complains'])
    .meta({
      description:
        'suppressed: nothing may be sent to the address any more. bounces: every mail comes back. complains: every mail is reported as spam.',
    })
    .exactOptional(),
  holdout: z
    .union([z.enum(['yes', 'no']), z.boolean()], { error: '`holdout` is `yes` or `no`' })
    .transform((said) => said === true || said === 'yes')
    .meta({ description: 'Whether the contact is held out of the journey. They are not, if it is left out.' })
    .exactOptional(),
  variants: z
    .record(text, label)
    .meta({
      description: 'Which variant of a split the contact gets. The first that anybody gets, if it is left out.',
      examples: [{ 'subject line': 'question' }],
    })
    .exactOptional(),
  webhooks: z
    .record(
      text,
      z.union([z.enum(['takes', 'refuses', 'away']), z.number().int().min(100).max(599)], {
        error: 'a receiver `takes` what it is told, `refuses` it, is `away`, or answers with a status like 503',
      }),
    )
    .meta({
      description:
        'How a destination answers: `takes` what it is told (also if it is left out), `refuses` it, is `away`, or a status of HTTP.',
      examples: [{ 'zapier-high-intent': 'away' }],
    })
    .exactOptional(),
  coupons: z
    .record(text, z.literal('none left', { error: 'of a coupon there are codes, or there are `none left`' }))
    .meta({ description: 'Coupons of which no code is left.', examples: [{ 'test-drive': 'none left' }] })
    .exactOptional(),
});

const events = z
  .array(
    timed('event', {
      ...eventFields,
      task: text
        .meta({
          description: 'Of `Task Completed`: which task, by its name or its title. The contact must have been given it by then.',
          examples: ['Call the lead'],
        })
        .exactOptional(),
    }),
  )
  .meta({ description: 'What the contact does, or happens to them.' });

const none = 'never';
const never = z.literal(none);

/** When something happens that has no name of its own: every time of it, `yes` for once at any time, or `never`. */
export type Occasions = readonly (StoryTime | undefined)[];

const occasions = z
  .union([never, z.enum(['yes', 'no']), z.boolean(), storyTime, z.array(storyTime)], {
    error: '`never`, `yes`, a time like `day 3`, or a list of times',
  })
  .transform((said): Occasions => {
    if (said === none || said === 'no' || said === false) return [];
    if (said === 'yes' || said === true) return [undefined];
    return Array.isArray(said) ? said : [said];
  });

const texts = z.union([text.transform((one) => [one]), z.array(text)], { error: 'a text, or a list of texts' });

const mail = z.strictObject({
  message: text.meta({ description: 'The message.', examples: ['product-manual'] }),
  'subject contains': texts.meta({ description: 'What stands in its subject.' }).exactOptional(),
  'text contains': texts.meta({ description: 'What stands in it, as the contact reads it in plain text.' }).exactOptional(),
  'text does not contain': texts.meta({ description: 'What must not stand in it.' }).exactOptional(),
});

const expected = z
  .strictObject({
    entered: occasions
      .meta({ description: 'When the contact enters the journey: a time, a list of times, `yes` whenever that is, or `never`.' })
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
      .meta({ description: 'Every task that is given, by its name or its title.' })
      .exactOptional(),
    exit: z
      .union([never, maybeTimed('reason', {})])
      .meta({ description: 'How the contact leaves early: `never`, or when and why.', examples: [{ 'day 4': 'unsubscribed' }] })
      .exactOptional(),
    goal: occasions.meta({ description: 'When the goal is reached, in the form of `entered`.' }).exactOptional(),
    'held out': occasions
      .meta({ description: 'When the contact would have entered and is held out instead, in the form of `entered`.' })
      .exactOptional(),
    branches: z
      .array(timedChoice('branch', 'way'))
      .meta({
        description: 'Every way that is taken at a branch: the name or the condition of the way, or `else`.',
        examples: [[{ plan: 'pro' }, { 'day 3': { plan: 'else' } }]],
      })
      .exactOptional(),
    variants: z
      .array(timedChoice('split', 'variant'))
      .meta({ description: 'Every variant that the contact gets.', examples: [[{ 'subject line': 'question' }]] })
      .exactOptional(),
    resumed: z
      .array(maybeTimed('event', {}))
      .meta({
        description: 'Every `wait for` whose event comes, and every task that is waited for and done.',
        examples: [[{ 'day 3': 'Test Drive Completed' }]],
      })
      .exactOptional(),
    'timed out': z
      .array(maybeTimed('event', {}))
      .meta({ description: 'Every `wait for`, and every task that is waited for, whose time is up.' })
      .exactOptional(),
    held: z
      .array(
        maybeTimed('message', {
          until: storyTime.meta({ description: 'When it may go.' }).exactOptional(),
          why: text
            .meta({ description: '`quiet-hours`, `window` or `frequency-cap`.', examples: ['quiet-hours'] })
            .exactOptional(),
        }),
      )
      .meta({ description: 'Every message that has to wait for its time.' })
      .exactOptional(),
    set: json
      .meta({
        description: 'What is known of the contact at the end: traits by name; null for one that is not there.',
        examples: [{ stage: 'nurtured' }],
      })
      .exactOptional(),
    coupons: z.array(maybeTimed('coupon', {})).meta({ description: 'Every coupon that the contact gets.' }).exactOptional(),
    'no coupons': z
      .array(maybeTimed('coupon', {}))
      .meta({ description: 'Every coupon that the contact was to get, and of which none was left.' })
      .exactOptional(),
    webhooks: z
      .array(maybeTimed('destination', {}))
      .meta({ description: 'Every other system that is told of the contact.' })
      .exactOptional(),
    'not delivered': z
      .array(
        maybeTimed('destination', {
          why: text.meta({ description: 'The reason, as docs/webhooks.md lists them.', examples: ['gave-up'] }).exactOptional(),
        }),
      )
      .meta({ description: 'Every other system that was to be told of the contact, and could not be.' })
      .exactOptional(),
    segments: z
      .array(maybeTimed('change', {}))
      .meta({
        description: 'When the contact comes into a segment that the journey asks for, and leaves it.',
        examples: [[{ 'day 46': 'entered at-risk' }, { 'day 50': 'left at-risk' }]],
      })
      .exactOptional(),
    ended: z
      .union([never, maybeTimed('reason', {})])
      .meta({
        description: 'When and why the journey ends at an `end` step, or for want of a date: `no-date`, `too-far` or `over`.',
        examples: [{ 'day 3': 'already a customer' }],
      })
      .exactOptional(),
    mails: z.array(mail).meta({ description: 'What stands in some of the messages that are sent.' }).exactOptional(),
    completed: occasions
      .meta({
        description:
          'When the contact comes to the end of the journey, in the form of `entered`; an `end` step is told by `ended`.',
      })
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
export const journeyTestJsonSchema = (): Record<string, unknown> => editorSchema(testFile);
