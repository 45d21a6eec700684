import { describe, expect, it } from 'vitest';
import { readScoreTests, readSegmentTests } from '#statemachines/simulator/segment-tests/read-tests.ts';
import { scoreTestJsonSchema, segmentTestJsonSchema } from '#statemachines/simulator/segment-tests/test-file.ts';
import { undescribed } from '#test/support/undescribed-fields.ts';
import { leadNurture, marketingWith } from './simulated-marketing.ts';

// at-risk: daysSince(orders.last) > 45. churn: daysSince(orders.last) / 30.
const marketing = marketingWith({ 'lead-nurture': leadNurture });
const files = {
  segment: ['segments/at-risk.test.yaml', readSegmentTests],
  score: ['scores/churn.test.yaml', readScoreTests],
} as const;
type Kind = keyof typeof files;

const read = (kind: Kind, text: string) => {
  const [file, reader] = files[kind];
  return reader(file, text, marketing);
};

const problemsOf = (kind: Kind, text: string) => {
  const result = read(kind, text);
  return 'problems' in result
    ? result.problems.map(
        ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
      )
    : [];
};

const caseOf = (events: string, expected: string, profile = '{}') => `cases:
  - name: does something
    given:
      profile: ${profile}
      events: ${events}
    expect: ${expected}
`;

/** What is told of the only case, line by line; nothing if it holds. */
const differencesOf = async (kind: Kind, text: string): Promise<readonly string[]> => {
  const result = read(kind, text);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const [only] = result.tests.cases;
  const { differences, tell } = (await only?.run()) ?? { differences: [], tell: () => 'no case' };
  return differences.length === 0
    ? []
    : tell()
        .split('\n')
        .filter((line) => !line.startsWith(' '));
};

const ordered = '[{ day 1: Order Completed }]';

describe('a case of a segment', () => {
  it.each([
    // On day 47 at 9 it is 46 days; the night to day 48 finds it out.
    ['who comes in by time alone, in the night', ordered, '[{ day 48 at 03:00: entered }]'],
    [
      'who goes out by an event, at once',
      '[{ day 1: Order Completed }, { day 60 at 14:30: Order Completed }]',
      '[{ day 48: entered }, { day 60 at 14:30: left }, { day 107: entered }]',
    ],
    ['who never comes in', '[{ day 1: Product Viewed }]', '[]'],
    ['how it stands at the end of days', ordered, '[{ day 47: not a member }, { day 48: member }]'],
    ['how it stands at a minute', ordered, '[{ day 48 at 02:59: not a member }, { day 48 at 03:00: member }]'],
    ['how it stands at the end', '[{ day 1: Order Completed }, { day 48: Product Viewed }]', 'member'],
    ['how it stands at the end of the first day, if nothing happens', '[]', 'not a member'],
    ['the moves beside how it stands', ordered, '[{ day 47: not a member }, { day 48: entered }]'],
    ['of what happened before the story began', '[{ day -60: Order Completed }]', '[{ day -13: entered }]'],
    ['of an event that arrives late', '[{ day 60: Order Completed, happened: day 1 }]', '[{ day 60: entered }]'],
  ])('holds if that is so: %s', async (_, events, expected) => {
    expect(await differencesOf('segment', caseOf(events, expected))).toEqual([]);
  });

  it.each([
    [
      'a move is missing',
      '[{ day 1: Product Viewed }]',
      '[{ day 48: entered }]',
      [expect.stringMatching(/^- Day 48 +Sat 19 Dec +→ comes into the segment at-risk {3}← expected, and did not happen$/)],
    ],
    [
      'there is one too many',
      ordered,
      '[]',
      [expect.stringMatching(/^\+ Day 48 +Sat 19 Dec 03:00 +→ is now in the segment at-risk {3}← not expected$/)],
    ],
    [
      'it is at another time',
      ordered,
      '[{ day 47: entered }]',
      [expect.stringMatching(/^~ Day 48 .*→ is now in the segment at-risk {3}← expected on day 47, came on day 48$/)],
    ],
    [
      'it stands otherwise',
      ordered,
      '[{ day 47: member }]',
      [expect.stringMatching(/^\+ Day 47 .*→ is not a member of at-risk {3}← should be a member$/)],
    ],
    [
      'it stands otherwise at the end',
      ordered,
      'member',
      [expect.stringMatching(/^\+ Day 1 .*→ is not a member of at-risk {3}← should be a member$/)],
    ],
  ])('does not hold if %s, and tells the story', async (_, events, expected, told) => {
    expect(await differencesOf('segment', caseOf(events, expected))).toEqual(told);
  });

  it('is looked at though no journey asks for the segment', async () => {
    expect(marketing.journeys.flatMap(({ conditions }) => conditions)).toEqual([]);
    expect(await differencesOf('segment', caseOf(ordered, '[]'))).not.toEqual([]);
  });
});

