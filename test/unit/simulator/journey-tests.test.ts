import { describe, expect, it } from 'vitest';
import { waysNotTaken, waysOf } from '#statemachines/simulator/journey-tests/coverage.ts';
import { readTestFile } from '#statemachines/simulator/journey-tests/read-test-file.ts';
import { runCase } from '#statemachines/simulator/journey-tests/run-case.ts';
import { tellCase } from '#statemachines/simulator/journey-tests/tell-case.ts';
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
      'with a beginning that is no time',
      'cases:\n  - name: x\n    given: { starts: tomorrow }\n    expect: { sent: [] }',
      undefined,
      '3:22 `tomorrow` is not a date and time (like `2026-11-02T09:00:00Z`)',
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

  it('says what is wrong beside a field that stands twice', () => {
    expect(problemsOf('cases:\n  - name: x\n    name: y\n    expect: { sent: [case-studi] }')).toEqual([
      '3:5 `name` stands here twice (the first one is in line 2: keep one of them)',
      '4:22 there is no message `case-studi` (did you mean `case-study`?)',
    ]);
  });

  it('says what is wrong with names beside fields that cannot be read', () => {
    const text = `given:
  profil: {}
cases:
  - name: leaves
    given:
      events:
        - dya 1: Lead Created
        - day 2: Order Complete
    expect:
      sent: [{ day 1: case-studi }]
      snet: []
  - expect: { tasks: [Cal] }
`;
    expect(problemsOf(text)).toEqual([
      '2:3 there is no field `profil` here (did you mean `profile`?)',
      expect.stringMatching(/^7:11 `dya 1` is not a time/),
      '8:11 nothing listens to `Order Complete` (did you mean `Order Completed`?)',
      '10:14 there is no message `case-studi` (did you mean `case-study`?)',
      '11:7 there is no field `snet` here (did you mean `sent`?)',
      '12:5 `name` is missing (like `name: orders between the second mail and the third`)',
    ]);
  });

  it.each([
    ['a trait that there is not', '{ profile: { firstNam: Ada } }', '{ sent: [] }', 'firstName'],
    ['a trait of another type', '{ profile: { leadScore: many } }', '{ sent: [] }', '`leadScore` is a number, and this is text'],
    [
      'an event with a slip in a property',
      '{ events: [{ day 1: Order Completed, properties: { revenu: 5 } }] }',
      '{ sent: [] }',
      'revenue',
    ],
    [
      'an identify with a slip in a trait',
      '{ events: [{ day 1: Profile Identified, traits: { firstNam: 5 } }] }',
      '{ sent: [] }',
      'firstName',
    ],
    ['a trait to be set that there is not', '{}', '{ set: { leadScor: 5 } }', 'leadScore'],
    ['a task that is not the journey’s', '{}', '{ tasks: [Cal] }', 'did you mean `Call`?'],
  ])('names %s: that is a mistake', (_, given, expected, said) => {
    expect(problemsOf(`cases:\n  - name: x\n    given: ${given}\n    expect: ${expected}\n`)).toEqual([
      expect.stringContaining(said),
    ]);
  });

  it('may give numbers as text, and what a contact says of themselves may be anything', () => {
    const given = '{ profile: { leadScore: "5" }, events: [{ day 1: Profile Identified, traits: { leadScore: none } }] }';
    expect(problemsOf(`cases:\n  - name: x\n    given: ${given}\n    expect: { sent: [] }\n`)).toEqual([]);
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
      [{ kind: 'moved', text: 'sent case-study', entry: 4, when: 'day 4' }],
    ],
    ['an entry is at another time', '', '      entered: [day 1 at 10:00]', [{ kind: 'moved', when: 'day 1 at 10:00' }]],
    ['the contact is not held out', '', '      held out: [day 1, day 5]', [{ kind: 'missing' }, { kind: 'missing' }]],
    ['the contact is held out at no time', '', '      held out: yes', [{ kind: 'missing' }]],
    ['the contact does complete it', '', '      completed: no', [{ kind: 'unexpected' }]],
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

  it('knows what the contact says of themselves at the beginning, over what was known before', async () => {
    const said = '        - day 1: Profile Identified\n          traits: { firstName: Bo }';
    expect((await run(said, '      set: { firstName: Bo }')).differences).toEqual([]);
  });

  it('tells what came at another time in one line', async () => {
    const told = tellCase(
      await run(
        '',
        '      sent: [{ day 1 at 10:00: product-manual }, { day 4: case-study }]\n      entered: ["2026-11-02T10:00:00Z"]',
      ),
    );
    expect(told.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      '~ Day 1   Mon 2 Nov 09:00     → enters lead-nurture by Lead Created   ← expected at 2026-11-02T10:00:00.000Z, came at 2026-11-02T09:00:00.000Z',
      '~ Day 1   Mon 2 Nov 09:00     → sent product-manual “Your guide, Ada”   ← expected on day 1 at 10:00, came on day 1 at 09:00',
      '~ Day 3   Wed 4 Nov 09:00     → sent case-study “Your guide, Ada”   ← expected on day 4, came on day 3',
    ]);
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

const zoo = `
description: Everything there is.
enter: { on: Lead Created, reenter: after-completion }
holdout: 10%
exit:
  - on: Order Completed
    when: event.properties.revenue > 100
  - segment left: vip
  - when: orders.count > 3
  - unsubscribed
goal: { on: Demo Booked, within: 30 days }
sending: { quiet hours: 22:00 to 07:00 }
steps:
  - branch:
      - if: traits.plan == 'pro'
        then: [{ end: already a customer }]
      - if: traits.plan == 'trial'
        name: on trial
        then: [{ send: product-manual }]
    name: plan
  - split: subject line
    variants:
      nobody: { weight: 0, steps: [] }
      question: { steps: [{ send: case-study }] }
      statement: { steps: [{ set: { stage: nurtured, lastOffer: { from: event.name } } }] }
  - coupon: test-drive
  - webhook: crm
  - wait for: Test Drive Completed
    at most: 14 days
    otherwise: [{ send: webinar-invitation }]
  - task: Call the lead
    for: sales
    due: 1 day
    wait for completion: { at most: 5 days, otherwise: [{ end: nobody called }] }
  - wait until: { date: renewalDate, at most: 90 days }
`;
const menagerie = marketingWith({ zoo });

const readZoo = (text: string) => readTestFile('journeys/zoo.test.yaml', text, menagerie);
const zooCase = (given: string, expected: string) =>
  `cases:\n  - name: does something\n    given: ${given}\n    expect: ${expected}\n`;
const runZoo = async (given: string, expected: string) => {
  const read = readZoo(zooCase(given, expected));
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return runCase(read.tests, 0, menagerie);
};

const enters = '{ day 1: Lead Created }';

describe('a case of the whole language', () => {
  it.each([
    [
      'who is held out',
      `{ holdout: yes, events: [${enters}, { day 3: Demo Booked }] }`,
      '{ held out: day 1, entered: never, sent: [], goal: day 3 }',
    ],
    ['who is not, unless that is asked for', `{ events: [${enters}] }`, '{ held out: never, entered: day 1 }'],
    ['which way is taken', `{ profile: { plan: trial }, events: [${enters}] }`, '{ branches: [{ plan: on trial }] }'],
    ['which way is taken, with its day', `{ events: [${enters}] }`, '{ branches: [{ day 1: { plan: else } }] }'],
    ['the first variant that anybody gets', `{ events: [${enters}] }`, '{ variants: [{ subject line: question }] }'],
    [
      'the variant that is asked for, by the id of the split',
      `{ variants: { split-subject-line: statement }, events: [${enters}] }`,
      '{ variants: [{ day 1: { subject line: statement } }] }',
    ],
    [
      'an end and why',
      `{ profile: { plan: pro }, events: [${enters}] }`,
      '{ ended: { day 1: already a customer }, completed: never }',
    ],
    [
      'no end, where the journey is completed',
      `{ profile: { renewalDate: 2026-11-20 }, events: [${enters}, { day 2: Test Drive Completed }, { day 3: Task Completed, task: Call the lead }] }`,
      '{ ended: never, completed: day 19 }',
    ],
    [
      'an end for want of a date',
      `{ events: [${enters}, { day 2: Test Drive Completed }, { day 3: Task Completed, task: Call the lead }] }`,
      '{ ended: { day 3: no-date } }',
    ],
    [
      'what came in time',
      `{ events: [${enters}, { day 2: Test Drive Completed }, { day 3: Task Completed, task: Call the lead }] }`,
      '{ resumed: [{ day 2: Test Drive Completed }, Call the lead], timed out: [] }',
    ],
    [
      'what did not',
      `{ events: [${enters}] }`,
      '{ timed out: [{ day 15: Test Drive Completed }, { day 20: Call the lead }], resumed: [], ended: nobody called }',
    ],
    [
      'what was held, until when and why',
      `{ starts: 2026-11-02T22:30:00Z, events: [${enters}] }`,
      '{ held: [{ day 1 at 22:30: case-study, until: day 2 at 07:00, why: quiet-hours }], sent: [{ day 2 at 07:00: case-study }, webinar-invitation] }',
    ],
    [
      'what was set',
      `{ variants: { subject line: statement }, events: [${enters}] }`,
      '{ set: { stage: nurtured, lastOffer: Lead Created, plan: null } }',
    ],
    ['coupons', `{ events: [${enters}] }`, '{ coupons: [{ day 1: test-drive }], no coupons: [] }'],
    [
      'coupons of which none is left',
      `{ coupons: { test-drive: none left }, events: [${enters}] }`,
      '{ coupons: [], no coupons: [test-drive] }',
    ],
    ['who was told', `{ events: [${enters}] }`, '{ webhooks: [{ day 1: crm }], not delivered: [] }'],
    [
      'who could not be told',
      `{ webhooks: { crm: away }, events: [${enters}] }`,
      '{ webhooks: [], not delivered: [{ day 1: crm, why: gave-up }] }',
    ],
    ['who refused', `{ webhooks: { crm: 404 }, events: [${enters}] }`, '{ not delivered: [{ day 1: crm, why: refused }] }'],
    [
      'an exit by a condition',
      `{ events: [${enters}, { day 2: Order Completed }, { day 3: Order Completed }, { day 4: Order Completed }, { day 5: Order Completed }] }`,
      '{ exit: { day 15: orders.count > 3 } }',
    ],
    [
      'an exit by an event and a condition',
      `{ events: [${enters}, { day 2: Order Completed, properties: { revenue: 50, currency: USD } }, { day 3: Order Completed, properties: { revenue: 500, currency: USD } }] }`,
      '{ exit: { day 3: Order Completed } }',
    ],
    [
      'segments that the journey asks for',
      `{ events: [${enters}, { day 2: Order Completed }, { day 3: Order Completed }, { day 4: Order Completed }] }`,
      '{ segments: [{ day 4: entered vip }] }',
    ],
    [
      'what stands in mails',
      `{ events: [${enters}] }`,
      '{ mails: [{ message: case-study, subject contains: Your guide, text contains: [Hello Ada, Harbour Street], text does not contain: WINBACK }] }',
    ],
  ])('can say %s', async (_, given, expected) => {
    const result = await runZoo(given, expected);
    expect(result.differences.map((each) => `${each.kind} ${each.text}`)).toEqual([]);
  });

  it.each([
    ['held out: never', `{ holdout: yes, events: [${enters}] }`, '{ held out: never }', ['not expected']],
    ['another way', `{ events: [${enters}] }`, '{ branches: [{ plan: on trial }] }', ['not expected', 'branch plan: on trial']],
    [
      'another variant',
      `{ events: [${enters}] }`,
      '{ variants: [{ subject line: statement }] }',
      ['not expected', 'variant of subject line: statement'],
    ],
    [
      'another time of being held',
      `{ starts: 2026-11-02T22:30:00Z, events: [${enters}] }`,
      '{ held: [{ day 1: case-study, until: day 3 }] }',
      ['not expected', 'held: case-study, until day 3'],
    ],
    [
      'another trait',
      `{ events: [${enters}] }`,
      '{ set: { stage: nurtured, firstName: null } }',
      ['at the end stage is "nurtured"', 'at the end firstName is unknown'],
    ],
    [
      'another reason',
      `{ webhooks: { crm: refuses }, events: [${enters}] }`,
      '{ not delivered: [{ day 1: crm, why: gave-up }] }',
      ['not expected', 'could not tell crm (gave-up)'],
    ],
    [
      'a text that is not there',
      `{ events: [${enters}] }`,
      '{ mails: [{ message: case-study, text contains: hubba }] }',
      ['its text does not contain “hubba”'],
    ],
    [
      'a text that is there',
      `{ events: [${enters}] }`,
      '{ mails: [{ message: case-study, text does not contain: Ada }] }',
      ['its text contains “Ada”'],
    ],
    [
      'a message that is not sent',
      `{ events: [${enters}] }`,
      '{ mails: [{ message: product-manual, text contains: Ada }] }',
      ['sent product-manual'],
    ],
    [
      'a task that has not been given',
      `{ events: [${enters}, { day 2: Task Completed, task: Call the lead }] }`,
      '{ entered: day 1 }',
      ['no such task has been given by then'],
    ],
    ['a segment', `{ events: [${enters}] }`, '{ segments: [entered vip] }', ['comes into the segment vip']],
  ])('does not hold with %s', async (_, given, expected, texts) => {
    const { differences } = await runZoo(given, expected);
    expect(differences.map(({ text }) => text)).toEqual(texts);
  });

  it.each([
    [
      '{ variants: { subject lin: question } }',
      '{ sent: [] }',
      /^3:\d+ there is no split `subject lin` in zoo \(did you mean `subject line`\?\)/,
    ],
    ['{ variants: { subject line: questio } }', '{ sent: [] }', /there is no variant `questio` \(did you mean `question`\?\)/],
    ['{ variants: { subject line: nobody } }', '{ sent: [] }', /nobody gets the variant `nobody`: its weight is 0/],
    ['{ webhooks: { cmr: away } }', '{ sent: [] }', /there is no destination `cmr` \(did you mean `crm`\?\)/],
    ['{ webhooks: { crm: sleeps } }', '{ sent: [] }', /a receiver `takes` what it is told/],
    ['{ coupons: { test-driv: none left } }', '{ sent: [] }', /there is no coupon `test-driv` \(did you mean `test-drive`\?\)/],
    ['{ coupons: { winback: none left } }', '{ sent: [] }', /`winback` never runs out/],
    ['{ holdout: perhaps }', '{ sent: [] }', /`holdout` is `yes` or `no`/],
    ['{ events: [{ day 1: Task Completed }] }', '{ sent: [] }', /which task is completed\?/],
    ['{ events: [{ day 1: Task Completed, task: Call the led }] }', '{ sent: [] }', /there is no task `Call the led` in zoo/],
    ['{ events: [{ day 1: Lead Created, task: Call the lead }] }', '{ sent: [] }', /`Lead Created` completes no task/],
    [
      '{ events: [{ day 1: Order Completed, properties: { revenue: much } }] }',
      '{ sent: [] }',
      /`revenue` is a number, and this is text/,
    ],
    ['{}', '{ branches: [{ plan: on trail }] }', /there is no way of plan `on trail` \(did you mean `on trial`\?\)/],
    ['{}', '{ branches: [{ pln: else }] }', /there is no branch `pln` in zoo/],
    ['{}', '{ branches: [{ dya 1: { plan: else } }] }', /`dya 1` is not a time/],
    ['{}', '{ branches: [{ plan: else, other: else }] }', /this is a second branch/],
    ['{}', '{ variants: [{ subject line: x }] }', /there is no variant of subject line `x`/],
    ['{}', '{ resumed: [{ day 1: Test Drive Complete }] }', /there is no wait for `Test Drive Complete` in zoo/],
    ['{}', '{ held: [{ day 1: case-study, why: night }] }', /there is no reason `night`/],
    ['{}', '{ coupons: [winbak] }', /there is no coupon `winbak` \(did you mean `winback`\?\)/],
    ['{}', '{ webhooks: [zapier] }', /there is no destination `zapier`/],
    ['{}', '{ segments: [{ day 1: joined vip }] }', /`joined vip` says nothing about a segment/],
    ['{}', '{ segments: [{ day 1: entered vpi }] }', /there is no segment `vpi` \(did you mean `vip`\?\)/],
    ['{}', '{ segments: [{ day 1: entered lapsed }] }', /zoo does not ask for the segment `lapsed`/],
    [
      '{}',
      '{ ended: { day 1: already a custmer } }',
      /there is no end `already a custmer` \(did you mean `already a customer`\?\)/,
    ],
    ['{}', '{ exit: { day 1: orders.count > 4 } }', /there is no exit `orders.count > 4`/],
    ['{}', '{ mails: [{ message: case-study }] }', /what stands in this message\?/],
    ['{}', '{ mails: [{ message: case-studi, text contains: x }] }', /there is no message `case-studi`/],
  ])('given %s and expected %s it is refused, with the place and what to do', (given, expected, problem) => {
    const read = readZoo(zooCase(given, expected));
    const said =
      'problems' in read
        ? read.problems.map(
            ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
          )
        : [];
    expect(said).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
  });
});

it('tells what is known of the contact instead of what should be', async () => {
  expect(tellCase(await runZoo(`{ events: [${enters}] }`, '{ set: { stage: nurtured } }'))).toMatch(
    /\n- at the end stage is "nurtured" {3}← expected, and it is unknown$/,
  );
});

it('tells everything that one mail lacks', async () => {
  const told = tellCase(
    await runZoo(
      `{ events: [${enters}] }`,
      '{ mails: [{ message: case-study, subject contains: Foo, text contains: [bar-none, baz] }] }',
    ),
  );
  expect(told).toContain(
    '← its subject does not contain “Foo”; its text does not contain “bar-none”; its text does not contain “baz”',
  );
});

describe('the ways through a journey', () => {
  const [journey] = menagerie.journeys;
  if (journey === undefined) throw new Error('no journey');

  it('are its exits, its goal, and every arm, variant, timeout and end', () => {
    expect(waysOf(journey).map(({ text }) => text)).toEqual([
      'exit Order Completed',
      'exit segment left: vip',
      'exit orders.count > 3',
      'exit unsubscribed',
      'goal Demo Booked',
      "branch plan: traits.plan == 'pro'",
      'branch plan: on trial',
      'branch plan: else',
      'end: already a customer',
      'variant of subject line: question',
      'variant of subject line: statement',
      'Test Drive Completed: has come',
      'Test Drive Completed: not in time',
      'Call the lead: done',
      'Call the lead: not in time',
      'end: nobody called',
      'wait until renewalDate: no such date, or not in time',
    ]);
  });

  it('are not taken until some case takes them', async () => {
    const stories = [
      await runZoo(`{ profile: { plan: pro }, events: [${enters}] }`, '{ entered: day 1 }'),
      await runZoo(`{ events: [${enters}, { day 2: Test Drive Completed }, { day 3: Unsubscribed }] }`, '{ entered: day 1 }'),
      await runZoo(`{ holdout: yes, events: [${enters}, { day 2: Demo Booked }] }`, '{ entered: never }'),
    ].map(({ story }) => story);
    expect(waysNotTaken(journey, []).length).toBe(17);
    expect(waysNotTaken(journey, stories).map(({ text }) => text)).toEqual([
      'exit Order Completed',
      'exit segment left: vip',
      'exit orders.count > 3',
      'branch plan: on trial',
      'variant of subject line: statement',
      'Test Drive Completed: not in time',
      'Call the lead: done',
      'Call the lead: not in time',
      'end: nobody called',
      'wait until renewalDate: no such date, or not in time',
    ]);
  });
});
