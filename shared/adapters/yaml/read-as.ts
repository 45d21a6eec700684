import * as z from 'zod';
import { nearest } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { explainIssues, type Wording } from './explain-issue.ts';
import type { Path } from './finding.ts';
import { knownFields } from './known-fields.ts';
import type { YamlSource } from './yaml-source.ts';

/** What a value says, or every mistake; never both. */
export type ReadAs<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

/** What a file says as far as it can be read, and every mistake in it. */
export interface ReadPartly<T> {
  /** Without what has a mistake in its form. Undefined where nothing of the form is left. */
  readonly value: T | undefined;
  /** What had to be left out for that. */
  readonly without: readonly Path[];
  readonly problems: readonly Problem[];
}

/** How a form speaks of its mistakes, with the fields that its schema names. */
export const wordingOf = (schema: z.core.$ZodType, words: Omit<Wording, 'fields'> = {}): Wording => ({
  fields: knownFields(schema),
  ...words,
});

/** Reads values by a schema that may be one of zod or of zod/mini: both give the same words. */
export const parseAs = <T>(schema: z.core.$ZodType<T>, value: unknown): z.core.util.SafeParseResult<T> =>
  z.core.safeParse(schema, value, { reportInput: true, error: z.locales.en().localeError });

/** Reads a whole file by a schema; one with nothing in it counts as one without fields. */
export const readAs = <T>(source: YamlSource, schema: z.core.$ZodType<T>, wording: Wording): ReadAs<T> => {
  const { value, problems } = readPartly(source, schema, wording);
  return value === undefined || problems.length > 0 ? { problems } : { value };
};

/** Reads of a file what can be read: what is wrong in one place need not hide what is wrong in another. */
export const readPartly = <T>(source: YamlSource, schema: z.core.$ZodType<T>, wording: Wording): ReadPartly<T> => {
  if (source.value === undefined) return { value: undefined, without: [[]], problems: source.problems };
  const value = source.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    const fields = wording.fields([]).map((field) => `\`${field}\``);
    const message = `the file must hold fields, not ${Array.isArray(value) ? 'a list' : `\`${String(value)}\``}`;
    const problems = source.problemsOf([{ path: [], message, hint: `there are ${fields.join(', ')}` }]);
    return { value: undefined, without: [[]], problems: [...source.problems, ...problems] };
  }
  const parsed = parseAs(schema, value);
  if (parsed.success) return { value: parsed.data, without: [], problems: source.problems };
  const { issues } = parsed.error;
  const without = placesOf(issues);
  const rest = parseAs(schema, leaveOut(value, without));
  return {
    value: rest.success ? rest.data : undefined,
    without,
    problems: [...source.problems, ...source.problemsOf(explainIssues(issues, wording))],
  };
};

/** Whether what a file says in a field may be among what had to be left out: there, or under a name that may stand for it. */
export const hides = (without: readonly Path[], field: string, fields: readonly string[]): boolean =>
  without.some(([first]) => first === undefined || fieldMeant(String(first), fields) === field);

/** The field that a name stands for, if that can be told. */
export const fieldMeant = (name: string, fields: readonly string[]): string | undefined =>
  fields.includes(name) ? name : nearest(name, fields);

const placesOf = (issues: readonly z.core.$ZodIssue[]): readonly Path[] =>
  issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
  });

/** A copy of a value without what stands at some paths. */
const leaveOut = (value: unknown, places: readonly Path[]): unknown => {
  if (places.length === 0 || typeof value !== 'object' || value === null) return value;
  const inner = (key: string | number): readonly Path[] =>
    places.flatMap(([first, ...rest]) => (String(first) === String(key) ? [rest] : []));
  const keeps = (key: string | number): boolean => inner(key).every(({ length }) => length > 0);
  if (Array.isArray(value)) return value.flatMap((item, index) => (keeps(index) ? [leaveOut(item, inner(index))] : []));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (keeps(key) ? [[key, leaveOut(item, inner(key))]] : [])),
  );
};
