import { describe, expect, it } from 'vitest';
import { compileMarketing } from '#infra/marketing.ts';
import { waysNotTaken } from '#statemachines/simulator/journey-tests/coverage.ts';
import { findTestFiles, readTestFiles } from '#statemachines/simulator/journey-tests/find-test-files.ts';
import { runCase } from '#statemachines/simulator/journey-tests/run-case.ts';
import { tellCase } from '#statemachines/simulator/journey-tests/tell-case.ts';

const marketing = await compileMarketing('marketing');
const { tests, problems } = readTestFiles(findTestFiles('marketing/journeys'), marketing);

it('the tests of journeys can be read', () => {
  expect(problems).toEqual([]);
  expect(tests.length).toBeGreaterThan(0);
});

describe.each(tests.map((file) => ({ journey: file.journey, file })))('somebody in $journey who', ({ file }) => {
  it.each(file.tests.cases.map((each, index) => ({ name: each.name, index })))('$name', async ({ index }) => {
    const result = await runCase(file, index, marketing);
    // A marketer reads this: the story, not two lists.
    if (result.differences.length > 0) throw new Error(`${result.file}:${result.line}\n${tellCase(result)}`);
  });
});

it.each(marketing.journeys.map((compiled) => ({ journey: compiled.journey, compiled })))(
  'every way through $journey, and out of it, is taken by a case',
  async ({ journey, compiled }) => {
    const [file] = tests.filter((each) => each.journey === journey);
    const stories =
      file === undefined ? [] : await Promise.all(file.tests.cases.map((_, index) => runCase(file, index, marketing)));
    const left = waysNotTaken(
      compiled,
      stories.map(({ story }) => story),
    );
    expect(left.map(({ text }) => text)).toEqual([]);
  },
);
