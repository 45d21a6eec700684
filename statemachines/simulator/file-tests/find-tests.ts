import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nameOfFile } from '#shared/adapters/yaml/yaml-source.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { findTestFiles } from '../journey-tests/find-test-files.ts';
import { readMessageTests } from '../message-tests/read-tests.ts';
import { readScoreTests, readSegmentTests } from '../segment-tests/read-tests.ts';
import type { SimulationSetting } from '../simulation.ts';
import type { FileTests, ReadTests } from './tests.ts';

/** The folders whose files have tests beside them, besides `journeys`. */
const folders: Readonly<Record<string, ReadTests>> = {
  segments: readSegmentTests,
  scores: readScoreTests,
  messages: readMessageTests,
};

/** Whether a file holds tests of a segment, a score or a message: that shows by its folder. */
export const isFileOfTests = (file: string): boolean => readerOf(file) !== undefined;

const readerOf = (file: string): ReadTests | undefined => folders[basename(dirname(file))];

/** Every `*.test.yaml` of segments, scores and messages below the folder of the marketing files. */
export const findFileTests = (directory: string): readonly string[] =>
  Object.keys(folders).flatMap((folder) => findTestFiles(join(directory, folder)));

/** Reads the files; what is wrong with the others is in the other list. */
export const readFileTests = (
  files: readonly string[],
  marketing: SimulationSetting['marketing'],
): { readonly tests: readonly FileTests[]; readonly problems: readonly Problem[] } => {
  const read = files.flatMap((path) => readerOf(path)?.(nameOfFile(path), readFileSync(path, 'utf8'), marketing) ?? []);
  return {
    tests: read.flatMap((each) => ('tests' in each ? [each.tests] : [])),
    problems: read.flatMap((each) => ('problems' in each ? each.problems : [])),
  };
};
