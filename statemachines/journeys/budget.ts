import * as z from 'zod';

/** What a contact who goes through the journey may cost, and where the file says so. */
export interface Budget {
  readonly dollarsPerContact: number;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

const example = '$0.002 per contact';

/** `$0.002 per contact`, read as dollars. */
export const budget = z
  .string({
    error: ({ input }) => (typeof input === 'number' ? `${input} of what? A budget is written like \`${example}\`` : undefined),
  })
  .meta({ pattern: '^\\$[0-9]+(\\.[0-9]+)? per contact$', examples: [example] })
  .transform((text, context) => {
    const [, amount = ''] = /^\s*\$\s*(\d+(?:\.\d+)?)\s+per\s+contact\s*$/i.exec(text) ?? [];
    if (Number(amount) > 0) return Number(amount);
    context.addIssue({
      code: 'custom',
      message: `\`${text}\` is not a budget`,
      params: { hint: `dollars for one contact, like \`${example}\`` },
    });
    return z.NEVER;
  });
