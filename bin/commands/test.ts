import { join } from 'node:path';
import type { Command } from 'commander';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { CaseResult } from '#statemachines/simulator/journey-tests/run-case.ts';
import { printable } from './customer/printable.ts';
import { exitCodes } from './failure.ts';
import { type MarketingOption, marketingFolder, shownFile, withMarketingOption } from './marketing.ts';
import { count, type JsonOption, tell } from './output.ts';
import { usable } from './simulate.ts';

const help = `
A test lies beside what it is about: lead-nurture.test.yaml beside lead-nurture.yaml. Each case of a journey is a story (who the contact
is, what they do and when) and what the journey must make of it. docs/testing-journeys.md shows how to write one. Segments, scores and
messages have tests too: docs/testing-segments-and-messages.md.
Of a case that does not hold the story is told, with + before what should not have happened, ~ before what came at another time, and
- where something is missing. Ways of a journey (arms, variants, exits, timeouts) that no case takes are listed; with --require-coverage
that is a failure. While files have mistakes, nothing is said of ways.

Ends with ${exitCodes.done}: every case holds; ${exitCodes.failed}: some do not, or a file has mistakes; ${exitCodes.usage}: not understood.

Examples:
  tributary test                                     all of them
  tributary test lead-nurture                                         a journey, a segment, a score or a message
  tributary test --require-coverage                                   for continuous integration
  tributary test marketing/journeys/lead-nurture.test.yaml --json     {"ok", "passed", "failed", "cases": […], "notTaken": […], "problems": […]}`;

export const addTestCommand = (program: Command): void => {
  withMarketingOption(program.command('test'))
    .summary('run the tests of journeys, segments, scores and messages')
    .description('Plays the stories in tests, in a moment and without sending anything, and compares.')
    .argument('[files...]', 'names of what is tested, or *.test.yaml files (default: all that there are)')
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
  const { findFileTests, isFileOfTests } = await import('#statemachines/simulator/file-tests/find-tests.ts');
  const { fileCaseAnswer, filesNamed, runFileTests } = await import('./test/file-tests.ts');
  const files =
    names.length === 0
      ? [...findTestFiles(journeys), ...findFileTests(folder)]
      : names.flatMap((name) => filesNamed(name, folder));
  const { tests, problems: ofJourneys } = readTestFiles(
    files.filter((file) => !isFileOfTests(file)),
    marketing,
  );
  const { cases: others, problems: ofOthers } = await runFileTests(files.filter(isFileOfTests), marketing);
  const ofTests = [...ofJourneys, ...ofOthers];
  // A test of a journey that does not compile would only say that there is no such journey.
  const problems: readonly Problem[] = [...read.problems, ...ofTests.filter((problem) => !isOfBroken(problem, read.problems))];

  const results: CaseResult[] = [];
  for (const file of tests) {
    for (const index of file.tests.cases.keys()) results.push(await runCase(file, index, marketing));
  }
  const failed = results.filter(({ differences }) => differences.length > 0);
  const failedOthers = others.filter(({ differences }) => differences.length > 0);
  const all = results.length + others.length;
  const allFailed = failed.length + failedOthers.length;
  const { findNotTaken } = await import('./test/not-taken.ts');
  const journeysTested = tests.flatMap(({ journey }) => marketing.journeys.filter((each) => each.journey === journey));
  // Without names, all journeys are meant: also those without any test. While tests cannot be read, nobody knows what they take.
  const covered = names.length === 0 ? marketing.journeys : journeysTested;
  const notTaken = problems.length > 0 ? [] : await findNotTaken(covered, results, journeys);
  const isCovered = options.requireCoverage !== true || notTaken.length === 0;
  const ok = allFailed === 0 && problems.length === 0 && isCovered;
  const result = {
    ok,
    passed: all - allFailed,
    failed: allFailed,
    cases: [
      ...results.map(({ file, line, journey, name, differences, story }) => ({
        file: shownFile(file),
        line,
        journey,
        name,
        ok: differences.length === 0,
        ...(differences.length === 0 ? {} : { differences, timeline: story.timeline }),
      })),
      ...others.map((each) => fileCaseAnswer({ ...each, file: shownFile(each.file) })),
    ],
    notTaken: notTaken.map((way) => ({ ...way, file: shownFile(way.file) })),
    problems: problems.map((problem) => ({ ...problem, file: shownFile(problem.file) })),
  };
  tell(options, result, () =>
    [
      ...failed.flatMap((each) => [
        `${shownFile(each.file)}:${each.line}  somebody in ${each.journey} who ${each.name}`,
        '',
        indented(tellCase(each)),
        '',
      ]),
      ...failedOthers.flatMap((each) => [
        `${shownFile(each.file)}:${each.line}  ${each.of}: somebody who ${each.name}`,
        '',
        indented(each.tell()),
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
      summary(all, allFailed, problems.length),
    ].join('\n'),
  );
  if (!ok) process.exitCode = exitCodes.failed;
};

const summary = (all: number, failed: number, problems: number): string => {
  const mistakes = `${count(problems, 'mistake')} in the files`;
  if (all === 0) {
    return problems === 0
      ? 'There are no tests yet: docs/testing-journeys.md shows how to write one.'
      : `Nothing could be tested: ${mistakes}, with the line of each above.`;
  }
  const cases = failed === 0 ? `${count(all, 'case')}, all as expected` : `${failed} of ${count(all, 'case')} not as expected`;
  return problems === 0 ? `${cases}.` : `${cases}; the rest could not be tested: ${mistakes}.`;
};

const indented = (text: string): string =>
  text
    .split('\n')
    .map(printable)
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');

const isOfBroken = ({ file }: Problem, problems: readonly Problem[]): boolean =>
  problems.some(
    (problem) =>
      withoutEnding(problem.file) === withoutEnding(file) ||
      // Without its layouts there is no message at all, and no journey can send one.
      (/[/\\]_layout[^/\\]*\.mjml$/.test(problem.file) && /[/\\](journeys|messages)[/\\]/.test(file)),
  );

const withoutEnding = (file: string): string => file.replace(/(\.test)?\.(yaml|mjml)$/, '');
