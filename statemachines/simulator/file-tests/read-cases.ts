import type * as z from 'zod';
import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import { readAs, wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { readYaml, type YamlSource } from '#shared/adapters/yaml/yaml-source.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type ReadablePart, readablePart, valueAt } from '../journey-tests/readable-part.ts';
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

/** Finds the mistakes that the form does not show, in what can be read of a file; `written` is all that stands at a place of that. */
type Check<File> = (tests: File, written: (path: Path) => unknown) => readonly Finding[];

/** What a file of tests is about: `at-risk.test.yaml` lies beside `at-risk.yaml`. */
export const testedBy = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.test\.yaml$/, '');

/**
 * Reads a file of tests, or says all that is wrong with it. Pure; `file` is for the problems.
 *
 * @param names of all that there is of the kind.
 */
export const readCases = <File extends WithCases>(
  { file, text, names }: { readonly file: string; readonly text: string; readonly names: readonly string[] },
  { kind, schema, examples }: TestForm<File>,
  check: Check<File>,
): ReadCases<File> | { readonly problems: readonly Problem[] } => {
  const source = readYaml(file, text);
  if (source.value === undefined) return { problems: source.problems };
  const of = testedBy(file);
  const unknown = checkTested(kind, of, names);
  if (source.value === null)
    return { problems: source.problemsOf([...unknown, { path: [], message: 'the file is empty', hint: examples.cases }]) };
  const read = readAs(source, schema, wordingOf(schema, { examples }));
  // Beside what cannot be read, the rest is looked at all the same.
  const part = unknown.length > 0 ? undefined : readablePart(schema, source.value);
  const found = part === undefined ? [] : findIn(part, source, check);
  const findings = source.problemsOf([...unknown, ...found]);
  if ('problems' in read) return { problems: inOrder([...read.problems, ...findings]) };
  if (findings.length > 0) return { problems: findings };
  const lines = read.value.cases.map((_, index) => source.problem({ path: ['cases', index], message: '' }).line);
  return { of, tests: read.value, source, lines };
};

const findIn = <File extends WithCases>(
  { value, placeOf }: ReadablePart<File>,
  source: YamlSource,
  check: Check<File>,
): readonly Finding[] =>
  check(value, (path) => valueAt(source.value, placeOf(path))).map((one) => ({ ...one, path: placeOf(one.path) }));

const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
