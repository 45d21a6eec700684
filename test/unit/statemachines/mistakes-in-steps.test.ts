import { describe, expect, it } from 'vitest';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { surroundings } from '#test/support/a-journey.ts';
import { stepMistakes } from './step-mistakes.ts';

/** Every problem as `line:column message (hint)`. */
const problemsOf = (text: string): readonly string[] => {
  const result = compileJourney('journeys/tried.yaml', text, surroundings());
  if ('compiled' in result) return [];
  return result.problems.map(
    ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
};

/** A journey with these steps, the first of which stands on line 4. */
const journey = (lines: readonly string[]) =>
  ['description: Tried out', 'enter: { on: Lead Created }', 'steps:', ...lines.map((line) => `  ${line}`)].join('\n');

describe('a mistake in a step is reported with its place and what to do', () => {
  it.each(stepMistakes)('%s', (_, lines, expected) => {
    expect(problemsOf(journey(lines))).toEqual(expected);
  });
});
