import { describe, expect, it } from 'vitest';
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

/** A journey with these steps, the first of which stands on line 4. */
const journey = (lines: readonly string[]) =>
  ['description: Tried out', 'enter: { on: Lead Created }', 'steps:', ...lines.map((line) => `  ${line}`)].join('\n');

describe('a mistake in a step is reported with its place and what to do', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'an unknown message, in an arm',
      ['- branch:', '    - if: traits.vip', '      then: [{ send: case-studie }]'],
      ['6:24 there is no message `case-studie` (did you mean `case-study`?)'],
    ],
    [
      'a misspelt step in an arm',
      ['- wait for: Order Completed', '  at most: 2 days', '  then: [{ sent: case-study }]'],
      ['6:14 there is no step `sent` (did you mean `send`?)'],
    ],
    [
      'a wait until no time',
      ['- wait until: soon'],
      [
        '4:17 `soon` is not a time to wait until (write `09:00`, `monday`, `monday at 09:00`, `weekday at 09:00`, or the `date:` of a trait)',
      ],
    ],
    [
      'a wait until an hour that no clock has',
      ['- wait until: 25:00'],
      [
        '4:17 `25:00` is not a time to wait until (write `09:00`, `monday`, `monday at 09:00`, `weekday at 09:00`, or the `date:` of a trait)',
      ],
    ],
    [
      'a wait until a number',
      ['- wait until: 9'],
      [
        '4:17 until when? A time like `09:00`, a day like `monday at 09:00`, or a date like `{ date: renewalDate, at most: 90 days }`',
      ],
    ],
    [
      'a wait until an unknown trait',
      ['- wait until: { date: birthdy, at most: 30 days }'],
      ['4:25 there is no trait `birthdy` (did you mean `birthday`?)'],
    ],
    [
      'a wait until a trait that is no date',
      ['- wait until: { date: plan, at most: 30 days }'],
      ['4:25 the trait `plan` is no date (marketing/vocabulary.yaml says what it is)'],
    ],
    [
      'a wait until a date without an end',
      ['- wait until: { date: birthday }'],
      ['4:5 `at most` is missing (like `at most: 3 days`)'],
    ],
    [
      'a wait until a date with a vague offset',
      ['- wait until: { date: birthday, offset: -1 month, at most: 30 days }'],
      ['4:43 `-1 month` is not a number of days (like `-30 days`)'],
    ],
    [
      'a wait until a date that may be no day ahead',
      ['- wait until: { date: birthday, at most: -3 days }'],
      ['4:44 it is a day or more'],
    ],
    [
      'a wait until a date at no time',
      ['- wait until: { date: birthday, at: noon, at most: 30 days }'],
      ['4:39 `noon` is not a time of the day (like `09:00`)'],
    ],
    [
      'a wait until a date, misspelt',
      ['- wait until: { date: birthday, offest: -1 day, at most: 30 days }'],
      ['4:35 there is no field `offest` here (did you mean `offset`?)'],
    ],
    [
      'a wait until a date yearly as text',
      ['- wait until: { date: birthday, yearly: often, at most: 30 days }'],
      ['4:43 `yearly` must be true or false, not text'],
    ],
    [
      'a wait for an unknown event',
      ['- wait for: Ordr Completed', '  at most: 2 days'],
      ['4:15 there is no event `Ordr Completed` (did you mean `Order Completed`?)'],
    ],
    ['a wait for without an end', ['- wait for: Order Completed'], ['4:5 `at most` is missing (like `at most: 3 days`)']],
    [
      'a wait for, misspelt',
      ['- wait for: Order Completed', '  atmost: 2 days'],
      ['5:5 there is no field `atmost` here (did you mean `at most`?)'],
    ],
    [
      'a wait for whose condition names an unknown property',
      ['- wait for: Order Completed', '  when: event.properties.revenu > 100', '  at most: 2 days'],
      ['5:28 there is no property of `Order Completed` called `revenu` (did you mean `revenue`?)'],
    ],
    [
      'a wait for whose condition speaks of a reply too early',
      ['- wait for: Order Completed', '  when: reply.properties.revenue > 100', '  at most: 2 days'],
      ['5:11 there is no `reply` here: it is what a `wait for` before this received'],
    ],
    [
      'steps of an arm that are no list',
      ['- wait for: Order Completed', '  at most: 2 days', '  then: { send: case-study }'],
      ['6:11 steps are a list: each begins with a hyphen (like `then: [{ send: thank-you }]`)'],
    ],
    [
      'steps of an arm that are empty',
      ['- wait for: Order Completed', '  at most: 2 days', '  then:'],
      ['6:10 steps are a list: each begins with a hyphen (like `then: [{ send: thank-you }]`)'],
    ],
    [
      'a branch without then',
      ['- branch:', '    - if: traits.vip'],
      ['5:9 `then` is missing (like `then: [{ send: thank-you }]`)'],
    ],
    [
      'a branch without if',
      ['- branch:', '    - then: [{ send: case-study }]'],
      ["5:9 `if` is missing (like `if: traits.plan == 'pro'`)"],
    ],
    [
      'a branch that is no list',
      ['- branch:', '    if: traits.vip', '    then: []'],
      [
        "5:7 `branch` must be a list, not a group of fields (like `branch: [{ if: traits.plan == 'pro', then: [{ send: thank-you }] }]`)",
      ],
    ],
    [
      'a branch without ways',
      ['- branch: []'],
      ["4:13 a branch has at least one `if` (like `branch: [{ if: traits.plan == 'pro', then: [{ send: thank-you }] }]`)"],
    ],
    [
      'a branch with elseif',
      ['- branch:', '    - if: traits.vip', '      then: []', '  elseif: []'],
      ['7:5 there is no field `elseif` here (did you mean `else`?)'],
    ],
    [
      'a branch with a mistake in a condition',
      ['- branch:', "    - if: orders.count > 1 && traits.pln == 'pro'", '      then: [{ send: case-study }]'],
      ['5:40 there is no trait called `pln` (did you mean `plan`?)'],
    ],
    [
      'a branch asking for an unknown segment',
      ['- branch:', '    - if: ("vipp" in segments)', '      then: [{ send: case-study }]'],
      ['5:14 there is no segment called `vipp` (did you mean `vip`?)'],
    ],
    [
      'a branch with two ways of one condition',
      ['- branch:', '    - if: traits.vip', '      then: []', '    - if: traits.vip', '      then: [{ send: case-study }]'],
      ['7:13 another way of this branch is `traits.vip` already (it would never be taken, or could not be told from the other)'],
    ],
    [
      'a branch with two ways of one name',
      ['- branch:', '    - { if: traits.vip, name: good, then: [] }', '    - { if: orders.count > 1, name: good, then: [] }'],
      ['6:39 another way of this branch is `good` already (it would never be taken, or could not be told from the other)'],
    ],
    [
      'a branch with a way called else',
      ['- branch:', '    - { if: traits.vip, name: else, then: [] }'],
      ['5:33 another way of this branch is `else` already (it would never be taken, or could not be told from the other)'],
    ],
    [
      'a branch that speaks of a reply that comes later',
      ['- branch:', '    - { if: reply.properties.revenue > 5, then: [] }', '- wait for: Order Completed', '  at most: 2 days'],
      ['5:15 there is no `reply` here: it is what a `wait for` before this received'],
    ],
    [
      'a branch that speaks of an unknown property of the reply',
      ['- wait for: Order Completed', '  at most: 2 days', '- branch:', '    - { if: reply.properties.revenu > 5, then: [] }'],
      ['7:32 there is no property of `Order Completed` called `revenu` (did you mean `revenue`?)'],
    ],
    [
      'a branch that speaks of an unknown property of the entry',
      ['- branch:', '    - { if: event.properties.from == "x", then: [] }'],
      ['5:32 there is no property of `Lead Created` called `from` (did you mean `form`?)'],
    ],
    [
      'a split with one variant',
      ['- split: subject line', '  variants: { a: { steps: [{ send: case-study }] } }'],
      ['5:15 there is nothing to compare: only one variant can be drawn (give at least two variants a weight)'],
    ],
    [
      'a split with one weight',
      ['- split: subject line', '  variants: { a: { weight: 1, steps: [] }, b: { weight: 0, steps: [] } }'],
      ['5:15 there is nothing to compare: only one variant can be drawn (give at least two variants a weight)'],
    ],
    [
      'a split with a weight below zero',
      ['- split: subject line', '  variants: { a: { weight: -1, steps: [] }, b: { steps: [] } }'],
      ['5:30 a weight is 0 or more'],
    ],
    [
      'a split without variants',
      ['- split: subject line'],
      ['4:5 `variants` is missing (like `variants: { short: { steps: [{ send: short }] }, long: { steps: [{ send: long }] } }`)'],
    ],
    [
      'a split with variants in a list',
      ['- split: subject line', '  variants: [a, b]'],
      [
        '5:15 `variants` must be a group of fields, not a list (like `variants: { short: { steps: [{ send: short }] }, long: { steps: [{ send: long }] } }`)',
      ],
    ],
    [
      'a split whose variant is steps at once',
      ['- split: subject line', '  variants: { a: [{ send: case-study }], b: { steps: [] } }'],
      ['5:20 `a` must be a group of fields, not a list'],
    ],
    [
      'a split without steps',
      ['- split: subject line', '  variants: { a: { weight: 1 }, b: { steps: [] } }'],
      ['5:17 `steps` is missing (like `steps: [{ send: product-manual }, { wait: 2 days }, { send: case-study }]`)'],
    ],
    [
      'a task for an unknown owner',
      ['- task: Call', '  for: { owner: acountOwner, otherwise: sales }', '  due: 1 day'],
      ['5:19 there is no trait `acountOwner` (did you mean `accountOwner`?)'],
    ],
    [
      'a task for an owner and nobody otherwise',
      ['- task: Call', '  for: { owner: accountOwner }', '  due: 1 day'],
      ['5:5 `otherwise` is missing (like `otherwise: sales`)'],
    ],
    [
      'a task in an unknown region',
      ['- task: Call', '  for: sales', '  region: regoin', '  due: 1 day'],
      ['6:13 there is no trait `regoin` (did you mean `region`?)'],
    ],
    ['a task without a due time', ['- task: Call', '  for: sales'], ['4:5 `due` is missing (like `due: 1 day`)']],
    [
      'a task waited for without an end',
      ['- task: Call', '  for: sales', '  due: 1 day', '  wait for completion: {}'],
      ['7:5 `at most` is missing (like `at most: 3 days`)'],
    ],
    [
      'a task with arms of its own',
      ['- task: Call', '  for: sales', '  due: 1 day', '  then: [{ send: case-study }]'],
      ['7:5 there is no field `then` here (there are `task`, `for`, `region`, `due`, `wait for completion`, `name`)'],
    ],
    [
      'a trait that is set and unknown',
      ['- set: { stagee: nurtured }'],
      ['4:12 there is no trait `stagee` (did you mean `stage`?)'],
    ],
    [
      'a trait that is set to a list',
      ['- set: { stage: [a] }'],
      [
        '4:19 a value is text, a number, true or false, `{ from: … }` with an expression, or `{ nearest: … }` with a list of places',
      ],
    ],
    [
      'a trait that is set from a mistake',
      ['- set: { lastOffer: { from: event.properties.frm } }'],
      ['4:48 there is no property of `Lead Created` called `frm` (did you mean `form`?)'],
    ],
    [
      'a trait that is set from nothing',
      ['- set: { lastOffer: { form: traits.plan } }'],
      ['4:25 there is no field `form` here (did you mean `from`?)'],
    ],
    ['nothing to set', ['- set: {}'], ['4:10 there is nothing to set']],
    ['an unknown coupon', ['- coupon: winbak'], ['4:13 there is no coupon `winbak` (did you mean `winback`?)']],
    ['an unknown destination', ['- webhook: crn'], ['4:14 there is no destination `crn` (did you mean `crm`?)']],
    [
      'an end without a reason',
      ['- end:'],
      ['4:9 why does it end here? A few words, as reports will show them (like `end: already a customer`)'],
    ],
    [
      'an end that is true',
      ['- end: true'],
      ['4:10 why does it end here? A few words, as reports will show them (like `end: already a customer`)'],
    ],
    [
      'a step after an end',
      ['- send: product-manual', '- end: enough', '- send: case-study', '- wait: 1 day'],
      ['6:5 nobody ever comes to this step: all ways before it end the journey (remove it, or the `end` before it)'],
    ],
    [
      'a step after a branch whose ways all end',
      ['- branch:', '    - if: traits.vip', '      then: [{ end: vip }]', '  else: [{ end: not vip }]', '- send: case-study'],
      ['8:5 nobody ever comes to this step: all ways before it end the journey (remove it, or the `end` before it)'],
    ],
    [
      'a step after a wait for that ends both ways',
      [
        '- wait for: Order Completed',
        '  at most: 2 days',
        '  then: [{ end: bought }]',
        '  otherwise: [{ end: too late }]',
        '- send: case-study',
      ],
      ['8:5 nobody ever comes to this step: all ways before it end the journey (remove it, or the `end` before it)'],
    ],
    [
      'a step after a split whose variants all end',
      ['- split: x', '  variants: { a: { steps: [{ end: a }] }, b: { steps: [{ end: b }] } }', '- send: case-study'],
      ['6:5 nobody ever comes to this step: all ways before it end the journey (remove it, or the `end` before it)'],
    ],
    [
      'a step in an arm after an end',
      ['- branch:', '    - if: traits.vip', '      then: [{ end: vip }, { send: case-study }]'],
      ['6:30 nobody ever comes to this step: all ways before it end the journey (remove it, or the `end` before it)'],
    ],
    [
      'a journey too long by its longest arm',
      [
        '- wait: 200 days',
        '- branch:',
        '    - if: traits.vip',
        '      then: [{ wait: 10 days }]',
        '  else: [{ wait for: Order Completed, at most: 165 days }]',
        '- send: case-study',
      ],
      [
        '7:24 with this wait the journey takes 365 days (a journey may take 364 days at most: AWS ends whatever runs for more than a year)',
      ],
    ],
    [
      'a journey too long by a date',
      ['- wait: 200 days', '- wait until: { date: birthday, yearly: true, at most: 180 days }', '- send: case-study'],
      [
        '5:17 with this wait the journey takes 380 days (a journey may take 364 days at most: AWS ends whatever runs for more than a year)',
      ],
    ],
    [
      'a third message within a day, on one way only',
      [
        '- send: product-manual',
        '- branch:',
        '    - if: traits.vip',
        '      then: [{ send: case-study }]',
        '    - if: orders.count > 1',
        '      then: [{ wait: 1 day }]',
        '- send: webinar-invitation',
      ],
      [
        '10:5 this would be message 3 within 1 day, and customers get 2 at most (wait longer before it, or allow the journey more under `sending: { caps: … }`)',
      ],
    ],
    [
      'a third message within a day, if the event comes at once',
      [
        '- send: product-manual',
        '- send: case-study',
        '- wait for: Order Completed',
        '  at most: 3 days',
        '  then: [{ send: webinar-invitation }]',
      ],
      [
        '8:12 this would be message 3 within 1 day, and customers get 2 at most (wait longer before it, or allow the journey more under `sending: { caps: … }`)',
      ],
    ],
    [
      'nothing: a third message that goes only when its event has not come',
      [
        '- send: product-manual',
        '- send: case-study',
        '- wait for: Order Completed',
        '  at most: 3 days',
        '  otherwise: [{ send: webinar-invitation }]',
      ],
      [],
    ],
    [
      'nothing: twelve ways that end, and more than anybody can walk',
      [
        ...Array.from(
          { length: 12 },
          (_, index) =>
            `- { name: b${index}, branch: [{ if: orders.count > ${index}, then: [{ set: { stage: s${index} }, name: s${index} }] }] }`,
        ),
        '- send: product-manual',
      ],
      [],
    ],
    [
      'two steps of one name in different arms',
      ['- branch:', '    - if: traits.vip', '      then: [{ send: case-study }]', '  else: [{ send: case-study }]'],
      [
        '7:12 this is the second step called `send case-study` (the first is one inside step 1) (give one of them a name of its own, like `name: second reminder`)',
      ],
    ],
    [
      'a name used in an arm and after it',
      [
        '- branch:',
        '    - if: traits.vip',
        '      then: [{ send: case-study, name: goodbye }]',
        '- send: product-manual',
        '  name: Goodbye',
      ],
      ['8:11 one inside step 1 is called `Goodbye` too (reports tell steps by their names: choose another one)'],
    ],
    [
      'two waits in a row in an arm',
      ['- branch:', '    - if: traits.vip', '      then: [{ wait: 1 day }, { wait: 2 days }]'],
      ['6:33 this wait follows another one (write one `wait: 3 days`)'],
    ],
    [
      'a wait between two waits that cannot be read',
      ['- wait: 1 day', '- wiat: 1 day', '- wait: 1 day'],
      ['5:5 there is no step `wiat` (did you mean `wait`?)'],
    ],
    [
      'mistakes inside a step that has one itself',
      [
        '- branch:',
        '    - if: traits.vp',
        '      then: [{ send: case-studie }, { coupon: winbck }]',
        '  els: [{ wait: 1 month }]',
      ],
      [
        '6:24 there is no message `case-studie` (did you mean `case-study`?)',
        '6:49 there is no coupon `winbck` (did you mean `winback`?)',
        '7:5 there is no field `els` here (did you mean `else`?)',
      ],
    ],
    ['a misspelt name field', ['- send: case-study', '  nam: x'], ['5:5 there is no field `nam` here (did you mean `name`?)']],
    [
      'a name that is too long',
      ['- send: case-study', '  name: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
      ['5:11 `name` is too long: at most 60 characters'],
    ],
    [
      'nothing but a hyphen',
      ['-'],
      [
        '4:4 this is not a step (a step begins with `send:`, `wait:`, `wait until:`, `wait for:`, `branch:`, `split:`, `task:`, `set:`, `coupon:`, `webhook:`, `end:`)',
      ],
    ],
  ])('%s', (_, lines, expected) => {
    expect(problemsOf(journey(lines))).toEqual(expected);
  });
});
