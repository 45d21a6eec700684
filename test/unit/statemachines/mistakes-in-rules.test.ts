import { describe, expect, it } from 'vitest';
import { sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { surroundings } from '#test/support/a-journey.ts';

/** Every problem as `line:column message (hint)`. */
const problemsOf = (text: string): readonly string[] => {
  const result = compileJourney('journeys/tried.yaml', text, surroundings());
  if ('compiled' in result) return [];
  return result.problems.map(
    ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
};

/** A journey in which the entry stands on line 2, exit, goal and steps after it, and anything else on line 6. */
const journey = (enter: string, exit: string, goal: string, more: string) =>
  ['description: Tried out', enter, exit, goal, 'steps: [{ send: product-manual }]', more].join('\n');

const entry = (enter: string) => journey(enter, 'exit: [unsubscribed]', 'goal: { on: Demo Booked, within: 30 days }', '');
const exits = (exit: string) => journey('enter: { on: Lead Created }', exit, 'goal: { on: Demo Booked, within: 30 days }', '');
const goals = (goal: string) => journey('enter: { on: Lead Created }', 'exit: [unsubscribed]', goal, '');
const besides = (more: string) =>
  journey('enter: { on: Lead Created }', 'exit: [unsubscribed]', 'goal: { on: Demo Booked, within: 30 days }', more);

describe('a mistake in the rules of a journey is reported with its place and what to do', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'an entry by nothing',
      entry('enter: { reenter: never }'),
      [
        '2:8 customers enter by an event (`on: Lead Created`), into a segment (`segment: at-risk`), or on a schedule (`every: monday at 09:00`, with a segment)',
      ],
    ],
    [
      'an entry by two things',
      entry('enter: { on: Lead Created, segment: vip }'),
      ['2:28 `segment` does not go together with the other fields here (leave one of them out)'],
    ],
    [
      'a schedule without a segment',
      entry('enter: { every: monday at 09:00 }'),
      ['2:1 `segment` is missing (like `segment: at-risk`)'],
    ],
    [
      'a schedule that is none',
      entry('enter: { every: sometimes, segment: vip }'),
      ['2:17 `sometimes` is not a schedule (like `day at 09:00`, `monday at 09:00` or `weekday at 09:00`)'],
    ],
    [
      'a schedule without a time',
      entry('enter: { every: monday, segment: vip }'),
      ['2:17 `monday` is not a schedule (like `day at 09:00`, `monday at 09:00` or `weekday at 09:00`)'],
    ],
    [
      'a misspelt event to enter by',
      entry('enter: { on: Lead Craeted }'),
      ['2:14 there is no event `Lead Craeted` (did you mean `Lead Created`?)'],
    ],
    [
      'an event like no other',
      entry('enter: { on: Moon Landed }'),
      ['2:14 there is no event `Moon Landed` (declare it in marketing/vocabulary.yaml)'],
    ],
    [
      'a misspelt segment to enter by',
      entry('enter: { segment: vipp }'),
      ['2:19 there is no segment `vipp` (did you mean `vip`?)'],
    ],
    [
      'a misspelt property in the condition of the entry',
      entry('enter: { on: Cart Updated, when: event.properties.vlaue > 50 }'),
      ['2:51 there is no property of `Cart Updated` called `vlaue` (did you mean `value`?)'],
    ],
    [
      'a misspelt trait in a condition in quotation marks',
      entry('enter: { on: Cart Updated, when: "traits.pln == \'pro\'" }'),
      ['2:42 there is no trait called `pln` (did you mean `plan`?)'],
    ],
    [
      'a comparison that makes no sense',
      entry("enter: { on: Cart Updated, when: orders.count > 'x' }"),
      [
        "2:34 `orders.count` is a number and `'x'` is text: they cannot be compared (a number is written without quotation marks)",
      ],
    ],
    [
      'a condition that stops in the middle',
      entry('enter: { on: Cart Updated, when: orders.count > }'),
      ['2:48 something is missing at the end'],
    ],
    [
      'a condition that is a number',
      entry('enter: { on: Cart Updated, when: 5 }'),
      ['2:34 a condition is text, like `orders.count > 3` (like `when: event.properties.revenue > 100`)'],
    ],
    [
      'a condition that asks nothing',
      entry('enter: { on: Cart Updated, when: orders.count }'),
      ['2:34 this gives a number; a condition must be true or false (compare it, like `orders.count > 3`)'],
    ],
    [
      'an audience that speaks of the event',
      besides("audience: event.properties.form == 'x'"),
      ['6:11 there is no `event` here: this asks about the customer only'],
    ],
    ['an audience that speaks of the run', besides("audience: run.journey == 'x'"), ['6:11 there is no `run` here']],
    [
      'an audience that speaks of a reply',
      besides("audience: reply.name == 'x'"),
      ['6:11 there is no `reply` here: it is what a `wait for` before this received'],
    ],
    [
      'a re-entry by an event of its own',
      entry('enter: { on: Journey Completed, reenter: after-completion }'),
      [
        '2:14 the journey may cause `Journey Completed` itself and would never end: each run could start the next one (let customers come in again only after some time, like `reenter: { after: 30 days }`, or never)',
      ],
    ],
    [
      'nothing: a re-entry by the event of another journey',
      entry("enter: { on: Journey Completed, when: event.properties.journey == 'welcome', reenter: after-completion }"),
      [],
    ],
    [
      'a re-entry by the event of this very journey',
      entry("enter: { on: Journey Completed, when: event.properties.journey == 'tried', reenter: after-completion }"),
      [
        '2:14 the journey may cause `Journey Completed` itself and would never end: each run could start the next one (let customers come in again only after some time, like `reenter: { after: 30 days }`, or never)',
      ],
    ],
    [
      'no holdout without a reason',
      besides('holdout: 0%'),
      ['6:10 without a holdout nobody will know what the journey brings about (say why: `{ share: 0%, because: … }`)'],
    ],
    [
      'a holdout of most',
      besides('holdout: 60%'),
      ['6:10 more than half of the customers would be left alone (a share of up to 50%)'],
    ],
    [
      'a holdout without its sign',
      besides('holdout: 5'),
      ['6:10 a holdout is a share like `5%`, or `{ share: 0%, because: … }`'],
    ],
    ['a holdout in words', besides('holdout: some'), ['6:10 `some` is not a share (like `5%` or `0%`)']],
    ['a reason that is none', besides('holdout: { share: 0%, because: no }'), ['6:32 say why in a few words']],
    ['a holdout of nobody for no reason', besides('holdout: { share: 0% }'), ['6:1 `because` is missing']],
    [
      'a misspelt field of the holdout',
      besides('holdout: { shar: 0%, because: everybody is to be told }'),
      ['6:12 there is no field `shar` here (did you mean `share`?)'],
    ],
    [
      'a misspelt event to leave by',
      exits('exit: [{ on: Order Complted }]'),
      ['3:14 there is no event `Order Complted` (did you mean `Order Completed`?)'],
    ],
    [
      'misspelt segments to leave by',
      exits('exit: [{ segment entered: vup }, { segment left: at-rsk }]'),
      ['3:27 there is no segment `vup` (did you mean `vip`?)', '3:50 there is no segment `at-rsk` (did you mean `at-risk`?)'],
    ],
    [
      'an exit of no known kind',
      exits('exit: [{ segment leaves: vip }]'),
      ['3:10 there is no field `segment leaves` here (did you mean `segment left`?)'],
    ],
    [
      'an exit by condition that speaks of an event',
      exits("exit: [{ when: event.name == 'x' }]"),
      ['3:16 there is no `event` here: this asks about the customer only'],
    ],
    [
      'an exit by a misspelt condition',
      exits('exit: [{ when: order.count > 3 }]'),
      ['3:16 there is nothing called `order` (did you mean `orders`?)'],
    ],
    [
      'a misspelt property in the condition of an exit',
      exits('exit: [{ on: Order Completed, when: event.properties.revenu > 3 }]'),
      ['3:54 there is no property of `Order Completed` called `revenu` (did you mean `revenue`?)'],
    ],
    [
      'a misspelt word to leave by',
      exits('exit: [unsubscribt]'),
      [
        '3:8 an exit is `unsubscribed`, an event like `on: Order Completed`, `segment entered: …`, `segment left: …`, or a condition like `when: orders.count > 3` (did you mean `unsubscribed`?)',
      ],
    ],
    [
      'a misspelt goal',
      goals('goal: { on: Demo Boked, within: 30 days }'),
      ['4:13 there is no event `Demo Boked` (did you mean `Demo Booked`?)'],
    ],
    [
      'a misspelt property in the condition of the goal',
      goals("goal: { on: Demo Booked, when: event.properties.shp == 'x', within: 30 days }"),
      ['4:49 there is no property of `Demo Booked` called `shp` (did you mean `shop`?)'],
    ],
    [
      'an unknown field of the sending policy',
      besides('sending: { quiet: 22:00 to 07:00 }'),
      ['6:12 there is no field `quiet` here (there are `quiet hours`, `window`, `caps`, `over`, `hold at most`, `priority`)'],
    ],
    [
      'quiet hours in words',
      besides('sending: { quiet hours: at night }'),
      ['6:25 `at night` is not a stretch of the day (like `22:00 to 07:00` or `none`)'],
    ],
    [
      'quiet hours that cover the window',
      besides('sending: { quiet hours: 08:00 to 20:00, window: 09:00 to 18:00 }'),
      [
        '6:10 nothing would ever be sent: the quiet hours cover the whole window (let the window begin or end outside the quiet hours, or write `quiet hours: none`)',
      ],
    ],
    [
      'a topic that nobody declared',
      besides('sending: { caps: [1 in 7 days of offer] }'),
      ['6:19 there is no topic `offer` in marketing/sending.yaml (did you mean `offers`?)'],
    ],
    [
      'a cap in words',
      besides('sending: { caps: [often] }'),
      [
        '6:19 `often` is not a cap (at most 100 messages, within at most a year) (like `4 in 7 days` or `2 per day` or `1 in 3 days of offers`)',
      ],
    ],
    [
      'caps that are no list',
      besides('sending: { caps: 1 per day }'),
      ['6:18 `caps` is a list, like `caps: [4 in 7 days, 2 in 1 day]`'],
    ],
    ['an unknown word in the sending policy', besides('sending: { over: wait }'), ['6:18 `over` is `hold` or `drop`']],
    [
      'a budget without its unit',
      besides('budget: 0.002'),
      ['6:9 0.002 of what? A budget is written like `$0.002 per contact` (like `budget: $0.002 per contact`)'],
    ],
    [
      'a budget of nothing',
      besides('budget: $0 per contact'),
      ['6:9 `$0 per contact` is not a budget (dollars for one contact, like `$0.002 per contact`)'],
    ],
  ])('%s', (_, text, expected) => {
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
