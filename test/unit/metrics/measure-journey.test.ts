import { describe, expect, it } from 'vitest';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { journeyMetrics } from '#shared/domain/metrics/journey-metrics.ts';
import type { JourneyOutline } from '#shared/domain/metrics/journey-outline.ts';
import { measureJourney } from '#shared/domain/metrics/measure-journey.ts';
import { ago, aRunOf, completed, converted, exited, heldOut, noted, now, outline } from './a-journey-of-runs.ts';

const measure = (runs: readonly JourneyRun[], known: JourneyOutline | undefined = outline) => {
  const metrics = measureJourney({ journey: 'lead-nurture', outline: known, runs, span: { from: ago(90), to: ago(0) }, now });
  expect(journeyMetrics.parse(metrics)).toEqual(metrics);
  return metrics;
};
/** So many customers who entered so long ago, the first of whom converted. */
const group = (name: string, size: number, conversions: number, days: number, change = (run: JourneyRun) => run) =>
  Array.from({ length: size }, (_, index) => {
    const run = change(aRunOf(`${name}-${index}`, days));
    return index < conversions ? converted(run, days - 1) : run;
  });

describe('the metrics of a journey', () => {
  it('are nothing where nobody entered, and no rate is made up', () => {
    expect(measure([])).toMatchObject({
      entered: 0,
      inFlight: { total: 0, places: [] },
      executionRate: null,
      taskCompletionRate: null,
      comparison: { entered: { customers: 0, rate: null, interval: null } },
      lift: null,
    });
  });

  it('count every run in one place', () => {
    const runs = [
      aRunOf('a', 1),
      exited(aRunOf('b', 5), 4, 'unsubscribed'),
      exited(aRunOf('c', 5), 4, 'Order Completed'),
      exited(aRunOf('d', 5), 4, 'Order Completed'),
      completed(aRunOf('e', 40), 30),
      converted(completed(aRunOf('f', 40), 30, 'already a customer'), 20),
      converted(aRunOf('g', 10), 8),
      heldOut(aRunOf('h', 10)),
      converted(heldOut(aRunOf('i', 10)), 9),
    ];
    const metrics = measure(runs);
    expect(metrics).toMatchObject({
      entered: 7,
      heldOut: 2,
      inFlight: { total: 1 },
      exited: { total: 3, reasons: { 'Order Completed': 2, unsubscribed: 1 } },
      completed: { total: 2, reasons: { completed: 1, 'already a customer': 1 } },
      endedByGoal: 1,
      converted: { entered: 2, heldOut: 1 },
    });
    expect(metrics.inFlight.total + metrics.exited.total + metrics.completed.total + metrics.endedByGoal).toBe(metrics.entered);
  });

  it('tell what became of the messages of each step, also of one that is no longer in the file', () => {
    const sent = { 'send-product-manual outcome': 'sent' };
    const runs = [
      noted(aRunOf('a', 1), sent),
      noted(aRunOf('b', 1), sent),
      noted(aRunOf('c', 1), { 'send-product-manual outcome': 'not sent: unsubscribed', 'send-old outcome': 'unknown' }),
      noted(aRunOf('d', 1), { 'send-product-manual outcome': 'not sent: frequency-cap' }),
    ];
    expect(measure(runs).messages).toEqual([
      {
        step: 'send-product-manual',
        name: 'send product-manual',
        sent: 2,
        unknown: 0,
        notSent: { total: 2, reasons: { 'frequency-cap': 1, unsubscribed: 1 } },
      },
      { step: 'send-old', name: 'send-old', sent: 0, unknown: 1, notSent: { total: 0, reasons: {} } },
    ]);
  });

  it('tell how many tasks were given and done', () => {
    const given = { 'task-call given': 'given' };
    const runs = [
      noted(aRunOf('a', 1), given),
      noted(aRunOf('b', 1), { ...given, 'task-call done': 'done' }),
      noted(aRunOf('c', 1), { ...given, 'task-call': 'timed-out' }),
      noted(aRunOf('d', 1), given),
    ];
    const { tasks, taskCompletionRate } = measure(runs);
    expect(tasks).toEqual([{ step: 'task-call', name: 'Call the lead', given: 4, done: 1 }]);
    expect(taskCompletionRate).toBe(0.25);
  });

  it('tell who entered and converted by variant, variants without anybody and those of before too', () => {
    const drew = (variant: string) => (run: JourneyRun) => noted(run, { 'split-subject-line': variant });
    const runs = [
      ...group('q', 4, 3, 40, drew('question')),
      ...group('young', 2, 1, 5, drew('question')),
      ...group('o', 1, 0, 40, drew('old')),
    ];
    expect(measure(runs).splits).toMatchObject([
      {
        step: 'split-subject-line',
        comparedWith: 'question',
        noComparisonBecause: { reason: 'too-few' },
        variants: [
          { variant: 'question', entered: 6, converted: 4, mature: { customers: 4, converted: 3, rate: 0.75 } },
          { variant: 'statement', entered: 0, converted: 0, mature: { customers: 0, rate: null } },
          { variant: 'old', entered: 1, converted: 0 },
        ],
      },
    ]);
  });
});

