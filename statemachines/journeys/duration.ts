import * as z from 'zod';

const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
const week = 7 * day;

const units = new Map([
  ['minute', minute],
  ['hour', hour],
  ['day', day],
  ['week', week],
]);

const example = '2 days';
const vague = new Map([
  ['month', 30],
  ['year', 365],
]);

/**
 * A length of time as people write it: `90 minutes`, `2 days`, `1 week`. Read as milliseconds. A day is 24 hours, whatever the
 * clocks do. Months and years are refused, because they are of different lengths; so are fractions, because of `1.5 months`.
 */
export const duration = z
  .string({ error: ({ input }) => (typeof input === 'number' ? `${input} of what? A length of time needs its unit` : undefined) })
  .meta({ pattern: '^[1-9][0-9]* (minute|hour|day|week)s?$', examples: ['90 minutes', '2 days', '1 week'] })
  .transform((text, context) => {
    const [, count = '', unit = ''] = /^\s*(\d+)\s*([a-z]+?)s?\s*$/i.exec(text) ?? [];
    const length = units.get(unit.toLowerCase());
    if (length !== undefined && Number(count) > 0) return Number(count) * length;
    const days = vague.get(unit.toLowerCase());
    context.addIssue({
      code: 'custom',
      message: `\`${text}\` is not a length of time`,
      params: {
        hint:
          days === undefined || count === ''
            ? `a whole number of minutes, hours, days or weeks, like \`${example}\``
            : `${unit}s differ in length: did you mean \`${Number(count) * days} days\`?`,
      },
    });
    return z.NEVER;
  });

/** The other way: in the largest unit that makes it a whole number. */
export const sayDuration = (milliseconds: number): string => {
  for (const [unit, length] of [...units].toReversed()) {
    // Days are what journeys are thought in: 2 weeks stay 14 days.
    if (unit === 'week' || milliseconds % length !== 0) continue;
    const count = milliseconds / length;
    return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return `${milliseconds / 1000} seconds`;
};