describe('a case of a score', () => {
  it.each([
    ['a number at the end of days', '[{ day 1: 0 }, { day 16: 0.5 }, { day 31: 1 }]'],
    ['as many decimals as are written', '[{ day 11: 0.3 }, { day 11: 0.33 }, { day 12: 0.37 }]'],
    ['a number at the end of the last day', '0'],
    ['zeros that are written', '[{ day 61: 2.00 }]'],
  ])('holds if that is so: %s', async (_, expected) => {
    expect(await differencesOf('score', caseOf(ordered, expected))).toEqual([]);
  });

  it('knows when a number is not known', async () => {
    expect(await differencesOf('score', caseOf('[]', 'unknown'))).toEqual([]);
    expect(await differencesOf('score', caseOf('[]', '0'))).toEqual([
      expect.stringMatching(/→ score churn is unknown {3}← should be 0$/),
    ]);
  });

  it.each([
    ['[{ day 11: 0.34 }]', /^\+ Day 11 .*→ score churn is 0.3333 {3}← should be 0.34$/],
    // A whole number is compared as one, 2.0 is not.
    ['[{ day 52: 2.0 }]', /← should be 2$/],
    ['1', /^\+ Day 1 .*← should be 1$/],
  ])('does not hold for %s', async (expected, told) => {
    expect(await differencesOf('score', caseOf(ordered, expected))).toEqual([expect.stringMatching(told)]);
  });

  it('rounds a whole number to one', async () => {
    expect(await differencesOf('score', caseOf(ordered, '[{ day 52: 2 }]'))).toEqual([]);
  });
});

describe('a file of tests', () => {
  it.each([
    ['that is empty', 'segment', '', '1:1 the file is empty'],
    ['without cases', 'segment', 'cases: []', '1:8 a file of tests has at least one case'],
    [
      'with a slip in an event',
      'segment',
      caseOf('[{ day 1: Order Complted }]', '[]'),
      '5:16 there is no event `Order Complted` (did you mean `Order Completed`?)',
    ],
    [
      'with an event that nobody has declared',
      'segment',
      caseOf('[{ day 1: Spaceship Launched }]', '[]'),
      '5:16 there is no event `Spaceship Launched` (declare it',
    ],
    ['with a slip in a time', 'segment', caseOf('[{ dya 1: Order Completed }]', '[]'), '5:18 `dya 1` is not a time'],
    [
      'with a slip in a property',
      'segment',
      caseOf('[{ day 1: Order Completed, properties: { revenu: 5 } }]', '[]'),
      '5:56 `Order Completed` has no property `revenu` (did you mean `revenue`?)',
    ],
    [
      'with a slip in a trait',
      'segment',
      caseOf('[]', '[]', '{ brithday: 2000-01-01 }'),
      '4:18 there is no trait `brithday` in marketing/vocabulary.yaml (did you mean `birthday`?)',
    ],
    [
      'with a value that a trait never has',
      'segment',
      caseOf('[]', '[]', '{ birthday: soon }'),
      '4:28 `birthday` is a date, and this is no date',
    ],
    [
      'with a slip in a move',
      'segment',
      caseOf('[]', '[{ day 1: enterd }]'),
      '6:14 nobody is `enterd` (did you mean `entered`?)',
    ],
    ['with a slip in how it stands', 'segment', caseOf('[]', 'membr'), '6:13 this is neither `member` nor `not a member`'],
    ['with a slip in how it stands, of which the word is named', 'segment', caseOf('[]', 'membr'), '(did you mean `member`?)'],
    [
      'with a field that there is not',
      'segment',
      caseOf('[]', '[]').replace('profile', 'profil'),
      '4:7 there is no field `profil` here (did you mean `profile`?)',
    ],
    [
      'with a beginning that is no time',
      'segment',
      caseOf('[]', '[]').replace('profile: {}', 'starts: tomorrow'),
      '4:15 `tomorrow` is not a date and time (like',
    ],
    ['that expects nothing', 'score', caseOf('[]', '[]'), '6:13 nothing is expected here'],
    ['with a word for a number', 'score', caseOf('[]', 'much'), '6:13 this is neither a number nor a list of times'],
    ['with a time that is none', 'score', caseOf('[]', '[{ day x: 2 }]'), '6:16 `day x` is not a time'],
    ['with two times in one line', 'score', caseOf('[]', '[{ day 1: 2, day 2: 3 }]'), '6:26 this is a second time'],
    [
      'with a word for a number at a time',
      'score',
      caseOf('[]', '[{ day 1: two }]'),
      '6:23 this is neither a number nor `unknown`',
    ],
  ] as const)('%s is refused, with the place and what to do (%s)', (_, kind, text, expected) => {
    expect(problemsOf(kind, text)).toEqual([expect.stringContaining(expected)]);
  });

  it('of something that there is not says what was meant', () => {
    expect(readSegmentTests('segments/atrisk.test.yaml', caseOf('[]', 'member'), marketing)).toMatchObject({
      problems: [{ line: 1, column: 1, message: 'there is no segment `atrisk`', hint: 'did you mean `at-risk`?' }],
    });
    expect(readScoreTests('scores/chrun.test.yaml', caseOf('[]', '2'), marketing)).toMatchObject({
      problems: [{ message: 'there is no score `chrun`' }],
    });
  });

  it('says everything at once', () => {
    const events = '[{ day 1: Order Complted }, { day 2: Product Viewd }]';
    expect(problemsOf('segment', caseOf(events, '[]', '{ brithday: 2000-01-01 }'))).toHaveLength(3);
  });

  it('says what is wrong with names beside what cannot be read', () => {
    const text = caseOf('[{ day x: Order Completed }, { day 1: Order Complted }]', 'membr');
    expect(problemsOf('segment', `${text}    expect: member\n`)).toEqual([
      expect.stringMatching(/^5:18 `day x` is not a time/),
      expect.stringMatching(/^5:44 there is no event `Order Complted`/),
      expect.stringMatching(/^7:5 .*`expect`.*twice/),
    ]);
  });
});

it.each([
  ['segment', segmentTestJsonSchema()],
  ['score', scoreTestJsonSchema()],
])('the schema of tests of a %s describes every field', (_, schema) => {
  expect(undescribed(schema)).toEqual([]);
});
