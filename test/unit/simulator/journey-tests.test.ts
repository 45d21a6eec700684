import { describe, expect, it } from 'vitest';
import { readTestFile } from '#statemachines/simulator/journey-tests/read-test-file.ts';
import { runCase } from '#statemachines/simulator/journey-tests/run-case.ts';
import { tellCase } from '#statemachines/simulator/journey-tests/tell-case.ts';
import { journeyTestJsonSchema } from '#statemachines/simulator/journey-tests/test-file.ts';
import { leadNurture, marketingWith } from './simulated-marketing.ts';

const marketing = marketingWith({ 'lead-nurture': leadNurture });

const problemsOf = (text: string, file = 'journeys/lead-nurture.test.yaml') => {
  const read = readTestFile(file, text, marketing);
  return 'problems' in read
    ? read.problems.map(
        ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
      )
    : [];
};

const caseOf = (given: string, expected: string) => `cases:
  - name: does something
    given:
      events:
        - day 1: Lead Created
${given}
    expect:
${expected}
`;

const run = async (given: string, expected: string) => {
  const text = caseOf(given, expected);
  expect(problemsOf(text)).toEqual([]);
  const read = readTestFile('journeys/lead-nurture.test.yaml', text, marketing);
  if ('problems' in read) throw new Error('not read');
  return runCase(read.tests, 0, marketing);
};

