/** A mistake in the steps of a journey: its sentence, the lines of the steps, the first of which is line 4, and what is said of them. */
export type StepMistake = readonly [mistake: string, lines: readonly string[], problems: readonly string[]];

export const stepMistakes: readonly StepMistake[] = [
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
    'a step without a space after its colon',
    ['- wait:2 days'],
    ['4:5 a space is missing after the colon in `wait:2 days` (write `- wait: 2 days`)'],
  ],
  [
    'a branch with else among its ways',
    ['- branch:', '    - if: traits.vip', '      then: [{ send: case-study }]', '    - else: [{ end: not yet }]'],
    ['7:9 there is no field `else` here (it belongs to a `branch`: in the same column as that, without a hyphen)'],
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
    ['5:20 a variant is a group of fields, like `{ weight: 1, steps: [{ send: case-study }] }`'],
  ],
  [
    'a split whose weights are shares',
    ['- split: subject line', '  variants: { a: { weight: 50%, steps: [] }, b: { steps: [] } }'],
    ['5:30 `weight` is a number: a variant of `weight: 2` is drawn twice as often as one of `weight: 1`'],
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
      '8:50 with this wait the journey takes 365 days (a journey may take 364 days at most: AWS ends whatever runs for more than a year)',
    ],
  ],
  [
    'a journey too long by a date',
    ['- wait: 200 days', '- wait until: { date: birthday, yearly: true, at most: 180 days }', '- send: case-study'],
    [
      '5:17 with this wait the journey takes 380 days and 3 hours (a journey may take 364 days at most: AWS ends whatever runs for more than a year)',
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
    [
      '8:11 one inside step 1 is called `goodbye`, which is nearly the same (reports tell steps by their names: choose another one)',
    ],
  ],
  [
    'two waits in a row in an arm',
    ['- branch:', '    - if: traits.vip', '      then: [{ wait: 1 day }, { wait: 2 days }]'],
    ['6:33 this wait follows another one (write one `wait: 3 days`)'],
  ],
  [
    'a wait between two waits, misspelt',
    ['- wait: 1 day', '- wiat: 1 day', '- wait: 1 day'],
    [
      '5:5 there is no step `wiat` (did you mean `wait`?)',
      '5:5 this wait follows another one (write one `wait:` that is as long as both)',
      '6:5 this wait follows another one (write one `wait:` that is as long as both)',
    ],
  ],
  [
    'a step between two waits that nobody can read',
    ['- wait: 1 day', '- pause: 1 day', '- wait: 1 day'],
    [
      '5:5 there is no step `pause` (there are `send`, `wait`, `wait until`, `wait for`, `branch`, `split`, `task`, `set`, `coupon`, `webhook`, `end`)',
    ],
  ],
  [
    'mistakes inside a step that has one itself',
    ['- branch:', '    - if: traits.vp', '      then: [{ send: case-studie }, { coupon: winbck }]', '  els: [{ wait: 1 month }]'],
    [
      '5:20 there is no trait called `vp` (did you mean `vip`?)',
      '6:24 there is no message `case-studie` (did you mean `case-study`?)',
      '6:49 there is no coupon `winbck` (did you mean `winback`?)',
      '7:5 there is no field `els` here (did you mean `else`?)',
      '7:19 `1 month` is not a length of time (months differ in length: did you mean `30 days`?)',
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
  [
    'a fifth webhook without a wait, on one way',
    [
      '- webhook: crm',
      '- { webhook: crm, name: second }',
      '- branch:',
      '    - { if: traits.vip, then: [{ webhook: crm, name: third }, { webhook: crm, name: fourth }] }',
      '  else: [{ wait: 1 minute }]',
      '- { webhook: crm, name: fifth }',
    ],
    [
      '9:16 this is webhook 5 without a wait between them, and 4 are the most (each may have to be tried for hours: put a wait before this one, such as `- wait: 1 minute`)',
    ],
  ],
  [
    'nothing: four webhooks and a wait before the next ones',
    [
      ...['a', 'b', 'c', 'd'].map((name) => `- { webhook: crm, name: ${name} }`),
      '- wait for: Order Completed',
      '  at most: 2 days',
      ...['e', 'f', 'g', 'h'].map((name) => `- { webhook: crm, name: ${name} }`),
    ],
    [],
  ],
  [
    'a branch whose way is no item of a list, with mistakes in it',
    ['- branch:', "    if: traits.pln == 'pro'", '    then: { send: case-studie }'],
    [
      "5:7 `branch` must be a list, not a group of fields (like `branch: [{ if: traits.plan == 'pro', then: [{ send: thank-you }] }]`)",
      '5:18 there is no trait called `pln` (did you mean `plan`?)',
      '6:13 steps are a list: each begins with a hyphen (like `then: [{ send: thank-you }]`)',
      '6:21 there is no message `case-studie` (did you mean `case-study`?)',
    ],
  ],
  [
    'a step with two wrong fields, each with a wrong name beside it',
    ['- task: Call', '  for: { owner: acountOwner, otherwise: Sales Team }', '  region: regoin', '  due: 1 month', '  nam: x'],
    [
      '5:19 there is no trait `acountOwner` (did you mean `accountOwner`?)',
      '5:43 a team is written in small letters, digits and hyphens (like `otherwise: sales`)',
      '6:13 there is no trait `regoin` (did you mean `region`?)',
      '7:10 `1 month` is not a length of time (months differ in length: did you mean `30 days`?)',
      '8:5 there is no field `nam` here (did you mean `name`?)',
    ],
  ],
  [
    'a wait for with a wrong end, for an unknown event that says a wrong thing',
    ['- wait for: Ordr Completed', "  when: event.properties.x == 1 && traits.pln == 'pro'", '  at most: 2 months'],
    [
      '4:15 there is no event `Ordr Completed` (did you mean `Order Completed`?)',
      '5:45 there is no trait called `pln` (did you mean `plan`?)',
      '6:14 `2 months` is not a length of time (months differ in length: did you mean `60 days`?)',
    ],
  ],
  [
    'two steps in one, each with a mistake',
    ['- send: case-studie', '  wait: 1 month'],
    [
      '4:11 there is no message `case-studie` (did you mean `case-study`?)',
      '5:5 one step cannot both send and wait (begin a new step with `- wait:`)',
      '5:11 `1 month` is not a length of time (months differ in length: did you mean `30 days`?)',
    ],
  ],
  [
    'a misspelt step in an arm of a branch with a wrong condition',
    ['- branch:', "    - if: traits.pln == 'pro'", '      then: [{ ned: x }]'],
    ['5:20 there is no trait called `pln` (did you mean `plan`?)', '6:18 there is no step `ned` (did you mean `end`?)'],
  ],
  [
    'two ways of one condition, with a mistake in each',
    [
      '- branch:',
      '    - if: traits.vip',
      '      then: [{ send: nope }]',
      '    - if: traits.vip',
      '      then: [{ coupon: winbak }]',
    ],
    [
      '6:24 there is no message `nope` (there are `product-manual`, `case-study`, `webinar-invitation`)',
      '7:13 another way of this branch is `traits.vip` already (it would never be taken, or could not be told from the other)',
      '8:26 there is no coupon `winbak` (did you mean `winback`?)',
    ],
  ],
  [
    'two ways that are too long',
    ['- branch:', '    - if: traits.vip', '      then: [{ wait: 400 days }]', '  else: [{ wait: 500 days }]'],
    [
      '6:24 with this wait the journey takes 400 days (a journey may take 364 days at most: AWS ends whatever runs for more than a year)',
      '7:20 with this wait the journey takes 500 days (a journey may take 364 days at most: AWS ends whatever runs for more than a year)',
    ],
  ],
  [
    'a journey too long in spite of what cannot be read',
    ['- wait: 400 days', '- send: case-study', '- wait: 2 dais'],
    [
      '4:11 with this wait the journey takes at least 400 days (a journey may take 364 days at most: AWS ends whatever runs for more than a year)',
      '6:11 `2 dais` is not a length of time (a whole number of minutes, hours, days or weeks, like `2 days`)',
    ],
  ],
  [
    'a way on which nothing was received, beside one on which something was',
    [
      '- branch:',
      '    - if: traits.vip',
      '      then: [{ wait for: Order Completed, at most: 1 day }]',
      '  else:',
      '    - branch: [{ if: reply.properties.revenue > 5, then: [] }]',
    ],
    ['8:24 there is no `reply` here: it is what a `wait for` before this received'],
  ],
  [
    'an unknown field, and nothing that only follows from it',
    ['- wait for: Order Completed', '  until: { days: 2 }', '- branch:', '    - { if: reply.properties.revenue > 5, then: [] }'],
    ['5:5 there is no field `until` here (`at most` is missing: is it meant by this?)'],
  ],
  [
    'a field that nobody knows, in which there may have been something to wait for',
    [
      '- task: Call',
      '  for: sales',
      '  due: 1 day',
      '  as soon as it is done: { steps: [{ send: case-study }] }',
      '- branch:',
      '    - { if: reply.properties.outcome == "yes", then: [{ end: yes }] }',
    ],
    [
      '7:5 there is no field `as soon as it is done` here (there are `task`, `for`, `region`, `due`, `wait for completion`, `name`)',
    ],
  ],
  [
    'steps after variants that cannot be read, and that somebody may come to',
    ['- split: subject line', '  variants: [a, b]', '- send: case-study'],
    [
      '5:15 `variants` must be a group of fields, not a list (like `variants: { short: { steps: [{ send: short }] }, long: { steps: [{ send: long }] } }`)',
    ],
  ],
  [
    'a date with a misspelt field, and one that nobody knows in place of one that is missing',
    ['- wait until: { dte: birthday, hour: 9 }'],
    [
      '4:19 there is no field `dte` here (did you mean `date`?)',
      '4:34 there is no field `hour` here (`at most` is missing: is it meant by this?)',
    ],
  ],
];
