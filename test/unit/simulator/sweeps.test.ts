import { describe, expect, it } from 'vitest';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { changesWithTime } from '#statemachines/simulator/changes-with-time.ts';
import { traitsOf } from '#test/support/a-profile.ts';
import { simulationOf, startsAt } from './simulated-marketing.ts';

const dayOf = (at: string) => (Date.parse(at) - startsAt.getTime()) / 86_400_000;
const told = async (simulation: ReturnType<typeof simulationOf>, names: readonly string[]) =>
  (await simulation.timeline('user:mira')).flatMap((moment) =>
    moment.kind === 'event' && names.includes(moment.event.name)
      ? [`${Math.floor(dayOf(moment.at))} ${moment.event.name} ${moment.event.properties?.segment ?? ''}`.trim()]
      : [],
  );
const order = { properties: { revenue: 10, currency: 'USD' } };

describe('a nightly look at the segments', () => {
  const winBack =
    'description: Win back.\nenter: { segment: at-risk, reenter: after-completion }\nsteps: [{ send: case-study }]\n';

  it('lets customers in when time alone has moved them, on the night after', async () => {
    const simulation = simulationOf({ 'win-back': winBack });
    simulation.track('Order Completed', 0, order);
    await simulation.runToEnd();
    // Whole days count: the 46th is over at nine, and the clock shows 03:00 next in the night after.
    expect(await told(simulation, ['Segment Entered', 'Journey Entered'])).toEqual([
      '46 Segment Entered at-risk',
      '46 Journey Entered',
    ]);
    expect(simulation.mails.map(({ at }) => at)).toEqual(['2026-12-19T03:00:00.000Z']);
  });

  it('lets them in again after they have been out of the segment', async () => {
    const simulation = simulationOf({ 'win-back': winBack });
    simulation.track('Order Completed', 0, order);
    simulation.track('Order Completed', 60, order);
    await simulation.runToEnd();
    expect(await told(simulation, ['Segment Entered', 'Segment Exited'])).toEqual([
      '46 Segment Entered at-risk',
      '60 Segment Exited at-risk',
      '106 Segment Entered at-risk',
    ]);
  });

  it('tells nothing of segments that no journey asks for', async () => {
    const simulation = simulationOf({
      plain: 'description: Plain.\nenter: { on: Order Completed }\nsteps: [{ send: case-study }]\n',
    });
    simulation.track('Order Completed', 0, order);
    await simulation.runToEnd();
    expect(await told(simulation, ['Segment Entered'])).toEqual([]);
    expect(simulation.now()).toEqual(startsAt);
  });
});

it('a journey on a schedule takes its turn with those who are in the segment then', async () => {
  const text =
    'description: Weekly.\nenter: { every: monday at 09:00, segment: at-risk, reenter: never }\nsteps: [{ send: case-study }]\n';
  const simulation = simulationOf({ weekly: text });
  simulation.track('Order Completed', 0, order);
  await simulation.runToEnd();
  // In the segment since Saturday, 19 December.
  expect(simulation.mails.map(({ at }) => at)).toEqual(['2026-12-21T09:00:00.000Z']);
});

describe('whether time may move a customer', () => {
  const profile = emptyProfile('user:mira');
  const segments = (...texts: readonly string[]) => ({
    segments: texts.map((when, index) => ({ segment: `s${index}`, when })),
    scores: { churn: 'daysSince(orders.last) / 30' },
    currency: 'USD',
    traits: {},
  });

  it.each([
    ['it cannot, without a clock in any condition', ['orders.count > 2', "traits.plan == 'pro'"], {}, undefined],
    ['it cannot, before anything is known that days are counted from', ['daysSince(orders.last) > 3'], {}, false],
    [
      'it can, with an order',
      ['daysSince(orders.last) > 3'],
      { orders: { ...profile.orders, last: startsAt.toISOString() } },
      true,
    ],
    [
      'it can, by a score that counts days',
      ['scores.churn > 2'],
      { orders: { ...profile.orders, last: startsAt.toISOString() } },
      true,
    ],
    ['it cannot, without the trait that is asked for first', ['has(traits.birthday) && now > traits.birthday'], {}, false],
    [
      'it can, with that trait',
      ['has(traits.birthday) && now > traits.birthday'],
      { traits: traitsOf({ birthday: '1990-01-01' }) },
      true,
    ],
    ['it can, where only now is asked for', ["now > timestamp('2027-01-01T00:00:00Z')"], {}, true],
  ])('%s', (_, texts, known, expected) => {
    expect(changesWithTime(segments(...texts))?.({ ...profile, ...known })).toBe(expected);
  });
});
