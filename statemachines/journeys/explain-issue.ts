import type * as z from 'zod';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { Finding, Path } from './finding.ts';

type Issue = z.core.$ZodIssue;

/** How each field is written, for when it is missing or of the wrong form. */
const examples: Readonly<Record<string, string>> = {
  description: 'description: Seven days of mail for new leads',
  enter: 'enter: { on: Lead Created }',
  exit: 'exit: [{ on: Order Completed }, unsubscribed]',
  goal: 'goal: { on: Demo Booked, within: 30 days }',
  on: 'on: Order Completed',
  after: 'after: 30 days',
  within: 'within: 30 days',
  budget: 'budget: $0.002 per contact',
  steps: 'steps: [{ send: product-manual }, { wait: 2 days }, { send: case-study }]',
  send: 'send: product-manual',
  wait: 'wait: 2 days',
  task: 'task: Call and ask what is still open',
  for: 'for: sales',
  due: 'due: 1 day',
  name: 'name: second reminder',
  count: 'count: [Product Viewed, Order Completed]',
};

/** Says in a marketer's words what zod found. `fields`: what may stand where an unknown key stands. */
export const explainIssue = (issue: Issue, fields: (path: Path) => readonly string[]): readonly Finding[] => {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const field = String(path.at(-1) ?? '');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        at: 'key',
        message: `there is no field \`${key}\` here`,
        ...hintOf(didYouMean(key, fields(path))),
      }));
    case 'invalid_type':
      if (issue.input === undefined) return [{ path, message: `\`${field}\` is missing`, ...exampleOf(field) }];
      return [{ path, message: `${wrongType(issue.expected, issue.input, field, issue.message)}`, ...exampleOf(field) }];
    case 'invalid_union':
      return explainUnion(issue, path, fields);
    case 'custom':
      return [
        {
          path,
          message: issue.message,
          ...hintOf(typeof issue.params?.hint === 'string' ? issue.params.hint : undefined),
          ...(issue.params?.at === 'key' ? { at: 'key' as const } : {}),
        },
      ];
    case 'too_small':
      return [{ path, message: issue.origin === 'string' ? `\`${field}\` is empty` : issue.message, ...exampleOf(field) }];
    case 'too_big':
      return [{ path, message: `\`${field}\` is too long: at most ${issue.maximum} characters` }];
    default:
      return [{ path, message: issue.message, ...exampleOf(field) }];
  }
};

/** Of all forms that a value could have had, tells about the one that it was meant to have, if that can be seen. */
const explainUnion = (
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  fields: (path: Path) => readonly string[],
): readonly Finding[] => {
  const meant = issue.errors.find((branch) =>
    branch.every(({ code, path: inner }) => inner.length > 0 || code === 'unrecognized_keys'),
  );
  if (meant !== undefined) {
    return meant.flatMap((inner) => explainIssue({ ...inner, path: [...issue.path, ...inner.path] }, fields));
  }
  const words = issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  const close = typeof issue.input === 'string' ? didYouMean(issue.input, words) : undefined;
  return [{ path, message: issue.message, ...hintOf(close?.startsWith('did you mean') ? close : undefined) }];
};

const wrongType = (expected: string, input: unknown, field: string, message: string): string => {
  // A message of our own starts with the value; zod's are all alike.
  if (!message.startsWith('Invalid input')) return message;
  const place = field === '' || /^\d+$/.test(field) ? 'this' : `\`${field}\``;
  return `${place} must be ${typeNames.get(expected) ?? expected}, not ${nameOfValue(input)}`;
};

const typeNames = new Map([
  ['string', 'text'],
  ['object', 'a group of fields'],
  ['array', 'a list'],
]);

const nameOfValue = (value: unknown): string => {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of fields';
  return typeof value === 'string' ? 'text' : `\`${String(value)}\``;
};

const hintOf = (hint: string | undefined): { readonly hint?: string } => (hint === undefined ? {} : { hint });

const exampleOf = (field: string): { readonly hint?: string } =>
  hintOf(Object.hasOwn(examples, field) ? `like \`${examples[field]}\`` : undefined);