describe('the places of runs that are under way', () => {
  it('stand in the order of the journey, the ones nobody knows of last', () => {
    const at = (customer: string, state: string) => aRunOf(customer, 1, { stands: { in: state, until: ago(-1) } });
    const runs = [
      at('a', 'Day 3 · wait for Demo Booked'),
      at('b', 'Day 9 · gone from the file'),
      at('c', 'Day 1 · wait 2 days'),
      aRunOf('d', 0.5),
      at('e', 'Day 1 · wait 2 days'),
    ];
    expect(measure(runs).inFlight).toEqual({
      total: 5,
      places: [
        { place: null, runs: 1, stuck: 0 },
        { place: 'Day 1 · wait 2 days', runs: 2, stuck: 0 },
        { place: 'Day 3 · wait for Demo Booked', runs: 1, stuck: 0 },
        { place: 'Day 9 · gone from the file', runs: 1, stuck: 0 },
      ],
    });
  });

  const wait = 'Day 1 · wait 2 days';
  const event = 'Day 3 · wait for Demo Booked';
  it.each<[string, Partial<Omit<JourneyRun, 'entry'>> & { readonly entry?: undefined }, number]>([
    ['has waited out its time for less than a day', { stands: { in: wait, until: ago(0.9) } }, 0],
    ['should have gone on more than a day ago', { stands: { in: wait, until: ago(1.1) } }, 1],
    ['waits for an event and may', { stands: { in: event, since: ago(14.9) } }, 0],
    ['waits for an event longer than that step waits', { stands: { in: event, since: ago(15.1) } }, 1],
    ['waits for an event at a step that the file has no more', { stands: { in: 'Day 9 · gone', since: ago(60) } }, 0],
    ['never came to its first wait', {}, 1],
    ['was begun before runs had places', { entry: undefined }, 0],
    ['is over', { state: 'exited', stands: { in: wait, until: ago(50) } }, 0],
  ])('a run that %s', (_sentence, overrides, stuck) => {
    const { entry: own, ...run } = aRunOf('a', 60);
    const { entry: _, ...others } = overrides;
    const entry = 'entry' in overrides || own === undefined ? {} : { entry: own };
    expect(measure([{ ...run, ...entry, ...others }]).failures.stuck).toBe(stuck);
  });
});

describe('the execution rate', () => {
  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['a message that went', { 'send-product-manual outcome': 'sent' }, 1],
    ['a customer who did not want it', { 'send-product-manual outcome': 'not sent: unsubscribed' }, 1],
    ['a cap', { 'send-product-manual outcome': 'not sent: frequency-cap' }, 1],
    ['a message that could not be rendered', { 'send-product-manual outcome': 'not sent: unrenderable' }, 0],
    ['a message that is not deployed', { 'send-product-manual outcome': 'not sent: unknown-message' }, 0],
    ['a mail that was refused', { 'send-product-manual outcome': 'not sent: rejected' }, 0],
    ['a mail that may have gone', { 'send-product-manual outcome': 'unknown' }, 0],
    ['a webhook that arrived', { 'webhook-crm': 'delivered 200' }, 1],
    ['a webhook that was refused', { 'webhook-crm': 'refused 404' }, 0],
    ['a webhook that was tried twice', { 'webhook-crm': 'delivered 200', 'webhook-crm first failed': 'trying' }, 1],
    ['a customer who may not be told of', { 'webhook-crm': 'unsubscribed' }, 1],
    ['a task that nobody did', { 'task-call given': 'given', 'task-call': 'timed-out' }, 1],
  ])('after %s', (_sentence, labels, rate) => {
    expect(measure([noted(completed(aRunOf('a', 3), 1), labels)]).executionRate).toBe(rate);
  });

  it('counts a run with several failures once', () => {
    const bad = noted(aRunOf('a', 60), { 'send-product-manual outcome': 'unknown', 'webhook-crm': 'gave-up 503' });
    expect(measure([bad, aRunOf('b', 0), aRunOf('c', 0), aRunOf('d', 0)])).toMatchObject({
      failures: { runs: 1, stuck: 1, messages: 0, unknownMessages: 1, webhooks: 1 },
      executionRate: 0.75,
    });
  });
});

