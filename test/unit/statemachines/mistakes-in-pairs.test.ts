import { describe, expect, it } from 'vitest';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { surroundings } from '#test/support/a-journey.ts';
import { ruleMistakes } from './rule-mistakes.ts';
import { stepMistakes } from './step-mistakes.ts';

/** Every problem as `line:column message`. What a hint proposes may take the other mistake into account. */
const problemsOf = (text: string): readonly string[] => {
  const result = compileJourney('journeys/tried.yaml', text, surroundings());
  return 'compiled' in result ? [] : result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

/** A problem of a table, moved to where the lines are now, without its hint. */
const moved = (problem: string, down: number, right = 0): string => {
  const [, line, column, message = ''] = /^(\d+):(\d+) ([\s\S]*)$/.exec(problem) ?? [];
  return `${Number(line) + down}:${Number(column) + right} ${message}`;
};

/** What does not change in a message with what else is in the journey: without how long that is, and what its steps are numbered. */
const lasting = (message: string): string =>
  message
    .replace(/(one inside )?step \d+/, 'a step')
    .replace(/(the journey takes) .*$/, '$1')
    .replace(/ \(the first is .*$/, '');

/** Whether a problem is among those found, which have no hints. */
const isFound = (wanted: string, found: readonly string[]): boolean =>
  found.some((one) => lasting(wanted).startsWith(lasting(one)));

const hidden = (wanted: readonly string[], text: string): readonly string[] => {
  const found = problemsOf(text);
  return wanted.filter((problem) => !isFound(problem, found));
};

const pairsOf = <T>(rows: readonly T[]): readonly (readonly [T, T])[] =>
  rows.flatMap((one) => rows.filter((other) => other !== one).map((other) => [one, other] as const));

/** As many as make a test of it that takes no minute: with a step that has nothing in common with their number, they come from everywhere. */
const some = <T>(all: readonly T[], count: number): readonly T[] =>
  Array.from({ length: Math.min(count, all.length) }, (_, index) => all[(index * 7919) % all.length]).filter(
    (it) => it !== undefined,
  );

const count = 200;
/** The machine may be busy. */
const timeout = 60_000;

const withProblems = <T extends readonly [string, unknown, readonly string[]]>(rows: readonly T[]) =>
  rows.filter(([, , problems]) => problems.length > 0);

const steps = withProblems(stepMistakes);
const rules = withProblems(ruleMistakes);
const head = ['description: Tried out', 'enter: { on: Lead Created }', 'steps:'];

describe('two mistakes of a journey are both told', () => {
  it(
    'in the steps of two ways of a branch',
    () => {
      const failures = some(pairsOf(steps), count).flatMap(([[one, first, ofFirst], [other, second, ofSecond]]) => {
        const inArm = (lines: readonly string[]) => lines.map((line) => `          ${line}`);
        const text = [
          ...head,
          '  - branch:',
          "      - if: traits.country == 'DE'",
          '        then:',
          ...inArm(first),
          '    else:',
          ...inArm(second),
        ].join('\n');
        const missed = hidden(
          [...ofFirst.map((it) => moved(it, 3, 8)), ...ofSecond.map((it) => moved(it, 4 + first.length, 8))],
          text,
        );
        return missed.length === 0 ? [] : [{ one, other, missed }];
      });
      expect(failures).toEqual([]);
    },
    timeout,
  );

  it(
    'in steps one after the other',
    () => {
      // What a journey of one of them would be too full, too long or at its end with is another thing with the other one.
      const local = steps.filter(
        ([mistake, , problems]) =>
          !/message within|this is webhook|too long|an end|all end|ends both ways|reply/.test(`${mistake} ${problems.join(' ')}`),
      );
      const failures = some(pairsOf(local), count).flatMap(([[one, first, ofFirst], [other, second, ofSecond]]) => {
        const text = [...head, ...[...first, ...second].map((line) => `  ${line}`)].join('\n');
        const missed = hidden([...ofFirst, ...ofSecond.map((it) => moved(it, first.length))], text);
        return missed.length === 0 ? [] : [{ one, other, missed }];
      });
      expect(failures).toEqual([]);
    },
    timeout,
  );

  it(
    'in the rules and in the steps',
    () => {
      const all = rules.flatMap((rule) => steps.map((step) => [rule, step] as const));
      const failures = some(all, count).flatMap(([[one, text, ofRule], [other, lines, ofStep]]) => {
        // What a condition may say of the entry depends on it, and so does what a message may be too much for on the caps.
        if (/^2:/.test(ofRule[0] ?? '') && ofStep.some((it) => it.includes('Lead Created'))) return [];
        if (text.includes('sending:') && ofStep.some((it) => /would be message|journey takes/.test(it))) return [];
        const [beforeSteps = '', afterSteps = ''] = text.split('steps: [{ send: product-manual }]\n');
        const before = [...beforeSteps.trimEnd().split('\n'), ...afterSteps.split('\n').filter((line) => line !== '')];
        const hasMore = afterSteps !== '';
        const both = [...before, 'steps:', ...lines.map((line) => `  ${line}`)].join('\n');
        const missed = hidden(
          [
            ...ofRule.map((it) => moved(it, hasMore && it.startsWith('6:') ? -1 : 0)),
            ...ofStep.map((it) => moved(it, before.length - 2)),
          ],
          both,
        );
        return missed.length === 0 ? [] : [{ one, other, missed }];
      });
      expect(failures).toEqual([]);
    },
    timeout,
  );

  it(
    'in two of the rules',
    () => {
      const failures = some(pairsOf(rules), count).flatMap(([[one, first, ofFirst], [other, second, ofSecond]]) => {
        const [base, ...changed] = [first, second].map((text) => text.split('\n'));
        const merged = base?.map((line, index) => (usual.has(line) ? (changed[0]?.[index] ?? line) : line));
        const wasLost = (text: string) => text.split('\n').some((line) => merged?.includes(line) === false && !usual.has(line));
        if (merged === undefined || wasLost(first) || wasLost(second)) return [];
        const missed = hidden([...ofFirst, ...ofSecond], merged.join('\n'));
        return missed.length === 0 ? [] : [{ one, other, missed }];
      });
      expect(failures).toEqual([]);
    },
    timeout,
  );
});

/** The lines of a journey without a mistake. */
const usual = new Set([
  'description: Tried out',
  'enter: { on: Lead Created }',
  'exit: [unsubscribed]',
  'goal: { on: Demo Booked, within: 30 days }',
  'steps: [{ send: product-manual }]',
  '',
]);
