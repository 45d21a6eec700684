import type { Finding } from '#shared/adapters/yaml/finding.ts';
import { readAs, wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { examples } from '#statemachines/journeys/examples.ts';
import type { SimulationSetting } from '../simulation.ts';
import { checkExpected } from './check-expected.ts';
import { checkGiven } from './check-given.ts';
import { hinted } from './check-names.ts';
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
  if (source.problems.length > 0) return { problems: source.problems };
  const all = (findings: readonly Finding[]) => ({
    problems: source.problemsOf(findings),
  });

  const name = journeyOfFile(file);
  const journey = journeys.find((each) => each.journey === name);
  if (journey === undefined) {
    const known = journeys.map((each) => each.journey);
    return all([{ path: [], message: `there is no journey \`${name}\``, ...hinted(didYouMean(name, known)) }]);
  }
  if (source.value === null || source.value === undefined) return all([{ path: [], message: 'the file is empty' }]);
  const read = readAs(source, testFile, wording);
  if ('problems' in read) return read;

  const { given, cases } = read.value;
  const check = { journey, marketing };
  const findings = [
    ...checkGiven(given, ['given'], check),
    ...cases.flatMap(({ given: ofCase, expect }, index) => [
      ...checkGiven(ofCase, ['cases', index, 'given'], check),
      ...checkExpected(expect, ['cases', index, 'expect'], check),
    ]),
  ];
  if (findings.length > 0) return all(findings);
  const lines = cases.map((_, index) => source.problem({ path: ['cases', index], message: '' }).line);
  return { tests: { file, journey: name, tests: read.value, lines } };
};

const wording = wordingOf(testFile, { examples });
