import type * as z from 'zod';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { explainIssues, type Wording } from './explain-issue.ts';
import { type Finding, under } from './finding.ts';
import { parseAs } from './read-as.ts';
import { readYamlFile } from './yaml-source.ts';

/** How one kind of declaration is read. */
export interface Declared<T> {
  /** For the messages: `coupon`. */
  readonly what: string;
  /** A whole declaration on one line. */
  readonly example: string;
  /** The form of this declaration, and its words. */
  readonly formOf: (value: unknown) => { readonly schema: z.ZodType<T>; readonly wording: Wording };
  /** What is wrong with it that its form does not show. */
  readonly check?: (declaration: T) => readonly Finding[];
}

/** What is declared, by name and in the file's order, or every mistake in the file; never both. */
export type Declarations<T> =
  | { readonly declarations: readonly (readonly [name: string, declaration: T])[]; readonly problems: readonly [] }
  | { readonly declarations?: undefined; readonly problems: readonly Problem[] };

/** What declarations may be called. */
export const declaredName = /^[a-z][a-z0-9-]{0,39}$/;

/** Reads a file of named declarations at synth. There need not be such a file. */
export const readDeclarations = async <T>(path: string, declared: Declared<T>): Promise<Declarations<T>> => {
  const source = await readYamlFile(path);
  if (source === undefined) return { declarations: [], problems: [] };
  if (source.problems.length > 0) return { problems: source.problems };
  const value = source.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    const { what, example } = declared;
    return {
      problems: source.problemsOf([{ path: [], message: `the file must name each ${what}`, hint: `like \`${example}\`` }]),
    };
  }

  const declarations: [string, T][] = [];
  const findings: Finding[] = [];
  for (const [name, entry] of Object.entries(value)) {
    const read = readDeclaration(name, entry, declared);
    if ('declaration' in read) declarations.push([name, read.declaration]);
    else findings.push(...under([name], read.findings));
  }
  return findings.length === 0 ? { declarations, problems: [] } : { problems: source.problemsOf(findings) };
};

type Read<T> = { readonly declaration: T } | { readonly findings: readonly Finding[] };

const readDeclaration = <T>(name: string, entry: unknown, { what, formOf, check }: Declared<T>): Read<T> => {
  const misnamed: readonly Finding[] = declaredName.test(name)
    ? []
    : [{ path: [], message: `\`${name}\` is no name of a ${what}`, hint: 'small letters, digits and hyphens, at most 40' }];
  const { schema, wording } = formOf(entry);
  const parsed = parseAs(schema, entry ?? {});
  const wrong = parsed.success ? (check?.(parsed.data) ?? []) : explainIssues(parsed.error.issues, wording);
  const findings = [...misnamed, ...wrong];
  if (parsed.success && findings.length === 0) return { declaration: parsed.data };
  // What is wrong with a declaration as a whole is shown at its name.
  return { findings: findings.map((finding) => (finding.path.length === 0 ? { ...finding, at: 'key' } : finding)) };
};
