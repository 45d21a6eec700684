import { describe, expect, it } from 'vitest';
import { createConditions } from '#shared/domain/condition/conditions.ts';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { identify } from '#statemachines/journeys/identify-steps.ts';
import { allSteps } from '#statemachines/journeys/read-journey.ts';
import { surroundings } from '#test/support/a-journey.ts';
import { aProfile } from '#test/support/a-profile.ts';

const compile = (text: string) => compileJourney('journeys/tried.yaml', text, surroundings());

/** Every problem as `line:column message`. */
const problemsOf = (text: string): readonly string[] => {
  const result = compile(text);
  return 'compiled' in result ? [] : result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

const never = 'this never holds, whatever is known of the customer';
const always = 'this always holds, whatever is known of the customer';

describe('a condition that decides nothing is found wherever it stands', () => {
  it.each([
    ['in enter', 'enter: { on: Lead Created, when: "true" }\nsteps: [{ send: case-study }]', [`2:35 ${always}`]],
    ['in audience', 'enter: { on: Lead Created }\naudience: 1 == 2\nsteps: [{ send: case-study }]', [`3:11 ${never}`]],
    [
      'in exit, with an event',
      'enter: { on: Lead Created }\nexit: [{ on: Cart Updated, when: 1 == 1 }]\nsteps: [{ send: case-study }]',
      [`3:34 ${always}`],
    ],
    [
      'in exit, alone',
      'enter: { on: Lead Created }\nexit: [{ when: 1 == 1 }]\nsteps: [{ send: case-study }]',
      [`3:16 ${always}`],
    ],
    [
      'in goal',
      'enter: { on: Lead Created }\ngoal: { on: Order Completed, when: 2 < 1, within: 5 days }\nsteps: [{ send: case-study }]',
      [`3:36 ${never}`],
    ],
    [
      'in wait for',
      'enter: { on: Lead Created }\nsteps: [{ wait for: Cart Updated, when: 2 > 1, at most: 2 days }]',
      [`3:41 ${always}`],
    ],
    [
      'in branch',
      'enter: { on: Lead Created }\nsteps: [{ branch: [{ if: "true", then: [{ send: case-study }] }] }]',
      [`3:27 ${always}`],
    ],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(`description: Tried out\n${text}\n`)).toEqual(expected);
  });
});

/** A journey that goes one way or another by its splits. */
const withSplits = (condition: string): string => `description: Tried out
enter: { on: Lead Created }
steps:
  - split: subject line
    variants:
      question: { steps: [{ send: product-manual }] }
      statement: { steps: [] }
  - split: Hour, of the day
    name: When it goes!
    variants:
      morning: { steps: [] }
      evening: { steps: [] }
  - wait: 1 day
  - branch:
      - if: ${condition}
        then: [{ send: case-study }]
`;

describe('a split that a condition asks for', () => {
  it.each([
    ["run.variants['subject lin'] == 'question'", '15:26 there is no split called `subject lin`'],
    ["run.variants['subject line'] == 'questoin'", "15:45 `'questoin'` is never what this is"],
    ["run.variants['When it goes!'] in ['morning', 'noon']", "15:58 `'noon'` is never what this is"],
    // What it tries out is not what it is called.
    ["run.variants['Hour, of the day'] == 'morning'", '15:26 there is no split called `Hour, of the day`'],
  ])('%s is a mistake', (condition, expected) => {
    expect(problemsOf(withSplits(condition))).toEqual([expected]);
  });

  it.each([
    ["run.variants['subject line'] == 'question'", 'question'],
    ["run.variants['split subject line'] == 'statement'", 'statement'],
    ["run.variants['split-subject-line'] == 'statement'", 'statement'],
    ["run.variants['When it goes!'] in ['evening']", 'evening'],
    ["run.variants['when-it-goes'] != 'evening'", 'morning'],
  ])('%s is answered by what the run has drawn', (condition, variant) => {
    const result = compile(withSplits(condition));
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    const splits = allSteps(result.compiled.written.steps).filter(({ step }) => step.kind === 'split');
    const drawn = Object.fromEntries(splits.map(({ step }) => [identify(step).id, variant]));
    const facts = { profile: aProfile(), now: new Date(0) };
    const run = { journey: 'tried', enteredAt: '2026-11-01T00:00:00.000Z', variants: drawn };
    const conditions = createConditions({ scores: {}, currency: 'USD' });
    expect(conditions.holds(condition, { ...facts, run })).toEqual({ holds: true });
    const other = { ...run, variants: Object.fromEntries(Object.keys(drawn).map((id) => [id, 'another'])) };
    expect(conditions.holds(condition, { ...facts, run: other }).holds).toBe(condition.includes('!='));
  });

  it('comes before it on some way', () => {
    const ask = (name: string) =>
      `{ branch: [{ if: "run.variants.x == 'a'", then: [{ end: ${name} }] }, { if: "has(run.variants.x)", then: [] }], name: ${name} }`;
    const split = `{ split: x, variants: { a: { steps: [${ask('in a variant')}] }, b: { steps: [] } } }`;
    const text = [
      'description: Tried out',
      'enter: { on: Lead Created }',
      'steps:',
      `  - ${ask('too early')}`,
      '  - branch:',
      '      - if: orders.count > 3',
      `        then: [${split}]`,
      `    else: [${ask('on another way')}]`,
      '  - wait: 1 day',
      `  - ${ask('after it')}`,
    ];
    const message = 'nobody has a variant of `x` here: the split comes later, or on another way';
    expect(problemsOf(text.join('\n'))).toEqual([`4:36 ${message}`, `4:101 ${message}`, `8:43 ${message}`, `8:113 ${message}`]);
  });

  it('is not taken for a branch of that name', () => {
    const conditions = createConditions({ scores: {}, currency: 'USD' });
    const run = { journey: 'tried', enteredAt: '', variants: { subject: 'yes', 'split-subject': 'question' } };
    const facts = { profile: aProfile(), now: new Date(0), run };
    expect(conditions.holds("run.variants['subject'] == 'question'", facts)).toEqual({ holds: true });
  });
});
