import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { CommandFailure, exitCodes } from '../failure.ts';

/** Of somebody of whom the usual things are known. */
export const usualTraits = {
  email: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'Byron',
  city: 'Portland',
  company: 'Example Ltd',
  plan: 'trial',
} as const;

const hint =
  'It holds at least {"traits": {"email": "ada@example.com", "firstName": "Ada"}}; what `tributary profile <id> --json` answers will do.';

/**
 * Reads a customer that somebody has written down.
 *
 * @throws CommandFailure that says what is wrong with the file.
 */
export const readCustomerFile = <Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> => {
  const refuse = (message: string, cause: unknown) => new CommandFailure(message, exitCodes.usage, { hint, cause });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw refuse(`${file} cannot be read.`, error);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw refuse(`${file} is not JSON.`, error);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw refuse(`${file} is not a profile: ${place}${issue?.message}`, parsed.error);
};
