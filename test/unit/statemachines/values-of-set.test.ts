import { describe, expect, it } from 'vitest';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { surroundings } from '#test/support/a-journey.ts';

const around = surroundings({
  places: [
    {
      list: 'dealers',
      places: [
        { place: 'north', latitude: 53.6, longitude: 10, fields: { city: 'Hamburg', bays: 3, open: true } },
        { place: 'south', latitude: 48.1, longitude: 11.6, fields: { city: 'Munich', bays: 'three', open: true } },
      ],
    },
  ],
});

/** Every problem of `- set: { … }` as `column message (hint)`. */
const problemsOf = (set: string): readonly string[] => {
  const text = `description: Tried out\nenter: { on: Cart Updated }\nsteps:\n  - set: { ${set} }\n`;
  const result = compileJourney('journeys/tried.yaml', text, around);
  if ('compiled' in result) return [];
  return result.problems.map(({ line, column, message, hint }) => {
    expect(line).toBe(4);
    return `${column} ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });
};

describe('a value that does not fit the declared type of its trait', () => {
  it.each([
    ['leadScore: text', ['23 `leadScore` is a number, and this is text (write a number, like `12.5`)']],
    ["leadScore: '12'", ['23 `leadScore` is a number, and this is text (write it without quotation marks: `12`)']],
    ['stage: 3', ["19 `stage` is text, and this is a number (write it between quotation marks: `'3'`)"]],
    ['vip: yes', ['17 `vip` is yes or no, and this is text (write `true`)']],
    ['vip: 1', ['17 `vip` is yes or no, and this is a number (write `true` or `false`)']],
    [
      'renewalDate: next year',
      ["25 `renewalDate` is a date, and this is no date (a date is written like '2026-12-24' or '2026-12-24T18:00:00Z')"],
    ],
    ['interests: ovens', ['23 `interests` is a list, and this is text (a list is written `[ovens, freezers]`)']],
    ['leadScore: a, stage: 3, vip: no', ['23', '33', '41']],
  ])('%s', (set, expected) => {
    const problems = problemsOf(set);
    expect(problems.map((problem, index) => (/^\d+$/.test(expected[index] ?? '') ? problem.split(' ')[0] : problem))).toEqual(
      expected,
    );
  });

  it.each(["stage: nurtured, leadScore: 3.5, vip: false, renewalDate: '2026-12-24', interests: null, plan: null"])(
    '%s is in order',
    (set) => {
      expect(problemsOf(set)).toEqual([]);
    },
  );
});

describe('an expression that gives another type than the trait has', () => {
  it.each([
    [
      'leadScore: { from: event.properties.product }',
      ['31 this gives text; it must give a number (`double(…)` makes a number of text)'],
    ],
    ['stage: { from: orders.count }', ['27 this gives a number; it must give text (`string(…)` makes text of a number)']],
    ['vip: { from: traits.plan }', ['25 this gives text; it must give yes or no']],
    ['renewalDate: { from: traits.plan }', ['33 this gives text; it must give a date (`date(…)` makes a date of text)']],
    ['interests: { from: traits.plan }', ['31 this gives text; it must give a list']],
    ['stage: { from: traits.stge }', ['34 there is no trait called `stge` (did you mean `stage`?)']],
    [
      'stage: { from: event.properties.prodct }',
      ['44 there is no property of `Cart Updated` called `prodct` (did you mean `product`?)'],
    ],
    ['stag: { from: traits.stage }', ['12 there is no trait `stag` (did you mean `stage`?)']],
  ])('%s', (set, expected) => {
    expect(problemsOf(set)).toEqual(expected);
  });

  it.each([
    'leadScore: { from: event.properties.value * 2 }',
    'stage: { from: event.properties.product }',
    'stage: { from: "\'at \' + string(orders.count)" }',
    "vip: { from: orders.count > 3 && traits.plan == 'pro' }",
    'renewalDate: { from: orders.last }',
    'interests: { from: traits.interests }',
  ])('%s is in order', (set) => {
    expect(problemsOf(set)).toEqual([]);
  });
});

describe('a field of a place that is of another type than the trait', () => {
  it.each([
    [
      'leadScore: { nearest: dealers }',
      [
        '34 `leadScore` is a number, and this is text: the name of a place (take one of its fields, like `{ nearest: dealers, field: latitude }`)',
      ],
    ],
    [
      'leadScore: { nearest: dealers, field: bays }',
      [
        '50 `leadScore` is a number, and this is text: `bays` of `south` in marketing/places/dealers.yaml (write a number, like `12.5`)',
      ],
    ],
    [
      'dealerCity: { nearest: dealers, field: open }',
      [
        "51 `dealerCity` is text, and this is yes or no: `open` of `north` in marketing/places/dealers.yaml (write it between quotation marks: `'true'`)",
      ],
    ],
  ])('%s', (set, expected) => {
    expect(problemsOf(set)).toEqual(expected);
  });

  it.each([
    'dealer: { nearest: dealers }, dealerCity: { nearest: dealers, field: city }',
    'latitude: { nearest: dealers, field: latitude }',
  ])('%s is in order', (set) => {
    expect(problemsOf(set)).toEqual([]);
  });
});

it('a trait whose name Step Functions would take for a path cannot be set', () => {
  expect(problemsOf("'plan.$': pro")).toContain(
    '12 `plan.$` cannot be set by a journey: its name ends in `.$` (set a trait of another name)',
  );
});
