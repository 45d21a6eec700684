/** A journey in which the entry stands on line 2, exit, goal and steps after it, and anything else on line 6. */
const journey = (enter: string, exit: string, goal: string, more: string) =>
  ['description: Tried out', enter, exit, goal, 'steps: [{ send: product-manual }]', more].join('\n');

const entry = (enter: string) => journey(enter, 'exit: [unsubscribed]', 'goal: { on: Demo Booked, within: 30 days }', '');
const exits = (exit: string) => journey('enter: { on: Lead Created }', exit, 'goal: { on: Demo Booked, within: 30 days }', '');
const goals = (goal: string) => journey('enter: { on: Lead Created }', 'exit: [unsubscribed]', goal, '');
const besides = (more: string) =>
  journey('enter: { on: Lead Created }', 'exit: [unsubscribed]', 'goal: { on: Demo Booked, within: 30 days }', more);

/** A mistake in the rules of a journey: its sentence, the text of the file, and what is said of it. */
export type RuleMistake = readonly [mistake: string, text: string, problems: readonly string[]];

export const ruleMistakes: readonly RuleMistake[] = [
  [
    'an entry by nothing',
    entry('enter: { reenter: never }'),
    [
      '2:8 customers enter by an event (`on: Lead Created`), into a segment (`segment: at-risk`), or on a schedule (`every: monday at 09:00`, with a segment)',
    ],
  ],
  ['an empty condition', besides("audience: ''"), ["6:11 the condition is empty (like `audience: traits.country == 'DE'`)"]],
  [
    'a condition that is too long',
    besides(`audience: ${"traits.plan == 'a' || ".repeat(100)}traits.vip`),
    ['6:11 a condition may have at most 2000 characters: make a segment or a score of a part of it'],
  ],
  [
    'a field of the entry that is not indented',
    besides('reenter: never'),
    ['6:1 there is no field `reenter` here (it belongs under `enter`: give it two spaces more than that has)'],
  ],
  [
    'a step that is not indented',
    besides('wait: 2 days'),
    ['6:1 there is no field `wait` here (it is a step: write `- wait:` under `steps`)'],
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
    ["2:34 `orders.count` is a number and `'x'` is text: they cannot be compared (a number is written without quotation marks)"],
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
  ['a holdout without its sign', besides('holdout: 5'), ['6:10 a holdout is a share like `5%`, or `{ share: 0%, because: … }`']],
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
    ['6:18 `caps` is a list, like `caps: [4 in 7 days, 2 in 1 day]`; `caps: []` is none'],
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
  [
    'a wrong re-entry beside a wrong event and a wrong condition',
    entry("enter: { on: Lead Craeted, when: traits.pln == 'x', reenter: sometimes }"),
    [
      '2:14 there is no event `Lead Craeted` (did you mean `Lead Created`?)',
      '2:41 there is no trait called `pln` (did you mean `plan`?)',
      '2:62 `reenter` is `never`, `after-completion`, or a length of time like `after: 30 days`',
    ],
  ],
  [
    'a wrong schedule, segment and re-entry',
    entry('enter: { every: sometimes, segment: vipp, reenter: { after: ages } }'),
    [
      '2:17 `sometimes` is not a schedule (like `day at 09:00`, `monday at 09:00` or `weekday at 09:00`)',
      '2:37 there is no segment `vipp` (did you mean `vip`?)',
      '2:61 `ages` is not a length of time (a whole number of minutes, hours, days or weeks, like `2 days`)',
    ],
  ],
  [
    'several wrong exits, and one that is no list item at all',
    exits("exit: [{ on: Order Complted, whenn: traits.pln == 'a' }, unsubscribt, { segment entered: vup }, { when: 5 }]"),
    [
      '3:14 there is no event `Order Complted` (did you mean `Order Completed`?)',
      '3:30 there is no field `whenn` here (did you mean `when`?)',
      '3:44 there is no trait called `pln` (did you mean `plan`?)',
      '3:58 an exit is `unsubscribed`, an event like `on: Order Completed`, `segment entered: …`, `segment left: …`, or a condition like `when: orders.count > 3` (did you mean `unsubscribed`?)',
      '3:90 there is no segment `vup` (did you mean `vip`?)',
      '3:105 a condition is text, like `orders.count > 3` (like `when: event.properties.revenue > 100`)',
    ],
  ],
  [
    'an exit that is not in a list, with a wrong name',
    exits('exit: { on: Order Complted }'),
    [
      '3:7 `exit` must be a list, not a group of fields (like `exit: [{ on: Order Completed }, unsubscribed]`)',
      '3:13 there is no event `Order Complted` (did you mean `Order Completed`?)',
    ],
  ],
  [
    'a goal that is wrong in every way',
    goals("goal: { on: Demo Boked, when: traits.pln == 'pro', within: 2 months }"),
    [
      '4:13 there is no event `Demo Boked` (did you mean `Demo Booked`?)',
      '4:38 there is no trait called `pln` (did you mean `plan`?)',
      '4:60 `2 months` is not a length of time (months differ in length: did you mean `60 days`?)',
    ],
  ],
  [
    'a holdout that is too large, for no reason',
    besides('holdout: { share: 60%, because: no }'),
    ['6:19 more than half of the customers would be left alone (a share of up to 50%)', '6:33 say why in a few words'],
  ],
  [
    'a sending policy that is wrong in every field',
    besides('sending: { quiet hours: night, caps: [often, 1 in 7 days of offer], over: wait }'),
    [
      '6:25 `night` is not a stretch of the day (like `22:00 to 07:00` or `none`)',
      '6:39 `often` is not a cap (at most 100 messages, within at most a year) (like `4 in 7 days` or `2 per day` or `1 in 3 days of offers`)',
      '6:46 there is no topic `offer` in marketing/sending.yaml (did you mean `offers`?)',
      '6:75 `over` is `hold` or `drop`',
    ],
  ],
  [
    'an exit of a field that nobody knows, and no more said of it',
    exits('exit: [{ because: of something }]'),
    ['3:10 there is no field `because` here (`on` is missing: is it meant by this?)'],
  ],
  [
    'an entry of a field that nobody knows, and no more said of it',
    entry('enter: { whenever: it rains, reenter: never }'),
    ['2:10 there is no field `whenever` here (`on` is missing: is it meant by this?)'],
  ],
];
