import { describe, expect, it } from 'vitest';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { aSurroundings } from '#test/support/a-surroundings.ts';
import { choicesOf } from '#tools/cost/choices.ts';

/** `likely:` stands on the fourth line. */
const journey = (likely: string, steps = '') => `description: x
enter: { on: Lead Created }
budget: $1 per contact
${likely}
steps:
  - branch:
      - if: traits.plan == 'pro'
        name: pro
        then: [{ send: case-study }]
      - if: traits.plan == 'free'
        name: free
        then: []
    name: which plan
  - wait for: Demo Booked
    at most: 10 days
  - task: Call them
    for: sales
    due: 1 day
    wait for completion: { at most: 5 days }
${steps}`;

const compile = (text: string) => compileJourney('journeys/parting.yaml', text, aSurroundings());

const arms = (likely: string, said = {}) => {
  const result = compile(journey(likely));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return Object.fromEntries(
    choicesOf(result.compiled, said).map(({ step, arms: [...each] }) => [
      step,
      Object.fromEntries(each.map(({ label, probability }) => [label, Number(probability.toFixed(6))])),
    ]),
  );
};

const problems = (likely: string, steps = '') => {
  const result = compile(journey(likely, steps));
  return 'compiled' in result
    ? []
    : result.problems.map(
        ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
      );
};

describe('a journey says how likely its arms are', () => {
  it('by the names of steps and arms, in percent or as numbers; what is left out shares the rest, or is equally likely', () => {
    expect(arms('likely: { which plan: { pro: 20% }, Call them: { done: 0.25 } }')).toEqual({
      'which-plan': { pro: 0.2, free: 0.4, else: 0.4 },
      'wait-for-demo-booked': { came: 0.5, 'timed-out': 0.5 },
      'task-call-them': { came: 0.25, 'timed-out': 0.75 },
    });
  });

  it('as `tributary cost --json` tells it, rounded or not', () => {
    expect(arms('likely: { which-plan: { pro: 0.33, free: 0.33, else: 0.33 }, wait-for-demo-booked: { timed-out: 1 } }')).toEqual(
      {
        'which-plan': { pro: 0.333333, free: 0.333333, else: 0.333333 },
        'wait-for-demo-booked': { came: 0, 'timed-out': 1 },
        'task-call-them': { came: 0.5, 'timed-out': 0.5 },
      },
    );
  });

  it('and is outranked, step by step, by what is said for once', () => {
    const said = { 'which-plan': { free: 1 } };
    expect(arms('likely: { which plan: { pro: 20% }, Demo Booked: { too late: 90% } }', said)).toMatchObject({
      'which-plan': { pro: 0, free: 1, else: 0 },
      'wait-for-demo-booked': { came: 0.1, 'timed-out': 0.9 },
    });
  });

  it.each([
    ['{ wich plan: { pro: 20% } }', ['4:11 there is no step `wich plan` at which ways part (did you mean `which plan`?)']],
    ['{ which plan: { prp: 20% } }', ['4:25 which plan has no arm `prp` (did you mean `pro`?)']],
    ['{ which plan: { toString: 20% } }', ['4:25 which plan has no arm `toString` (there are `pro`, `free`, `else`)']],
    ['{ which plan: { pro: 20 } }', ['4:30 a probability is a share like `30%`, or a number from 0 to 1']],
    ['{ which plan: { pro: 20, free: 90%, else: 9% } }', ['4:30 a probability is a share like `30%`, or a number from 0 to 1']],
    ['{ which plan: { pro: 200% } }', ['4:30 `200%` is not a share (like `5%` or `0%`)']],
    ['{ which plan: { pro: 70%, free: 70% } }', ['4:11 the arms of which plan make 140 %: more than all']],
    [
      '{ which plan: { pro: 20%, free: 20%, else: 20% } }',
      ['4:11 the arms of which plan make 60 %, and none is left for the rest (leave one out: it gets the rest)'],
    ],
    ['{ Demo Booked: { came: 20%, done: 20% } }', ['4:37 `came` is said twice']],
    ['{ which plan: { pro: 20% }, which-plan: { pro: 30% } }', ['4:37 `which plan` is said twice']],
    [
      '[20%]',
      [
        '4:9 this is not a list of steps, like `is a demonstration booked: { booked already: 30% }` (like `likely: { is a demonstration booked: { booked already: 30% } }`)',
      ],
    ],
    ['{ which plan: 20% }', ['4:23 this is not a list of arms, like `{ booked already: 30% }`']],
    [
      '{ wich plan: { pro: 20% }, Call them: { undone: 20%, done: 20 } }',
      [
        '4:11 there is no step `wich plan` at which ways part (did you mean `which plan`?)',
        '4:49 Call them has no arm `undone` (there are `came`, `not in time`)',
        '4:68 a probability is a share like `30%`, or a number from 0 to 1',
      ],
    ],
  ])('and does not understand `likely: %s`', (likely, expected) => {
    expect(problems(`likely: ${likely}`)).toEqual(expected);
  });

  it('of steps that are not sure, nothing is said to be unknown', () => {
    const wrong = '  - brnch: [{ if: orders.count > 3, name: vip, then: [] }]\n    name: who';
    expect(problems('likely: { who: { vip: 10% } }', wrong)).toEqual([expect.stringMatching(/^20:/)]);
  });

  it('and where that is wrong, is not held to a budget by what is not meant', () => {
    const result = compile(journey('likely: { wich plan: { pro: 20% } }'));
    if ('compiled' in result) throw new Error('it was not refused');
    expect(result.playable?.journey).toBe('parting');
    expect(result.playable?.budget).toBeUndefined();
  });
});
