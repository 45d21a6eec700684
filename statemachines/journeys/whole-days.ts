import * as z from 'zod';

/** A number of days as people write it, `30 days` or `-30 days`; read as the number. */
export const wholeDays = (example: string) =>
  z
    .string({ error: ({ input }) => (typeof input === 'number' ? `${input} of what? Write \`${input} days\`` : undefined) })
    .meta({ pattern: '^-?[0-9]+ (day|week)s?$' })
    .transform((text, context) => {
      const [, days, weeks] = /^\s*(?:(-?\d+)\s*days?|(-?\d+)\s*weeks?)\s*$/i.exec(text) ?? [];
      if (days !== undefined) return Number(days);
      if (weeks !== undefined) return Number(weeks) * 7;
      context.addIssue({
        code: 'custom',
        message: `\`${text}\` is not a number of days`,
        params: { hint: `like \`${example}\`` },
      });
      return z.NEVER;
    });
