import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type JourneyRules, stageInput } from '#shared/domain/journey/journey.ts';
import { type CompiledJourney, compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { surroundings } from '#test/support/a-journey.ts';

const day = 86_400_000;

const compile = (...lines: readonly string[]): CompiledJourney => {
  const text = ['description: Tried out', ...lines].join('\n');
  const result = compileJourney('journeys/tried.yaml', text, surroundings());
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.compiled;
};

const machine = z.object({
  StartAt: z.string(),
  States: z.record(z.string(), z.looseObject({ Parameters: z.looseObject({ Payload: z.unknown().optional() }).optional() })),
});

/** The program of the first stage. */
const programOf = (step: string): unknown => {
  const { StartAt, States } = machine.parse(compile('enter: { on: Lead Created }', `steps: [${step}]`).definition('arn'));
  const ids = { journey: 'tried', profileId: 'user:1', runId: 'r', runNumber: 1 };
  return stageInput.parse({ ...z.looseObject({}).parse(States[StartAt]?.Parameters?.Payload), ...ids }).steps;
};

describe('a step compiles to what run-stage reads', () => {
  it.each<[string, string, unknown]>([
    ['send', '{ send: case-study }', { kind: 'send', id: 'send-case-study', name: 'send case-study', message: 'case-study' }],
    [
      'send with a name',
      '{ send: case-study, name: The study }',
      { kind: 'send', id: 'the-study', name: 'The study', message: 'case-study' },
    ],
    [
      'wait',
      '{ wait: 2 days }',
      {
        kind: 'wait',
        id: 'wait-2-days',
        name: 'wait 2 days',
        exit: 'Day 1 · wait 2 days',
        wait: { kind: 'duration', milliseconds: 2 * day },
      },
    ],
    [
      'wait until a day',
      '{ wait until: monday }',
      {
        kind: 'wait',
        id: 'wait-until-monday',
        name: 'wait until monday',
        exit: 'Day 1 · wait until monday',
        wait: { kind: 'time', at: '00:00', day: 'monday', anyTime: true },
      },
    ],
    [
      'wait until a date',
      '{ wait until: { date: birthday, offset: -1 week, yearly: true, at most: 300 days } }',
      {
        kind: 'wait',
        id: 'wait-until-7-days-before-birthday',
        name: 'wait until 7 days before birthday',
        exit: 'Day 1 · wait until 7 days before birthday',
        wait: { kind: 'date', trait: 'birthday', offsetDays: -7, at: '09:00', yearly: true, atMostDays: 300 },
      },
    ],
    [
      'wait for',
      '{ wait for: Order Completed, at most: 2 days }',
      {
        kind: 'wait-for',
        id: 'wait-for-order-completed',
        name: 'wait for Order Completed',
        exit: 'Day 1 · wait for Order Completed',
      },
    ],
    [
      'branch',
      '{ branch: [{ if: traits.vip, then: [{ end: vip }] }, { if: orders.count > 1, name: buyer, then: [] }], else: [{ coupon: winback }] }',
      {
        kind: 'branch',
        id: 'branch-on-traits-vip',
        name: 'branch on traits.vip',
        arms: [
          { label: 'traits.vip', when: 'traits.vip', steps: [{ kind: 'end', id: 'end-vip', name: 'end: vip', reason: 'vip' }] },
          { label: 'buyer', when: 'orders.count > 1', steps: [] },
        ],
        otherwise: [{ kind: 'coupon', id: 'coupon-winback', name: 'coupon winback', coupon: 'winback' }],
      },
    ],
    [
      'split',
      '{ split: offer, variants: { a: { weight: 2, steps: [{ webhook: crm }] }, b: { steps: [] } } }',
      {
        kind: 'split',
        id: 'split-offer',
        name: 'split offer',
        arms: [
          { label: 'a', weight: 2, steps: [{ kind: 'webhook', id: 'webhook-crm', name: 'webhook crm', destination: 'crm' }] },
          { label: 'b', weight: 1, steps: [] },
        ],
      },
    ],
    [
      'task',
      '{ task: Call, for: { owner: accountOwner, otherwise: sales }, region: region, due: 4 hours }',
      {
        kind: 'task',
        id: 'task-call',
        name: 'task Call',
        title: 'Call',
        assignee: { trait: 'accountOwner', otherwise: 'sales' },
        region: 'region',
        dueInMilliseconds: day / 6,
      },
    ],
    [
      'set',
      '{ set: { stage: nurtured, vip: true, city: null, lastOffer: { from: event.properties.form } } }',
      {
        kind: 'set',
        id: 'set-stage-vip-city-lastoffer',
        name: 'set stage, vip, city, lastOffer',
        traits: {
          stage: { value: 'nurtured' },
          vip: { value: true },
          city: { value: null },
          lastOffer: { from: 'event.properties.form' },
        },
      },
    ],
  ])('%s', (_, step, expected) => {
    expect(programOf(step)).toEqual([expected]);
  });

  it('a wait before a message goes on into its window, any other does not', () => {
    expect(programOf('{ wait: 1 day }, { send: case-study }')).toMatchObject([{ intoWindow: true }]);
    expect(programOf('{ wait: 1 day }, { coupon: winback }, { send: case-study }')).not.toMatchObject([{ intoWindow: true }]);
    const inArm = '{ branch: [{ if: traits.vip, then: [{ wait: 1 day }] }] }, { send: case-study }';
    expect(programOf(inArm)).toMatchObject([{ arms: [{ steps: [{ intoWindow: true }] }] }, { kind: 'send' }]);
  });

  it('what comes after a branch is in every stage that gets there, and not where its arm has ended', () => {
    const steps =
      '{ branch: [{ if: traits.vip, then: [{ wait: 1 day }] }, { if: orders.count > 1, then: [{ end: buyer }] }] }, { send: case-study }';
    const { States } = machine.parse(compile('enter: { on: Lead Created }', `steps: [${steps}]`).definition('arn'));
    const sending = Object.entries(States).filter(([, { Parameters }]) =>
      JSON.stringify(Parameters?.Payload ?? '').includes('"kind":"send"'),
    );
    expect(sending.map(([name]) => name)).toEqual(['Day 1 · branch on traits.vip, send case-study', 'Day 2 · send case-study']);
  });
});

describe('a rule compiles to what routing reads', () => {
  const steps = 'steps: [{ send: case-study }]';
  const entry = 'enter: { on: Lead Created }';

  it.each<[string, readonly string[], Partial<JourneyRules>]>([
    [
      'an event with a condition',
      ['enter: { on: Cart Updated, when: event.properties.value > 50, reenter: { after: 30 days } }'],
      { enter: { on: 'Cart Updated', when: 'event.properties.value > 50', reenter: { rule: 'after', milliseconds: 30 * day } } },
    ],
    [
      'a segment is its event',
      ['enter: { segment: vip }'],
      { enter: { on: 'Segment Entered', when: 'event.properties.segment == "vip"', reenter: { rule: 'never' } } },
    ],
    [
      'a schedule is an event too',
      ['enter: { every: monday at 09:00, segment: vip, reenter: after-completion }'],
      { enter: { on: 'Journey Due', when: 'event.properties.journey == "tried"', reenter: { rule: 'after-completion' } } },
    ],
    ['an audience', [entry, "audience: traits.country == 'DE'"], { audience: "traits.country == 'DE'" }],
    ['the usual holdout', [entry], { holdout: 0.05 }],
    ['a holdout', [entry, 'holdout: 12.5%'], { holdout: 0.125 }],
    ['no holdout, for a reason', [entry, 'holdout: { share: 0%, because: everybody is to be told }'], { holdout: 0 }],
    [
      'exits by event, condition and segment',
      [
        entry,
        'exit: [unsubscribed, { on: Order Completed, when: event.properties.revenue > 9 }, { segment entered: vip }, { segment left: lapsed }, { when: orders.count > 3 }]',
      ],
      {
        exits: [
          { on: 'Unsubscribed', reason: 'unsubscribed' },
          { on: 'Order Completed', when: 'event.properties.revenue > 9', reason: 'Order Completed' },
          { on: 'Segment Entered', when: 'event.properties.segment == "vip"', reason: 'segment entered: vip' },
          { on: 'Segment Exited', when: 'event.properties.segment == "lapsed"', reason: 'segment left: lapsed' },
        ],
        exitsWhen: [{ when: 'orders.count > 3', reason: 'orders.count > 3' }],
      },
    ],
    [
      'a goal',
      [entry, 'goal: { on: Order Completed, when: event.properties.revenue > 9, within: 2 weeks }'],
      { goal: { on: 'Order Completed', when: 'event.properties.revenue > 9', withinMilliseconds: 14 * day } },
    ],
  ])('%s', (_, lines, expected) => {
    expect(compile(...lines, steps).rules).toMatchObject(expected);
  });

  it('the events that steps wait for, each once', () => {
    const waits =
      'steps: [{ wait for: Order Completed, at most: 1 day }, { task: Call, for: sales, due: 1 day, wait for completion: { at most: 1 day } }]';
    expect(compile(entry, waits).rules.awaited).toEqual(['Order Completed', 'Task Completed']);
  });

  it('a schedule, as EventBridge writes it', () => {
    const cronOf = (every: string) => compile(`enter: { every: ${every}, segment: vip }`, steps).schedule?.cron;
    expect(cronOf('day at 7:05')).toBe('cron(5 7 ? * * *)');
    expect(cronOf('monday at 09:00')).toBe('cron(0 9 ? * MON *)');
    expect(cronOf('weekday at 18:30')).toBe('cron(30 18 ? * MON,TUE,WED,THU,FRI *)');
    expect(compile(entry, steps).schedule).toBeUndefined();
  });

  it('a sending policy: what the journey says over what holds for all', () => {
    const { sending } = compile(entry, 'sending: { priority: high, caps: [1 per day], quiet hours: none }', steps);
    expect(sending).toMatchObject({
      priority: 'high',
      caps: [{ most: 1, perMilliseconds: day }],
      over: 'hold',
      holdAtMostHours: 48,
    });
    expect(sending).not.toHaveProperty('quietHours');
  });

  it('every condition in it is known, so that what it asks about is counted', () => {
    const text = [
      'enter: { on: Cart Updated, when: event.properties.value > 1 }',
      'audience: orders.count > 1',
      'exit: [{ when: orders.count > 2 }]',
      'goal: { on: Order Completed, when: event.properties.revenue > 3, within: 1 day }',
      'steps: [{ branch: [{ if: orders.count > 4, then: [{ set: { stage: { from: traits.plan } } }] }] }, { wait for: Survey Answered, when: event.properties.rating > 5, at most: 1 day }]',
    ];
    expect(compile(...text).conditions.toSorted()).toEqual([
      'event.properties.rating > 5',
      'event.properties.revenue > 3',
      'event.properties.value > 1',
      'orders.count > 1',
      'orders.count > 2',
      'orders.count > 4',
      'traits.plan',
    ]);
  });
});
