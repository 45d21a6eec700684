/** A small journey for one thing that shapes a state machine. */
export interface Feature {
  /** Steps of a journey's file, as one flow of YAML. */
  readonly steps: string;
  /** Rules beside those that all of them have. */
  readonly rules?: string;
}

/** All of them are read in review as snapshots, and executed. */
export const features = {
  'mails-and-a-task': {
    steps: `[{ send: product-manual }, { wait: 2 days }, { send: case-study }, { wait: 2 days }, { task: Call, for: sales, due: 1 day }]`,
  },
  'wait-until': {
    steps: `[{ wait until: weekday at 09:00 }, { send: product-manual },
    { wait until: { date: renewalDate, offset: -30 days, at most: 90 days } }, { send: case-study }]`,
  },
  'wait-for': {
    steps: `[{ wait for: Order Completed, when: event.properties.revenue > 100, at most: 14 days,
    then: [{ send: product-manual }], otherwise: [{ send: case-study }, { wait: 1 day }] }, { webhook: crm }]`,
  },
  'branch-at-once': {
    steps: `[{ branch: [{ if: traits.vip, then: [{ send: product-manual }] }, { if: orders.count > 3, then: [] }],
    else: [{ end: not yet }] }, { coupon: winback }, { wait: 1 day }, { set: { stage: nurtured } }]`,
  },
  'branch-that-waits': {
    steps: `[{ branch: [{ if: traits.vip, name: vip, then: [{ send: product-manual }, { wait: 1 day }] }] }, { send: case-study }]`,
  },
  split: {
    steps: `[{ split: subject line, variants: { question: { weight: 2, steps: [{ send: product-manual }] },
    later: { steps: [{ wait: 3 hours }, { send: product-manual, name: later }] }, nothing: { steps: [] } } }]`,
  },
  'task-that-is-waited-for': {
    steps: `[{ task: Call, for: { owner: accountOwner, otherwise: sales }, region: region, due: 1 day,
    wait for completion: { at most: 5 days, otherwise: [{ task: Call again, for: sales, due: 1 day }] } }, { send: case-study }]`,
  },
  'rules-that-end-a-run': {
    rules: `
audience: traits.country != 'US'
exit:
  - { on: Order Completed, when: event.properties.revenue > 100 }
  - { segment entered: vip }
  - { segment left: at-risk }
  - { when: traits.newsletter }
  - unsubscribed
goal: { on: Demo Booked, when: event.properties.shop == 'berlin', within: 30 days }`,
    steps: '[{ send: product-manual }, { wait: 3 days }, { wait for: Survey Answered, at most: 7 days }, { send: case-study }]',
  },
} satisfies Readonly<Record<string, Feature>>;

/** The file of such a journey. */
export const fileOf = ({ steps, rules = '' }: Feature): string =>
  `description: Tried\nenter: { on: Lead Created }${rules}\nsending: { quiet hours: none, caps: [] }\nsteps: ${steps}\n`;
