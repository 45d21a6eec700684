import * as z from 'zod';
import { didYouMean, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import type { Cap } from '#shared/domain/sending/caps.ts';
import type { SendingOverride } from '#shared/domain/sending/policy.ts';
import { parseCap, parseWindow } from '#shared/domain/sending/policy-texts.ts';
import { parseLengthOfTime } from '#shared/domain/time/length-of-time.ts';
import { parseClockSpan } from '#shared/domain/time/parse-local-time.ts';
import { readTimeZone } from '#shared/domain/time/time-zone.ts';

interface Wording {
  readonly description: string;
  readonly examples: readonly string[];
  readonly pattern?: string;
  /** What it should have been, after the text itself. */
  readonly isNot: string;
  /** A remedy for this text in particular. */
  readonly hint?: (text: string) => string | undefined;
}

/** A text that is read as something else; what cannot be read is a problem with an example for a remedy. */
const worded = <T>(read: (text: string) => T | undefined, { isNot, hint, examples, ...wording }: Wording) =>
  z
    .string({ error: ({ input }) => (input === undefined ? undefined : `\`${show(input)}\` ${isNot} like \`${examples[0]}\``) })
    .meta({ ...wording, examples: [...examples] })
    .transform((text, context): T => {
      const value = read(text);
      if (value !== undefined) return value;
      const params = { hint: hint?.(text) ?? `like ${examples.map((example) => `\`${example}\``).join(' or ')}` };
      context.addIssue({ code: 'custom', message: `\`${text}\` ${isNot}`, params });
      return z.NEVER;
    });

const show = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const none = (text: string) => (text.trim().toLowerCase() === 'none' ? ('none' as const) : undefined);

const time = '([01]?[0-9]|2[0-3]):[0-5][0-9]';

const quietHours = worded((text) => none(text) ?? parseClockSpan(text), {
  description:
    "Hours in which nothing is sent, by the customer's own clock. What would be sent then waits until they are over. `none` takes them away.",
  examples: ['22:00 to 07:00', 'none'],
  pattern: `^(none|${time} to (${time}|24:00))$`,
  isNot: 'is not a stretch of the day',
});

const window = worded((text) => none(text) ?? parseWindow(text), {
  description:
    "The only hours in which something is sent, by the customer's own clock, on the days named before them (`weekday` is Monday to Friday). What would be sent at another time waits for the next of these hours. `none` takes the window away.",
  examples: ['weekday 09:00 to 18:00', 'monday, thursday 10:00 to 16:00', '09:00 to 20:00', 'none'],
  pattern: `^(none|([a-z, ]+ )?${time} to (${time}|24:00))$`,
  isNot: 'is not a window',
});

const aCap = worded(parseCap, {
  description:
    'So many messages at most within any such time, counted over all journeys. With `of`, only messages of that topic count.',
  examples: ['4 in 7 days', '2 per day', '1 in 3 days of offers'],
  pattern: '^[1-9][0-9]* (in|per) ([1-9][0-9]* )?(minute|hour|day|week)s?( of [^ ]+)?$',
  isNot: 'is not a cap (at most 100 messages, within at most a year)',
});

const caps = z.array(aCap, { error: '`caps` is a list, like `caps: [4 in 7 days, 2 in 1 day]`; `caps: []` is none' }).meta({
  description:
    'How many messages a customer gets at most. A journey that names caps has these and no others; `[]` is none. Its messages count for all other journeys in any case.',
});

const over = z.enum(['hold', 'drop'], { error: '`over` is `hold` or `drop`' }).meta({
  description:
    'What becomes of a message while a cap is full: `hold` sends it once there is room, `drop` leaves it out at once. The journey goes on after it in both cases.',
});

const hourLength = 3_600_000;
// What is a month late has lost its occasion; and the journey has to end within a year.
const longestHold = 30 * 24 * hourLength;
const holdAtMost = worded(
  (text) => {
    const length = parseLengthOfTime(text);
    return length === undefined || length > longestHold ? undefined : length / hourLength;
  },
  {
    description:
      'How long a message may wait for room in a cap. One that would have to wait longer is left out. At most 30 days. Quiet hours and windows do not count.',
    examples: ['48 hours', '3 days'],
    pattern: '^[1-9][0-9]* ?(minute|hour|day|week)s?$',
    isNot: 'is not a length of time of at most 30 days',
  },
);

