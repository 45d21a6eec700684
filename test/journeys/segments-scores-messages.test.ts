import { describe, expect, it } from 'vitest';
import { compileMarketing } from '#infra/marketing.ts';
import { findFileTests, readFileTests } from '#statemachines/simulator/file-tests/find-tests.ts';

const marketing = await compileMarketing('marketing');
const { tests, problems } = readFileTests(findFileTests('marketing'), marketing);

it('the tests of segments, scores and messages can be read', () => {
  expect(problems).toEqual([]);
});

it('every segment, score and message has tests', () => {
  const tested = (kind: string) => tests.flatMap((file) => (file.kind === kind ? [file.of] : [])).toSorted();
  expect(tested('segment')).toEqual(marketing.segments.map(({ segment }) => segment).toSorted());
  expect(tested('score')).toEqual(marketing.scores.map(({ score }) => score).toSorted());
  expect(tested('message')).toEqual(marketing.messages.map(({ message }) => message).toSorted());
});

describe.each(tests)('$kind $of: somebody who', ({ file, cases }) => {
  it.each(cases)('$name', async ({ line, run }) => {
    const { differences, tell } = await run();
    // A marketer reads this: the story or the mail, not two lists.
    if (differences.length > 0) throw new Error(`${file}:${line}\n${tell()}`);
  });
});
