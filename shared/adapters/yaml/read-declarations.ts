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

/** What a file declares, and every mistake in it. */
export interface Declarations<T> {
  /** Those without a mistake, by name and in the file's order. */
  readonly declarations: readonly (readonly [name: string, declaration: T])[];
  /** Of all that are declared, be it with a mistake; undefined where the file cannot be read, and any name may be in it. */
  readonly names: readonly string[] | undefined;
  readonly problems: readonly Problem[];
}

/** What declarations may be called. */
export const declaredName = /^[a-z][a-z0-9-]{0,39}$/;

/** Reads a file of named declarations at synth. There need not be such a file. */
export const readDeclarations = async <T>(path: string, declared: Declared<T>): Promise<Declarations<T>> => {
  const source = await readYamlFile(path);
  if (source === undefined) return { declarations: [], names: [], problems: [] };
  if (source.value === undefined) return { declarations: [], names: undefined, problems: source.problems };
  const value = source.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    const { what, example } = declared;
    const finding: Finding = { path: [], message: `the file must name each ${what}`, hint: `like \`${example}\`` };
    return { declarations: [], names: undefined, problems: [...source.problems, ...source.problemsOf([finding])] };
  }

  const declarations: [string, T][] = [];
  const findings: Finding[] = [];
  for (const [name, entry] of Object.entries(value)) {
    const read = readDeclaration(name, entry, declared);
    if ('declaration' in read) declarations.push([name, read.declaration]);
    else findings.push(...under([name], read.findings));
  }
  return { declarations, names: Object.keys(value), problems: [...source.problems, ...source.problemsOf(saidOnce(findings))] };
};

/** A slip that was copied from entry to entry is told where it is first. */
const saidOnce = (findings: readonly Finding[]): readonly Finding[] => {
  const alike = Map.groupBy(findings, ({ path: [, ...inside], message, hint }) => JSON.stringify([inside, message, hint]));
  return [...alike.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined || all.length <= mostCopies) return all;
    const copies = `the same is wrong in ${all.length - 1} more entries`;
    return [{ ...first, hint: first.hint === undefined ? copies : `${first.hint} (${copies})` }];
  });
};

const mostCopies = 3;

type Read<T> = { readonly declaration: T } | { readonly findings: readonly Finding[] };

const readDeclaration = <T>(name: string, entry: unknown, { what, formOf, check }: Declared<T>): Read<T> => {
  const misnamed: readonly Finding[] = declaredName.test(name)
    ? []
    : [{ path: [], message: `\`${name}\` is no name of a ${what}`, hint: 'small letters, digits and hyphens, at most 40' }];
  const { schema, wording } = formOf(entry);
  const parsed = parseAs(schema, entry ?? {});
  const wrong = parsed.success ? (check?.(parsed.data) ?? []) : explainIssues(parsed.error.issues, wording, entry);
  const findings = [...misnamed, ...wrong];
  if (parsed.success && findings.length === 0) return { declaration: parsed.data };
  // What is wrong with a declaration as a whole is shown at its name.
  return { findings: findings.map((finding) => (finding.path.length === 0 ? { ...finding, at: 'key' } : finding)) };
};
