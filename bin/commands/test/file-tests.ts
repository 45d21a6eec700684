import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Marketing } from '#infra/marketing.ts';
import { nearest } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { findFileTests, readFileTests } from '#statemachines/simulator/file-tests/find-tests.ts';
import { testedBy } from '#statemachines/simulator/file-tests/read-cases.ts';
import type { FileTestResult } from '#statemachines/simulator/file-tests/tests.ts';
import { findTestFiles } from '#statemachines/simulator/journey-tests/find-test-files.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

/** A case of a segment, a score or a message, and what it came to. */
export interface FileCase extends FileTestResult {
  readonly file: string;
  readonly line: number;
  readonly kind: 'segment' | 'score' | 'message';
  /** The name of what is tested. */
  readonly of: string;
  readonly name: string;
}

/** Runs the tests of segments, scores and messages that are in the files. */
export const runFileTests = async (
  files: readonly string[],
  marketing: Marketing,
): Promise<{ readonly cases: readonly FileCase[]; readonly problems: readonly Problem[] }> => {
  const { tests, problems } = readFileTests(files, marketing);
  const cases: FileCase[] = [];
  for (const { file, kind, of, cases: all } of tests) {
    for (const { name, line, run } of all) cases.push({ file, line, kind, of, name, ...(await run()) });
  }
  return { cases, problems };
};

/**
 * The files that a name or a path means. A name is of whatever has tests, in any of the folders: a journey and its segment are often called
 * the same.
 */
export const filesNamed = (name: string, folder: string): readonly string[] => {
  const isFile = name.endsWith('.yaml');
  if (isFile && !name.endsWith('.test.yaml'))
    throw new CommandFailure(`${name} is no test: those end in .test.yaml.`, exitCodes.usage);
  if (isFile && existsSync(name)) return [name];
  const all = [...findTestFiles(join(folder, 'journeys')), ...findFileTests(folder)];
  const called = isFile ? [] : all.filter((file) => testedBy(file) === name);
  if (called.length > 0) return called;
  throw new CommandFailure(isFile ? `There is no file ${name}.` : `There is no test of ${name}.`, exitCodes.usage, {
    hint: meant(name, all) ?? 'docs/testing-journeys.md and docs/testing-segments-and-messages.md show how to write one.',
  });
};

const meant = (name: string, files: readonly string[]): string | undefined => {
  const known = nearest(name, files.map(testedBy));
  return known === undefined ? undefined : `did you mean \`${known}\`?`;
};

/** As an answer in JSON has it. */
export const fileCaseAnswer = ({ file, line, kind, of, name, differences, timeline }: FileCase) => ({
  file,
  line,
  [kind]: of,
  name,
  ok: differences.length === 0,
  ...(differences.length === 0 ? {} : { differences, ...(timeline === undefined ? {} : { timeline }) }),
});
