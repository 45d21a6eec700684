import * as z from 'zod';
import { editorSchema } from '#shared/adapters/yaml/editor-schema.ts';
import { nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { caseName, events, profile, starts } from '../file-tests/given-fields.ts';
import { timed, timeHint } from '../journey-tests/timed.ts';
import { readStoryTime, type StoryTime } from '../story-time.ts';

const given = z.strictObject({ profile: profile.exactOptional(), starts: starts('When day 1 is').exactOptional() });
const ofCase = given
  .extend({ events: events.exactOptional() })
  .meta({ description: 'Who the customer is, and what they do.' })
  .exactOptional();
const ofAll = given.meta({ description: 'What holds for every case.' }).exactOptional();

/** What may be said of a customer and a segment: the moves, and how it stands. */
export const moves = ['entered', 'left'] as const;
export const states = ['member', 'not a member'] as const;
const said = [...moves, ...states] as const;

export interface Said {
  readonly time: StoryTime;
  readonly what: (typeof said)[number];
}

const moment = timed('entered', {}).transform(({ time, what }, context): Said => {
  const known = said.find((word) => word === what);
  if (known !== undefined) return { time, what: known };
  const meant = nearest(what, said);
  context.addIssue({
    code: 'custom',
    message: `nobody is \`${what}\``,
    params: {
      hint: meant === undefined ? `there are ${said.map((word) => `\`${word}\``).join(', ')}` : `did you mean \`${meant}\`?`,
    },
  });
  return z.NEVER;
});

const segmentExpected = z
  .union([z.enum(states), z.array(moment)], {
    error: 'this is neither `member` nor `not a member`, nor a list of times, like `- day 61: entered`',
  })
  .meta({
    description:
      'How it stands at the end of the last day on which something happens; or a list: every time that the customer comes in (`entered`) or goes out (`left`), and how it stands at the end of a day (`member`, `not a member`). `[]`: they never come in.',
    examples: [[{ 'day 62': 'entered' }, { 'day 182': 'left' }], 'member'],
  });

/** The form of `marketing/segments/<segment>.test.yaml`. */
export const segmentTestFile = z
  .strictObject({
    given: ofAll,
    cases: z
      .array(z.strictObject({ name: caseName, given: ofCase, expect: segmentExpected }))
      .min(1, 'a file of tests has at least one case')
      .meta({ description: 'Customers, each with what must come of what they are and do.' }),
  })
  .meta({ title: 'Segment test', description: 'Who is in a segment, and when: customers, each with what must come of it.' });
export type SegmentTestFile = z.infer<typeof segmentTestFile>;
export type SegmentExpected = SegmentTestFile['cases'][number]['expect'];

export const unknown = 'unknown';
const amount = z.union([z.number(), z.literal(unknown)], { error: 'this is neither a number nor `unknown`' });

export interface AskedScore {
  readonly time: StoryTime;
  /** As the file has it. */
  readonly key: string;
  readonly value: number | typeof unknown;
}

const askedScore = z
  .record(z.string(), amount, { error: 'this is no time with a number, like `day 22: 2.4`' })
  .meta({ description: `\`<time>: <number>\`; ${timeHint}.`, examples: [{ 'day 22': 2.4 }] })
  .transform((asked, context): AskedScore => {
    const fail = (path: readonly string[], message: string, hint: string) => {
      context.addIssue({ code: 'custom', path: [...path], message, params: { hint, at: 'key' } });
      return z.NEVER;
    };
    const [[key, value] = ['', unknown], second] = Object.entries(asked);
    const time = readStoryTime(key);
    if (key === '') return fail([], 'when is missing', 'like `day 22: 2.4`');
    if (time === undefined) return fail([key], `\`${key}\` is not a time`, timeHint);
    if (second !== undefined) return fail([second[0]], 'this is a second time', 'begin a new line with `- `');
    return { time, key, value: value as AskedScore['value'] };
  });

const scoreExpected = z
  .union([amount, z.array(askedScore).min(1, 'nothing is expected here: a test must be able to fail')], {
    error: 'this is neither a number nor a list of times, like `- day 22: 2.4`',
  })
  .meta({
    description:
      'The number at the end of the last day on which something happens; or a list of times with what it is then, on a day at its end. As many decimals are compared as are written: 2.4 is 2.35 to 2.45.',
    examples: [[{ 'day 22': 2.4 }], 0],
  });

/** The form of `marketing/scores/<score>.test.yaml`. */
export const scoreTestFile = z
  .strictObject({
    given: ofAll,
    cases: z
      .array(z.strictObject({ name: caseName, given: ofCase, expect: scoreExpected }))
      .min(1, 'a file of tests has at least one case')
      .meta({ description: 'Customers, each with the number that must come of what they are and do.' }),
  })
  .meta({
    title: 'Score test',
    description: 'What a score says of customers: of each what they do, and the number that must come of it.',
  });

/** The JSON Schemas that editors complete tests by; published as docs/reference/<kind>-test.schema.json. */
export const segmentTestJsonSchema = (): Record<string, unknown> => editorSchema(segmentTestFile);
export const scoreTestJsonSchema = (): Record<string, unknown> => editorSchema(scoreTestFile);
