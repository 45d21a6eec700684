import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import { readAs, wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { examples } from '#statemachines/journeys/examples.ts';
import type { SimulationSetting } from '../simulation.ts';
import { checkExpected } from './check-expected.ts';
import { checkGiven } from './check-given.ts';
import { type CheckedAgainst, hinted } from './check-names.ts';
import { type ReadablePart, readablePart, valueAt } from './readable-part.ts';
import { type TestFile, testFile } from './test-file.ts';

/** A file of tests and the journey they are about. */
export interface JourneyTests {
  readonly file: string;
  readonly journey: string;
  readonly tests: TestFile;
  /** 1-based, of each case. */
  readonly lines: readonly number[];
}

/** The journey that a file of tests is about: `lead-nurture.test.yaml` lies beside `lead-nurture.yaml`. */
export const journeyOfFile = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.test\.yaml$/, '');

/** Reads a file of tests, or says all that is wrong with it. Pure; `file` is for the problems. */
export const readTestFile = (
  file: string,
  text: string,
  marketing: SimulationSetting['marketing'],
): { readonly tests: JourneyTests } | { readonly problems: readonly Problem[] } => {
  const { journeys } = marketing;
  const source = readYaml(file, text);
  if (source.value === undefined) return { problems: source.problems };
  const all = (findings: readonly Finding[]) => ({
    problems: source.problemsOf(findings),
  });

  const name = journeyOfFile(file);
  const journey = journeys.find((each) => each.journey === name);
  if (journey === undefined) {
    const known = journeys.map((each) => each.journey);
    return all([{ path: [], message: `there is no journey \`${name}\``, ...hinted(didYouMean(name, known)) }]);
  }
  if (source.value === null) return all([{ path: [], message: 'the file is empty' }]);
  const read = readAs(source, testFile, wording);
  const part = readablePart(testFile, source.value);
  const findings = part === undefined ? [] : checkCases(part, source.value, { journey, marketing });
  if ('problems' in read) return { problems: inOrder([...read.problems, ...source.problemsOf(findings)]) };
  if (findings.length > 0) return all(findings);
  const lines = read.value.cases.map((_, index) => source.problem({ path: ['cases', index], message: '' }).line);
  return { tests: { file, journey: name, tests: read.value, lines } };
};

/** Names that nobody knows, also beside what could not be read. */
const checkCases = ({ value, placeOf }: ReadablePart<TestFile>, whole: unknown, check: CheckedAgainst): readonly Finding[] =>
  [
    ...checkGiven(value.given, ['given'], check),
    ...value.cases.flatMap(({ given, expect }, index) => [
      ...checkGiven(given, ['cases', index, 'given'], check),
      ...checkExpected(expect, ['cases', index, 'expect'], check),
      ...(isEmpty(valueAt(whole, placeOf(['cases', index, 'expect']))) ? [nothingExpected(['cases', index, 'expect'])] : []),
    ]),
  ].map((finding) => ({ ...finding, path: placeOf(finding.path) }));

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const nothingExpected = (path: Path): Finding => ({
  path,
  message: 'nothing is expected here: a test must be able to fail',
  hint: 'like `sent: [{ day 1: product-manual }]`',
});

const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

const wording = wordingOf(testFile, {
  examples: { ...examples, name: 'name: orders between the second mail and the third' },
});
