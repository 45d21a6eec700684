import { describe, expect, it } from 'vitest';
import { sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { surroundings } from '#test/support/a-journey.ts';
import { ruleMistakes } from './rule-mistakes.ts';

/** Every problem as `line:column message (hint)`. */
const problemsOf = (text: string): readonly string[] => {
  const result = compileJourney('journeys/tried.yaml', text, surroundings());
  if ('compiled' in result) return [];
  return result.problems.map(
    ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
};

describe('a mistake in the rules of a journey is reported with its place and what to do', () => {
  it.each(ruleMistakes)('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});

describe('mistakes are all told at once', () => {
  it('those of the rules and of the steps, in the order of the lines, also where some fields cannot be read', () => {
    const text = [
      'description: Tried out',
      'enter: { on: Lead Craeted, when: event.properties.anything == 1 }',
      'audience: traits.pln == "x"',
      'exits: [unsubscribed]',
      'goal: { on: Demo Boked, within: ages }',
      'sending: { caps: [1 per day of offer] }',
      'steps:',
      '  - send: case-studie',
      '  - branch:',
      "      - if: event.properties.form == 'x' && traits.vipp",
      '        then: [{ coupon: winbak }]',
      '  - wait: 2 dais',
      '  - send: product-manual',
    ].join('\n');
    expect(problemsOf(text).map((problem) => problem.split(' ')[0])).toEqual([
      '2:14',
      '3:18',
      '4:1',
      '5:13',
      '5:33',
      '6:19',
      '8:11',
      '10:52',
      '11:26',
      '12:11',
    ]);
  });

  it('an entry that cannot be read does not make what steps say of its event wrong', () => {
    const text = [
      'description: Tried out',
      'enter: { onn: Lead Created }',
      'steps: [{ set: { lastOffer: { from: event.properties.form } } }]',
    ];
    expect(problemsOf(text.join('\n'))).toEqual(['2:10 there is no field `onn` here (did you mean `on`?)']);
  });

  it('a wait that cannot be read does not make the messages around it follow each other too soon', () => {
    const text = 'description: Tried out\nenter: { on: Lead Created }\nsteps:';
    const steps = ['- send: case-study', '- send: product-manual', '- wait: 2 dais', '- send: webinar-invitation'];
    expect(problemsOf([text, ...steps.map((line) => `  ${line}`)].join('\n'))).toEqual([
      '6:11 `2 dais` is not a length of time (a whole number of minutes, hours, days or weeks, like `2 days`)',
    ]);
  });
});

describe('a mistake in another file is not told of a journey', () => {
  const text = [
    'description: Tried out',
    'enter: { on: Lead Created }',
    'sending: { caps: [1 per day of offers] }',
    'steps: [{ coupon: anything }, { webhook: anything }, { send: product-manual }, { send: case-study }]',
  ].join('\n');
  const compiled = (overrides: Parameters<typeof surroundings>[0]) =>
    'compiled' in compileJourney('journeys/tried.yaml', text, surroundings(overrides));

  it('while its names cannot be read, none of them is wrong', () => {
    expect(compiled({ coupons: undefined, destinations: undefined, sending: undefined })).toBe(true);
    expect(compiled({ destinations: undefined, sending: undefined })).toBe(false);
    expect(compiled({ coupons: undefined, sending: undefined })).toBe(false);
    expect(compiled({ coupons: undefined, destinations: undefined, sending: { ...sendingDefaults, topics: [] } })).toBe(false);
  });
});