const priority = z.enum(['high', 'normal', 'low'], { error: '`priority` is `high`, `normal` or `low`' }).meta({
  description:
    'While a customer is in a journey of higher priority, the last place in each cap is kept for it (unless it is the only one).',
});

/** What both the file and a journey can say. */
const sharedFields = {
  'quiet hours': quietHours.exactOptional(),
  window: window.exactOptional(),
  caps: caps.exactOptional(),
  over: over.exactOptional(),
  'hold at most': holdAtMost.exactOptional(),
  priority: priority.exactOptional(),
};

type Said = z.infer<z.ZodObject<typeof sharedFields>>;

/** As the domain names it, without what was not said. */
export const overrideOf = ({
  'quiet hours': quietHours,
  window,
  caps,
  over,
  'hold at most': holdAtMostHours,
  priority,
}: Said): SendingOverride => ({
  ...(quietHours === undefined ? {} : { quietHours }),
  ...(window === undefined ? {} : { window }),
  ...(caps === undefined ? {} : { caps }),
  ...(over === undefined ? {} : { over }),
  ...(holdAtMostHours === undefined ? {} : { holdAtMostHours }),
  ...(priority === undefined ? {} : { priority }),
});

/** The block `sending:` of a journey. Whether its topics are declared is for `undeclaredTopics` to say. */
export const sendingOverride = z
  .strictObject(sharedFields)
  .meta({ description: 'What is different for the messages of this journey. All else is as marketing/sending.yaml says.' })
  .transform(overrideOf);

/** A share of customers as `5%`, between 0% and 100%, read as 0 to 1. */
export const share = worded(
  (text) => {
    const [, number] = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(text.trim()) ?? [];
    return number === undefined || Number(number) > 100 ? undefined : Number(number) / 100;
  },
  {
    description: 'A share of customers, in percent.',
    examples: ['5%', '0%'],
    pattern: '^[0-9]{1,3}(\\.[0-9]+)?%$',
    isNot: 'is not a share',
  },
);

const topic = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'a topic is small letters, digits and hyphens')
  .max(40)
  .meta({ description: 'What messages are about, as far as caps tell them apart.', examples: ['newsletter', 'offers'] });

const timeZone = worded(readTimeZone, {
  description: 'The time zone of customers who have not said theirs in the trait `timezone`.',
  examples: ['Europe/Berlin', 'America/New_York', 'UTC'],
  isNot: 'is not a time zone',
  hint: (text) => {
    const zones = Intl.supportedValuesOf('timeZone');
    const city = text.trim().replaceAll(' ', '_').toLowerCase();
    const meant = zones.find((zone) => zone.toLowerCase().endsWith(`/${city}`)) ?? nearest(text, zones);
    return meant === undefined ? undefined : `did you mean \`${meant}\`?`;
  },
});

/** `marketing/sending.yaml`. Whatever is left out is as `sendingDefaults` says. */
export const sendingFile = z
  .strictObject({
    'time zone': timeZone.exactOptional(),
    ...sharedFields,
    holdout: share
      .meta({
        description: 'The share of customers whom each journey leaves out, to see what it brings.',
        examples: ['5%', '0%'],
      })
      .exactOptional(),
    topics: z.array(topic).meta({ description: 'All topics that messages and caps may name.' }).exactOptional(),
  })
  .meta({ title: 'Sending', description: 'When and how often customers are written to, in all journeys.' });

/** Caps about a topic that is not declared, by their place in the list. */
export const undeclaredTopics = (
  caps: readonly Cap[],
  topics: readonly string[],
): readonly { readonly index: number; readonly message: string; readonly hint?: string }[] =>
  caps.flatMap(({ topic }, index) => {
    if (topic === undefined || topics.includes(topic)) return [];
    const hint = didYouMean(topic, topics) ?? `declare it: \`topics: [${topic}]\``;
    return [{ index, message: `there is no topic \`${topic}\` in marketing/sending.yaml`, hint }];
  });
