import { describe, expect, it } from 'vitest';
import { type CompiledJourney, compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { surroundings } from '#test/support/a-journey.ts';

const known = surroundings();

const compile = (text: string, file = 'marketing/journeys/lead-nurture.yaml'): CompiledJourney => {
  const result = compileJourney(file, text, known);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.compiled;
};

/** Every problem as `line:column message (hint)`. */
const problemsOf = (text: string, file = 'marketing/journeys/lead-nurture.yaml'): readonly string[] => {
  const result = compileJourney(file, text, known);
  if ('compiled' in result) return [];
  return result.problems.map(
    ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
};

const journey = (parts: { enter?: string; exit?: string; goal?: string; steps?: string } = {}) =>
  [
    'description: Tried out',
    parts.enter ?? 'enter: { on: Lead Created }',
    parts.exit ?? 'exit: [unsubscribed]',
    parts.goal ?? 'goal: { on: Demo Booked, within: 30 days }',
    parts.steps ?? 'steps: [{ send: product-manual }]',
  ].join('\n');

describe('the rules of a journey', () => {
  it('are what routing needs, with lengths of time in milliseconds', () => {
    expect(compile(journey({ exit: 'exit: [{ on: Order Completed }, unsubscribed]' })).rules).toEqual({
      journey: 'lead-nurture',
      enter: { on: 'Lead Created', reenter: { rule: 'never' } },
      holdout: 0.05,
      exits: [
        { on: 'Order Completed', reason: 'Order Completed' },
        { on: 'Unsubscribed', reason: 'unsubscribed' },
      ],
      exitsWhen: [],
      awaited: [],
      goal: { on: 'Demo Booked', withinMilliseconds: 2_592_000_000 },
    });
  });

  it.each([
    ['never', { rule: 'never' }],
    ['after-completion', { rule: 'after-completion' }],
    ['{ after: 2 weeks }', { rule: 'after', milliseconds: 1_209_600_000 }],
  ])('let people in again: %s', (reenter, expected) => {
    expect(compile(journey({ enter: `enter: { on: Lead Created, reenter: ${reenter} }` })).rules.enter.reenter).toEqual(expected);
  });

  it('need neither exit nor goal', () => {
    const { rules } = compile('description: Tried out\nenter: { on: Lead Created }\nsteps: [{ send: case-study }]');
    expect(rules).toMatchObject({ enter: { on: 'Lead Created', reenter: { rule: 'never' } }, exits: [], exitsWhen: [] });
    expect(rules).not.toHaveProperty('goal');
  });
});

describe('a mistake in a journey is reported with its place and what to do', () => {
  it.each([
    ['an empty file', '', ['1:1 the file is empty']],
    ['a list instead of a journey', '- send: x', ['1:1 this must be a group of fields, not a list']],
    [
      'a missing field',
      'description: Tried out\nsteps: [{ send: case-study }]',
      ['1:1 `enter` is missing (like `enter: { on: Lead Created }`)'],
    ],
    [
      'a missing field further in',
      journey({ goal: 'goal: { on: Demo Booked }' }),
      ['4:1 `within` is missing (like `within: 30 days`)'],
    ],
    ['a misspelt field', `${journey()}\nexits: []`, ['6:1 there is no field `exits` here (did you mean `exit`?)']],
    [
      'a misspelt field further in',
      journey({ enter: 'enter: { on: Lead Created, re-enter: never }' }),
      ['2:28 there is no field `re-enter` here (did you mean `reenter`?)'],
    ],
    [
      'a misspelt rule',
      journey({ enter: 'enter: { on: Lead Created, reenter: after-complection }' }),
      [
        '2:37 `reenter` is `never`, `after-completion`, or a length of time like `after: 30 days` (did you mean `after-completion`?)',
      ],
    ],
    [
      'an unknown length of time in a rule',
      journey({ enter: 'enter: { on: Lead Created, reenter: { after: soon } }' }),
      ['2:46 `soon` is not a length of time (a whole number of minutes, hours, days or weeks, like `2 days`)'],
    ],
    [
      'an exit that is neither',
      journey({ exit: 'exit: [Order Completed]' }),
      [
        '3:8 an exit is `unsubscribed`, an event like `on: Order Completed`, `segment entered: …`, `segment left: …`, or a condition like `when: orders.count > 3`',
      ],
    ],
    [
      'text where a list belongs',
      journey({ exit: 'exit: unsubscribed' }),
      ['3:7 `exit` must be a list, not text (like `exit: [{ on: Order Completed }, unsubscribed]`)'],
    ],
    [
      'a number where a name belongs',
      journey({ steps: 'steps: [{ send: 7 }]' }),
      ['5:17 `send` must be text, not `7` (like `send: product-manual`)'],
    ],
    [
      'no steps',
      journey({ steps: 'steps: []' }),
      [
        '5:8 a journey needs at least one step (like `steps: [{ send: product-manual }, { wait: 2 days }, { send: case-study }]`)',
      ],
    ],
    [
      'a goal that is the entry',
      journey({ goal: 'goal: { on: Lead Created, within: 1 day }' }),
      ['4:13 `Lead Created` is already what customers enter by (the goal is what should happen to them later)'],
    ],
    [
      'an exit that is the entry',
      journey({ exit: 'exit: [{ on: Lead Created }]' }),
      ['3:14 `Lead Created` is what customers enter by: they would leave at once (remove this exit)'],
    ],
    [
      'an exit that is the goal',
      journey({ exit: 'exit: [{ on: Demo Booked }]' }),
      ['3:14 `Demo Booked` is the goal, and whoever reaches the goal leaves anyway (remove this exit)'],
    ],
    [
      'the same exit twice',
      journey({ exit: 'exit: [unsubscribed, { on: Unsubscribed }]' }),
      ['3:28 `Unsubscribed` is an exit already (remove this one)'],
    ],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  const steps = (...lines: readonly string[]) => journey({ steps: `steps:\n${lines.map((line) => `  ${line}`).join('\n')}` });
  it.each([
    ['an unknown message', steps('- send: case-studie'), ['6:11 there is no message `case-studie` (did you mean `case-study`?)']],
    [
      'a message like no other',
      steps('- send: birthday-wishes'),
      ['6:11 there is no message `birthday-wishes` (there are `product-manual`, `case-study`, `webinar-invitation`)'],
    ],
    ['a misspelt step', steps('- sned: case-study'), ['6:5 there is no step `sned` (did you mean `send`?)']],
    [
      'a step that is only a word',
      steps('- send'),
      [
        '6:5 `send` is not a step (a step begins with `send:`, `wait:`, `wait until:`, `wait for:`, `branch:`, `split:`, `task:`, `set:`, `coupon:`, `webhook:`, `end:`)',
      ],
    ],
    [
      'two steps in one',
      steps('- send: case-study', '  wait: 2 days'),
      ['7:5 one step cannot both send and wait (begin a new step with `- wait:`)'],
    ],
    [
      'a field that the step does not have',
      steps('- send: case-study', '  due: 1 day'),
      ['7:5 there is no field `due` here (it belongs to a `task`, in the same column as that)'],
    ],
    ['a task for nobody', steps('- task: Call', '  due: 1 day'), ['6:5 `for` is missing (like `for: sales`)']],
    [
      'a team in capitals',
      steps('- task: Call', '  for: Sales', '  due: 1 day'),
      ['7:10 a team is written in small letters, digits and hyphens (like `for: sales`)'],
    ],
    [
      'a length of time without its unit',
      steps('- wait: 2'),
      ['6:11 2 of what? A length of time needs its unit (like `wait: 2 days`)'],
    ],
    [
      'a month',
      steps('- wait: 1 month'),
      ['6:11 `1 month` is not a length of time (months differ in length: did you mean `30 days`?)'],
    ],
    [
      'no time at all',
      steps('- wait: 0 days'),
      ['6:11 `0 days` is not a length of time (a whole number of minutes, hours, days or weeks, like `2 days`)'],
    ],
    [
      'two waits in a row',
      steps('- wait: 2 days', '- wait: 12 hours', '- send: case-study'),
      ['7:5 this wait follows another one (write one `wait: 60 hours`)'],
    ],
    [
      'more than a year',
      steps('- wait: 40 weeks', '- send: case-study', '- wait: 85 days', '- send: product-manual'),
      [
        '8:11 with this wait the journey takes 367 days and 12 hours, as each of its messages may be held for 2 days and 12 hours (a journey may take 364 days at most: AWS ends whatever runs for more than a year)',
      ],
    ],
    [
      'a second step of the same name',
      steps('- send: case-study', '- wait: 1 day', '- send: case-study'),
      [
        '8:5 this is the second step called `send case-study` (the first is step 1) (give one of them a name of its own, like `name: second reminder`)',
      ],
    ],
    [
      'a name given twice',
      steps('- send: case-study', '  name: reminder', '- send: product-manual', '  name: reminder'),
      ['9:11 step 1 is called `reminder` too (reports tell steps by their names: choose another one)'],
    ],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  it('all of them at once, in the order of the lines', () => {
    const text = journey({
      exit: 'exit: [unsubscribt]',
      goal: 'goal: { on: Lead Created, within: ages }',
      steps: 'steps: [{ send: case-studdy }, { wait: soon }, { tusk: Call }]',
    });
    expect(problemsOf(text).map((problem) => problem.split(' ')[0])).toEqual([
      '3:8',
      '4:13',
      '4:35',
      '5:17',
      '5:40',
      // The step is read as the task that it was meant to be, which lacks two fields.
      '5:48',
      '5:48',
      '5:50',
    ]);
  });

  it('also where it is the YAML that cannot be read', () => {
    expect(problemsOf('description: a\ndescription: b')).toContainEqual(
      expect.stringMatching(/^2:1 `description` stands here twice/),
    );
  });

  it.each([
    ['Lead_Nurture.yaml', /is not a name for a journey/],
    [`${'long-'.repeat(9)}name.yaml`, /longer than 40 characters/],
  ])('also in the name of the file: %s', (file, expected) => {
    expect(problemsOf(journey(), `marketing/journeys/${file}`)).toEqual([expect.stringMatching(expected)]);
  });

  it('may take exactly the longest time there is', () => {
    expect(problemsOf(steps('- wait: 361 days', '- send: case-study'))).toEqual([]);
    expect(problemsOf(steps('- wait: 52 weeks', '- set: { stage: nurtured }'))).toEqual([]);
  });

  it('may not be longer by what its messages are held for', () => {
    expect(problemsOf(steps('- wait: 52 weeks', '- send: case-study'))).toEqual([
      '7:11 with this message the journey takes 366 days and 12 hours, as each of its messages may be held for 2 days and 12 hours (a journey may take 364 days at most: AWS ends whatever runs for more than a year)',
    ]);
    const held = (sending: string) => problemsOf(`${steps('- wait: 52 weeks', '- send: case-study')}\nsending: ${sending}`);
    expect(held('{ over: drop, quiet hours: none }')).toEqual([]);
    expect(held('{ over: drop, quiet hours: 22:00 to 07:00 }')).toEqual([
      expect.stringMatching(
        /^7:11 with this message the journey takes 364 days and 12 hours, as each of its messages may be held for 12 hours /,
      ),
    ]);
  });
});