describe('the lift', () => {
  it('is the difference of the rates, with its interval, of those whose window is over', () => {
    const runs = [
      ...group('in', 200, 50, 40),
      ...group('out', 100, 10, 40, heldOut),
      // Of these only those who converted early would count.
      ...group('young', 50, 50, 5),
      ...group('young-out', 30, 30, 5, heldOut),
    ];
    const metrics = measure(runs);
    expect(metrics.converted).toEqual({ entered: 100, heldOut: 40 });
    expect(metrics.comparison).toMatchObject({
      matureBefore: ago(30),
      entered: { customers: 200, converted: 50, rate: 0.25 },
      heldOut: { customers: 100, converted: 10, rate: 0.1 },
    });
    expect(metrics.lift?.difference).toBeCloseTo(0.15, 10);
    expect(metrics.lift?.relative).toBeCloseTo(1.5, 10);
    expect(metrics.lift?.interval[0]).toBeGreaterThan(0);
    expect(metrics.noLiftBecause).toBeUndefined();
  });

  it('counts those who left at once too: whether somebody stays is no matter of chance', () => {
    const runs = [
      ...group('in', 20, 4, 40),
      ...group('left', 20, 0, 40, (run) => exited(run, 39, 'unsubscribed')),
      ...group('out', 20, 2, 40, heldOut),
    ];
    expect(measure(runs).lift?.difference).toBeCloseTo(0, 10);
  });

  it('counts each customer once, with the first run', () => {
    const again = group('in', 30, 30, 35).map((run): JourneyRun => ({ ...run, number: 2, runId: `${run.runId}-2` }));
    const runs = [...group('in', 30, 3, 80), ...again, ...group('out', 30, 3, 80, heldOut)];
    expect(measure(runs)).toMatchObject({ entered: 60, comparison: { entered: { customers: 30, converted: 3 } } });
  });

  it('counts a customer once also where ids were merged between two runs', () => {
    const again = group('known', 30, 30, 35).map(
      (run, index): JourneyRun => ({ ...run, number: 2, person: `user:in-${index}`, runId: `${run.runId}-2` }),
    );
    const first = group('in', 30, 3, 80).map((run, index): JourneyRun => ({ ...run, profileId: `user:in-${index}` }));
    const runs = [...first, ...again, ...group('out', 30, 3, 80, heldOut)];
    expect(measure(runs)).toMatchObject({ entered: 60, comparison: { entered: { customers: 30, converted: 3 } } });
  });

  it('has no share of nothing', () => {
    expect(measure([...group('in', 20, 4, 40), ...group('out', 20, 0, 40, heldOut)]).lift).toMatchObject({
      difference: 0.2,
      relative: null,
    });
  });

  const { goalWithinMilliseconds: _, ...goalless } = outline;
  it.each<[string, readonly JourneyRun[], JourneyOutline | undefined, string]>([
    ['the journey is gone', group('in', 30, 3, 40), undefined, 'not-deployed'],
    ['it has no goal', group('in', 30, 3, 40), goalless, 'no-goal'],
    ['nobody was held out', group('in', 30, 3, 40), outline, 'no-holdout'],
    [
      'nobody was held out long enough ago',
      [...group('in', 30, 3, 40), ...group('out', 30, 3, 29, heldOut)],
      outline,
      'no-holdout',
    ],
    ['19 were held out', [...group('in', 30, 3, 40), ...group('out', 19, 3, 40, heldOut)], outline, 'too-few'],
    ['19 entered', [...group('in', 19, 3, 40), ...group('out', 30, 3, 40, heldOut)], outline, 'too-few'],
  ])('is not told where %s', (_sentence, runs, known, reason) => {
    const metrics = measureJourney({ journey: 'lead-nurture', outline: known, runs, span: { from: ago(90), to: ago(0) }, now });
    expect(metrics).toMatchObject({ lift: null, noLiftBecause: { reason } });
  });
});
