import * as z from 'zod';
import { isUnclear } from '#shared/domain/condition/vocabulary.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { parseClockTime, parseLocalTime } from '#shared/domain/time/parse-local-time.ts';
import type { WaitSpec } from '#shared/domain/time/wait-spec.ts';
import { wholeDays } from '../whole-days.ts';
import { named, type Step, type StepKind, stepName } from './kind.ts';

const notUntil =
  'until when? A time like `09:00`, a day like `monday at 09:00`, or a date like `{ date: renewalDate, at most: 90 days }`';

const localTime = z
  .string({ error: notUntil })
  .meta({
    description: 'Until the next such time on the clock of the customer.',
    examples: ['09:00', 'monday', 'weekday at 09:00'],
  })
  .transform((text, context) => {
    const spec = parseLocalTime(text);
    if (spec !== undefined) return { spec, words: text.trim() };
    context.addIssue({
      code: 'custom',
      message: `\`${text}\` is not a time to wait until`,
      params: { hint: 'write `09:00`, `monday`, `monday at 09:00`, `weekday at 09:00`, or the `date:` of a trait' },
    });
    return z.NEVER;
  });

const clock = z
  .string()
  .meta({ description: 'The time of that day, by the clock of the customer. 09:00 if it is left out.', examples: ['09:00'] })
  .transform((text, context) => {
    const time = parseClockTime(text);
    if (time !== undefined) return time;
    context.addIssue({ code: 'custom', message: `\`${text}\` is not a time of the day`, params: { hint: 'like `09:00`' } });
    return z.NEVER;
  });

const date = z
  .strictObject({
    date: z
      .string()
      .trim()
      .min(1)
      .meta({ description: 'The trait that says the date.', examples: ['renewalDate', 'birthday'] }),
    offset: wholeDays('-30 days')
      .meta({ description: 'So many days before (`-30 days`) or after it.', examples: ['-30 days'] })
      .exactOptional(),
    at: clock.exactOptional(),
    yearly: z
      .boolean()
      .meta({ description: 'Its next anniversary, as for a birthday.', examples: [true] })
      .exactOptional(),
    'at most': wholeDays('90 days')
      .refine((days) => days > 0, 'it is a day or more')
      .meta({
        description: 'How far ahead it may be. For somebody whose date is further ahead, unknown or over, the journey ends here.',
        examples: ['90 days'],
      }),
  })
  .meta({ description: 'Until a date that a trait says.' })
  .transform(({ date: trait, offset = 0, at = '09:00', yearly = false, 'at most': atMostDays }) => ({
    spec: { kind: 'date', trait, offsetDays: offset, at, yearly, atMostDays } satisfies WaitSpec,
    words: `${sayOffset(offset)}${trait}`,
  }));

const sayOffset = (days: number): string => {
  if (days === 0) return '';
  const count = Math.abs(days);
  return `${count} day${count === 1 ? '' : 's'} ${days < 0 ? 'before' : 'after'} `;
};

/** `- wait until: monday at 09:00` goes on at that time on the customer's own clock. */
export const waitUntil: StepKind = {
  schema: () =>
    z
      .strictObject({
        'wait until': z.xor([localTime, date], { error: notUntil }).meta({ description: 'When to go on.' }),
        name: stepName,
      })
      .meta({ description: 'Wait until a time of the day, a day of the week, or a date of the customer.' })
      .transform(
        ({ 'wait until': { spec, words }, name }): Step => ({
          kind: 'wait until',
          ...named(name),
          title: `wait until ${words}`,
          isAnonymous: name === undefined,
          arms: [],
          check: ({ vocabulary }) => {
            if (spec.kind !== 'date' || isUnclear(vocabulary, 'traits', spec.trait)) return [];
            const path = ['wait until', 'date'];
            const { trait } = spec;
            const type = Object.hasOwn(vocabulary.traits, trait) ? vocabulary.traits[trait] : undefined;
            if (type === undefined) {
              const dates = Object.keys(vocabulary.traits).filter((name) => vocabulary.traits[name] === 'date');
              const hint = didYouMean(trait, dates) ?? 'declare it in marketing/vocabulary.yaml';
              return [{ path, message: `there is no trait \`${trait}\``, hint }];
            }
            if (type === 'date') return [];
            return [{ path, message: `the trait \`${trait}\` is no date`, hint: 'marketing/vocabulary.yaml says what it is' }];
          },
          lower: () => [{ kind: 'wait', wait: spec }],
        }),
      ),
};
