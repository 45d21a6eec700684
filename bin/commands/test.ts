import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { CaseResult } from '#statemachines/simulator/journey-tests/run-case.ts';
import { printable } from './customer/printable.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { type MarketingOption, marketingFolder, shownFile, withMarketingOption } from './marketing.ts';
import { count, type JsonOption, tell } from './output.ts';
import { usable } from './simulate.ts';

const help = `
A test lies beside its journey: lead-nurture.test.yaml beside lead-nurture.yaml. Each of its cases is a story (who the contact is, what
they do and when) and what the journey must make of it. docs/testing-journeys.md shows how to write one.
Of a case that does not hold the story is told, with + before what should not have happened and - where something is missing.
Ways of a journey (arms, variants, exits, timeouts) that no case takes are listed; with --require-coverage that is a failure.

Ends with ${exitCodes.done}: every case holds; ${exitCodes.failed}: some do not, or a file has mistakes; ${exitCodes.usage}: not understood.

Examples:
  tributary test                                     all of them
  tributary test lead-nurture
  tributary test --require-coverage                                   for continuous integration
  tributary test marketing/journeys/lead-nurture.test.yaml --json     {"ok", "passed", "failed", "cases": […], "notTaken": […], "problems": […]}`;

export const addTestCommand = (program: Command): void => {
  withMarketingOption(program.command('test'))
    .summary('run the tests of journeys')
    .description('Plays the stories in the tests of journeys, in a moment and without sending anything, and compares.')
    .argument('[files...]', 'names of journeys, or *.test.yaml files (default: all beside the journeys)')
    .option('--require-coverage', 'fail if there is a way through a journey, or out of it, that no case takes')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(runTests);
};

interface TestOptions extends MarketingOption, JsonOption {
  readonly requireCoverage?: boolean;
}

const runTests = async (names: readonly string[], options: TestOptions): Promise<void> => {
  const folder = marketingFolder(options);
  const { readMarketing } = await import('#infra/marketing.ts');
  const { findTestFiles, readTestFiles } = await import('#statemachines/simulator/journey-tests/find-test-files.ts');
  const { runCase } = await import('#statemachines/simulator/journey-tests/run-case.ts');
  const { tellCase } = await import('#statemachines/simulator/journey-tests/tell-case.ts');
  const { problemTable } = await import('./check/problem-table.ts');
  const read = await readMarketing(folder);
  const marketing = usable(read, folder);
  const journeys = join(folder, 'journeys');
  const files = names.length === 0 ? findTestFiles(journeys) : names.map((name) => fileNamed(name, journeys));
  const { tests, problems: ofTests } = readTestFiles(files, marketing);
  // A test of a journey that does not compile would only say that there is no such journey.
  const problems: readonly Problem[] = [...read.problems, ...ofTests.filter((problem) => !isOfBroken(problem, read.problems))];

  const results: CaseResult[] = [];
  for (const file of tests) {
    for (const index of file.tests.cases.keys()) results.push(await runCase(file, index, marketing));
  }
  const failed = results.filter(({ differences }) => differences.length > 0);
  const { findNotTaken } = await import('./test/not-taken.ts');
  const journeysTested = tests.flatMap(({ journey }) => marketing.journeys.filter((each) => each.journey === journey));
  // Without names, all journeys are meant: also those without any test.
  const notTaken = await findNotTaken(names.length === 0 ? marketing.journeys : journeysTested, results, journeys);
  const isCovered = options.requireCoverage !== true || notTaken.length === 0;
  const ok = failed.length === 0 && problems.length === 0 && isCovered;
  const result = {
    ok,
    passed: results.length - failed.length,
    failed: failed.length,
    cases: results.map(({ file, line, journey, name, differences, story }) => ({
      file: shownFile(file),
      line,
      journey,
      name,
      ok: differences.length === 0,
      ...(differences.length === 0 ? {} : { differences, timeline: story.timeline }),
    })),
    notTaken: notTaken.map((way) => ({ ...way, file: shownFile(way.file) })),
    problems: problems.map((problem) => ({ ...problem, file: shownFile(problem.file) })),
  };
  tell(options, result, () =>
    [
      ...failed.flatMap((each) => [
        `${shownFile(each.file)}:${each.line}  somebody in ${each.journey} who ${each.name}`,
        '',
        tellCase(each)
          .split('\n')
          .map(printable)
          .map((line) => `  ${line}`.trimEnd())
          .join('\n'),
        '',
      ]),
      ...(problems.length === 0 ? [] : [problemTable(problems), '']),
      ...(notTaken.length === 0
        ? []
        : [
            isCovered ? 'No case takes these ways:' : 'No case takes these ways, and --require-coverage wants them all:',
            ...notTaken.map(({ file, line, column, text }) => `  ${shownFile(file)}:${line}:${column}  ${printable(text)}`),
            '',
          ]),
      summary(results.length, failed.length, problems.length),
    ].join('\n'),
  );
  if (!ok) process.exitCode = exitCodes.failed;
};

const summary = (all: number, failed: number, problems: number): string => {
  const mistakes = problems === 0 ? '' : `; ${count(problems, 'mistake')} in the files`;
  if (all === 0)
    return `There are no tests${mistakes === '' ? ' yet: docs/testing-journeys.md shows how to write one' : mistakes}.`;
  return failed === 0
    ? `${count(all, 'case')}, all as expected${mistakes}.`
    : `${failed} of ${count(all, 'case')} not as expected${mistakes}.`;
};

const fileNamed = (name: string, journeys: string): string => {
  const file = name.endsWith('.yaml') ? name : join(journeys, `${name}.test.yaml`);
  if (!file.endsWith('.test.yaml')) throw new CommandFailure(`${file} is no test: those end in .test.yaml.`, exitCodes.usage);
  if (!existsSync(file)) {
    throw new CommandFailure(`There is no file ${file}.`, exitCodes.usage, {
      hint: 'docs/testing-journeys.md shows how to write one.',
    });
  }
  return file;
};

const isOfBroken = ({ file }: Problem, problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.file === file.replace(/\.test\.yaml$/, '.yaml'));
