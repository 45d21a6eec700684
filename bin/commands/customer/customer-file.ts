import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { explainIssues } from '#shared/adapters/yaml/explain-issue.ts';
import { parseAs, wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import { nearest } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
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

/** How fields of a customer's file are written. */
const examples = {
  traits: '"traits": {"email": "ada@example.com", "firstName": "Ada"}',
  'subscriptions.email': '"email": {"state": "unsubscribed"}',
  state: '"state": "unsubscribed"',
  subscriptions: '"subscriptions": {"email": {"state": "unsubscribed"}}',
  event: '"event": {"name": "Cart Updated", "properties": {"value": 648}}',
  reply: '"reply": {"name": "Survey Answered", "properties": {"rating": 5}}',
  coupon: '"coupon": {"code": "WB-1", "value": "15 %", "expires_at": "2026-12-31T23:00:00Z"}',
  timestamp: '"timestamp": "2026-11-22T09:00:00Z"',
  expires_at: '"expires_at": "2026-12-31T23:00:00Z"',
};

/**
 * Reads a customer that somebody has written down.
 *
 * @throws CommandFailure that says what is wrong with the file, and where.
 */
export const readCustomerFile = <T>(file: string, schema: z.ZodType<T>): T => {
  const refuse = (message: string, cause: unknown, whatToDo = hint) =>
    new CommandFailure(message, exitCodes.usage, { hint: whatToDo, cause });
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
  const parsed = parseAs(schema, content);
  if (parsed.success) return parsed.data;
  const findings = explainIssues(parsed.error.issues, wordingOf(schema, { examples })).map((finding) => {
    const [field] = finding.path;
    const written = finding.path.length === 1 && typeof field === 'string' ? misspelt(field, content) : undefined;
    return written === undefined ? finding : { ...finding, hint: `is it what is called "${written}" there?` };
  });
  // JSON is YAML, so the place of each mistake is known.
  const [first, ...others] = readYaml(file, text).problemsOf(findings);
  if (first === undefined || others.length === 0) {
    throw refuse(`${file} is not a profile: ${first === undefined ? '' : told(first)}`, parsed.error, first?.hint);
  }
  const all = [first, ...others].map((one) => [`  ${told(one)}`, one.hint].filter((part) => part !== undefined).join(': '));
  throw refuse([`${file} is not a profile:`, ...all].join('\n'), parsed.error);
};

const told = ({ line, column, message }: Problem): string => `line ${line}, column ${column}: ${message}`;

/** The name under which a field that is missing was probably meant to be there. */
const misspelt = (field: string, content: unknown): string | undefined =>
  typeof content !== 'object' || content === null || field in content ? undefined : nearest(field, Object.keys(content));