it('the published JSON Schema is the one that tests of journeys are read by (vitest -u writes it)', async () => {
  const schema = `${JSON.stringify(journeyTestJsonSchema(), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot('../../../docs/reference/journey-test.schema.json');
});

describe('a file of tests', () => {
  it.each([
    [
      'of a journey that there is not',
      '',
      'journeys/lead-nurtur.test.yaml',
      '1:1 there is no journey `lead-nurtur` (did you mean `lead-nurture`?)',
    ],
    ['that is empty', '', undefined, '1:1 the file is empty'],
    ['that is no YAML', 'cases: [', undefined, expect.stringMatching(/not readable/)],
    ['without cases', 'cases: []', undefined, expect.stringMatching(/^1:8 /)],
    [
      'with a field that there is not',
      `caes: []\n${caseOf('', '      sent: []')}`,
      undefined,
      '1:1 there is no field `caes` here (did you mean `cases`?)',
    ],
    [
      'that expects nothing',
      'cases:\n  - name: x\n    expect: {}',
      undefined,
      expect.stringMatching(/^3:13 nothing is expected here/),
    ],
    [
      'with a slip in what is expected',
      caseOf('', '      snt: []'),
      undefined,
      '8:7 there is no field `snt` here (did you mean `sent`?)',
    ],
    [
      'with a time that is none',
      caseOf('        - dya 3: Order Completed', '      sent: []'),
      undefined,
      '6:11 `dya 3` is not a time (a time is like `day 3`, `day 3 at 10:00` or `2026-11-05T10:00:00Z`)',
    ],
    [
      'with a slip in a field of an event',
      caseOf('        - { day 3: Order Completed, propertys: {} }', '      sent: []'),
      undefined,
      expect.stringMatching(/^6:\d+ `propertys` is not a time \(did you mean `properties`\?\)/),
    ],
    [
      'with an event without a time',
      caseOf('        - { properties: {} }', '      sent: []'),
      undefined,
      expect.stringMatching(/^6:11 when is missing/),
    ],
    [
      'with a slip in an event',
      caseOf('        - day 3: Order Complete', '      sent: []'),
      undefined,
      '6:11 nothing listens to `Order Complete` (did you mean `Order Completed`?)',
    ],
    [
      'with a message that there is not',
      caseOf('', '      sent: [{ day 1: case-studi }]'),
      undefined,
      '8:14 there is no message `case-studi` (did you mean `case-study`?)',
    ],
    [
      'with a reason that there is not',
      caseOf('', '      not sent: [{ day 1: case-study, why: no-adress }]'),
      undefined,
      expect.stringContaining('there is no reason `no-adress` (did you mean `no-address`?)'),
    ],
    [
      'with an exit that there is not',
      caseOf('', '      exit: { day 1: unsubscribe }'),
      undefined,
      expect.stringContaining('there is no exit `unsubscribe` (did you mean `unsubscribed`?)'),
    ],
    [
      'with a wait that ends at no time',
      caseOf('', '      waits: [{ day 1: soon }]'),
      undefined,
      expect.stringContaining('`soon` is not a time'),
    ],
    [
      'with a time where there should be one',
      caseOf('', '      completed: some day'),
      undefined,
      expect.stringMatching(/^8:18 /),
    ],
  ])('%s is refused, with the place and what to do', (_, text, file, expected) => {
    expect(problemsOf(text, file)).toEqual([expected]);
  });

  it('says everything at once', () => {
    const text = caseOf('        - dya 3: Order Completed', '      snt: []\n      goal: some day');
    expect(problemsOf(text)).toHaveLength(3);
  });

  it('may name events that nobody knows: teams have many', () => {
    expect(problemsOf(caseOf('        - day 3: Spaceship Launched', '      sent: []'))).toEqual([]);
  });
});

describe('a case', () => {
  it.each([
    ['every message with its day', '', '      sent: [{ day 1: product-manual }, { day 3: case-study }]'],
    [
      'every message with its minute',
      '',
      '      sent: [{ day 1 at 09:00: product-manual }, { "2026-11-04T09:00:00Z": case-study }]',
    ],
    ['messages at any time', '', '      sent: [product-manual, case-study]'],
    [
      'waits and what follows',
      '',
      '      waits: [{ day 1: day 3 }, { day 3 at 09:00: day 43 at 09:00 }]\n      completed: day 43',
    ],
    ['tasks', '', '      tasks: [{ day 43: Call, for: sales, due: day 44 }]'],
    ['exits', '        - day 2: Unsubscribed', '      exit: { day 2: unsubscribed }\n      goal: never\n      completed: never'],
    ['an exit at any time', '        - day 2: Unsubscribed', '      exit: unsubscribed'],
    ['the goal', '        - day 2: Demo Booked', '      goal: day 2\n      exit: never'],
    ['entries', '        - day 60: Lead Created', '      entered: [day 1, day 60]'],
    ['a single entry', '', '      entered: day 1'],
  ])('holds if %s are as expected', async (_, given, expected) => {
    expect((await run(given, expected)).differences).toEqual([]);
  });

  it.each([
    [
      'a message is missing',
      '',
      '      sent: [product-manual, case-study, webinar-invitation]',
      [{ kind: 'missing', text: 'sent webinar-invitation' }],
    ],
    ['a message is too many', '', '      sent: [product-manual]', [{ kind: 'unexpected', text: 'not expected' }]],
    [
      'a message comes on another day',
      '',
      '      sent: [product-manual, { day 4: case-study }]',
      [{ kind: 'unexpected' }, { kind: 'missing', text: 'sent case-study', when: 'day 4' }],
    ],
    [
      'a message is sent that should not have been',
      '',
      '      not sent: [{ day 1: product-manual, why: no-address }]',
      [{ kind: 'missing', text: 'not sent: product-manual (no-address)' }],
    ],
    [
      'the team is another',
      '',
      '      tasks: [{ day 43: Call, for: success }]',
      [{ kind: 'unexpected' }, { kind: 'missing', text: 'task for success: Call' }],
    ],
    ['the task is due later', '', '      tasks: [{ day 43: Call, due: day 43 }]', [{ kind: 'unexpected' }, { kind: 'missing' }]],
    [
      'the exit is another',
      '        - day 2: Unsubscribed',
      '      exit: { day 2: Order Completed }',
      [{ kind: 'unexpected' }, { kind: 'missing' }],
    ],
    ['nobody leaves', '', '      exit: { day 2: Order Completed }', [{ kind: 'missing', when: 'day 2' }]],
    ['somebody leaves', '        - day 2: Unsubscribed', '      exit: never', [{ kind: 'unexpected' }]],
    ['the goal is reached', '        - day 2: Demo Booked', '      goal: never', [{ kind: 'unexpected' }]],
    ['the goal is not reached', '', '      goal: day 2', [{ kind: 'missing' }]],
    ['the end is not reached', '        - day 2: Demo Booked', '      completed: day 43', [{ kind: 'missing' }]],
    ['there is no entry', '', '      entered: never', [{ kind: 'unexpected' }]],
    [
      'a wait is shorter',
      '',
      '      waits: [{ day 1: day 4 }, { day 3: day 43 }]',
      [{ kind: 'unexpected' }, { kind: 'missing' }],
    ],
  ])('does not hold if %s', async (_, given, expected, differences) => {
    expect((await run(given, expected)).differences).toMatchObject(differences);
  });

  it('does not hold if the journey fails, whatever is expected', async () => {
    const { compiled, ...rest } = { compiled: marketing.journeys[0], ...marketing };
    if (compiled === undefined) throw new Error('no journey');
    const broken = {
      ...rest,
      journeys: [{ ...compiled, definition: () => ({ StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Oh' } } }) }],
    };
    const read = readTestFile('lead-nurture.test.yaml', caseOf('', '      goal: never'), broken);
    if ('problems' in read) throw new Error('not read');
    const result = await runCase(read.tests, 0, broken);
    expect(result.differences).toMatchObject([{ kind: 'unexpected', text: 'the journey must not fail' }]);
  });

  it('that does not hold is told as a story, with the differences in their places', async () => {
    const result = await run(
      '        - day 2 at 20:30: Order Completed\n          properties: { revenue: 59 }',
      '      sent: [product-manual, { day 3: case-study }, webinar-invitation]\n      exit: never\n      completed: day 43',
    );
    expect(tellCase(result)).toBe(
      `
  Day 1   Mon 2 Nov 09:00   Lead Created
  Day 1   Mon 2 Nov 09:00     → enters lead-nurture by Lead Created
  Day 1   Mon 2 Nov 09:00     → sent product-manual “Your guide, Ada”
  Day 1   Mon 2 Nov 09:00     → waits 2 days, until Wed 4 Nov 09:00
  Day 2   Tue 3 Nov 20:30   Order Completed
+ Day 2   Tue 3 Nov 20:30     → leaves lead-nurture: Order Completed   ← not expected
- Day 3   Wed 4 Nov           → sent case-study   ← expected, and did not happen
- Day 43  Mon 14 Dec          → completes lead-nurture   ← expected, and did not happen
- sent webinar-invitation   ← expected at some time, and did not happen`.slice(1),
    );
  });

  it('takes place on the contact’s clock', async () => {
    const text = `given: { profile: { timezone: Asia/Tokyo }, starts: 2026-11-02T09:00:00+09:00 }
${caseOf('        - day 2 at 00:10: Order Completed', '      exit: { day 2 at 00:10: Order Completed }')}`;
    const read = readTestFile('lead-nurture.test.yaml', text, marketing);
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    const result = await runCase(read.tests, 0, marketing);
    expect(result.differences).toEqual([]);
    expect(result.story.runs).toMatchObject([{ endedAt: '2026-11-02T15:10:00.000Z' }]);
  });
});
