import * as z from 'zod';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { explainIssues, type Wording } from './explain-issue.ts';
import { knownFields } from './known-fields.ts';
import type { YamlSource } from './yaml-source.ts';

/** What a value says, or every mistake; never both. */
export type ReadAs<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

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
  if (source.problems.length > 0) return { problems: source.problems };
  const value = source.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    const fields = wording.fields([]).map((field) => `\`${field}\``);
    const message = `the file must hold fields, not ${Array.isArray(value) ? 'a list' : `\`${String(value)}\``}`;
    return { problems: source.problemsOf([{ path: [], message, hint: `there are ${fields.join(', ')}` }]) };
  }
  const parsed = parseAs(schema, value);
  return parsed.success ? { value: parsed.data } : { problems: source.problemsOf(explainIssues(parsed.error.issues, wording)) };
};
