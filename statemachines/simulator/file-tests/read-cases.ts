import type * as z from 'zod';
import type { Finding } from '#shared/adapters/yaml/finding.ts';
import { readAs, wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { readYaml, type YamlSource } from '#shared/adapters/yaml/yaml-source.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { checkTested } from './check-facts.ts';

/** What every file of tests has. */
interface WithCases {
  readonly cases: readonly { readonly name: string }[];
}

/** A form of tests. */
export interface TestForm<File extends WithCases> {
  /** What is tested: `segment`. */
  readonly kind: string;
  readonly schema: z.ZodType<File>;
  /** How a field is written, by its name. */
  readonly examples: Readonly<Record<string, string>>;
}

export interface ReadCases<File> {
  /** Of what is tested. */
  readonly of: string;
  readonly tests: File;
  readonly source: YamlSource;
  /** 1-based, of each case. */
  readonly lines: readonly number[];
}

/** What a file of tests is about: `at-risk.test.yaml` lies beside `at-risk.yaml`. */
export const testedBy = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.test\.yaml$/, '');

/**
 * Reads a file of tests, or says all that is wrong with it. Pure; `file` is for the problems.
 *
 * @param names of all that there is of the kind.
 * @param check finds the mistakes that its form does not show.
 */
export const readCases = <File extends WithCases>(
  { file, text, names }: { readonly file: string; readonly text: string; readonly names: readonly string[] },
  { kind, schema, examples }: TestForm<File>,
  check: (tests: File, source: YamlSource) => readonly Finding[],
): ReadCases<File> | { readonly problems: readonly Problem[] } => {
  const source = readYaml(file, text);
  if (source.problems.length > 0) return { problems: source.problems };
  const of = testedBy(file);
  const unknown = checkTested(kind, of, names);
  if (unknown.length > 0) return { problems: source.problemsOf(unknown) };
  if (source.value === null || source.value === undefined)
    return { problems: source.problemsOf([{ path: [], message: 'the file is empty', hint: examples.cases }]) };
  const read = readAs(source, schema, wordingOf(schema, { examples }));
  if ('problems' in read) return read;
  const findings = check(read.value, source);
  if (findings.length > 0) return { problems: source.problemsOf(findings) };
  const lines = read.value.cases.map((_, index) => source.problem({ path: ['cases', index], message: '' }).line);
  return { of, tests: read.value, source, lines };
};
