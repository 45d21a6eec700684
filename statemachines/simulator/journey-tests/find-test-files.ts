import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isVisible, nameOfFile } from '#shared/adapters/yaml/yaml-source.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { SimulationSetting } from '../simulation.ts';
import { type JourneyTests, readTestFile } from './read-test-file.ts';

/** Every `*.test.yaml` of a folder, in the order of their names. */
export const findTestFiles = (directory: string): readonly string[] =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => isVisible(name) && name.endsWith('.test.yaml'))
        .toSorted()
        .map((name) => join(directory, name))
    : [];

/** Reads the files; those with problems are in the other list. */
export const readTestFiles = (
  files: readonly string[],
  marketing: SimulationSetting['marketing'],
): { readonly tests: readonly JourneyTests[]; readonly problems: readonly Problem[] } => {
  const tests: JourneyTests[] = [];
  const problems: Problem[] = [];
  for (const path of files) {
    const file = nameOfFile(path);
    const read = readTestFile(file, readFileSync(path, 'utf8'), marketing);
    if ('tests' in read) tests.push(read.tests);
    else problems.push(...read.problems);
  }
  return { tests, problems };
};
