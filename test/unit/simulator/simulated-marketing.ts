import type { Marketing } from '#infra/marketing.ts';
import { sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import type { SendingPolicy } from '#shared/domain/sending/policy.ts';
import { compileJourney, type Surroundings } from '#statemachines/journeys/compile-journey.ts';
import { createSimulation, type SimulationSetting } from '#statemachines/simulator/simulation.ts';
import { surroundings } from '#test/support/a-journey.ts';
import { aChannel, aMessage } from '#test/support/stage-world.ts';

const withoutQuietHours = ({ quietHours: _, ...policy }: SendingPolicy): SendingPolicy => policy;

/** With quiet hours and caps off: the times in these tests are those of the journeys. */
const around: Surroundings = surroundings({
  sending: {
    ...sendingDefaults,
    holdout: 0,
    policy: { ...withoutQuietHours(sendingDefaults.policy), caps: [] },
    topics: ['offers'],
  },
});
export const messageNames = around.messages;

/** What of the surroundings may be otherwise. */
export type MarketingChoice = {
  readonly [Field in 'segments' | 'sending' | 'messages']?: Marketing[Field];
};

/** Marketing with these journeys, each the text of its file by its name, and the usual messages. */
export const marketingWith = (journeys: Readonly<Record<string, string>>, choice: MarketingChoice = {}): Marketing => {
  const sending = choice.sending ?? around.sending ?? sendingDefaults;
  return {
    journeys: Object.entries(journeys).map(([name, text]) => {
      const result = compileJourney(`journeys/${name}.yaml`, text, { ...around, sending });
      if ('problems' in result) throw new Error(JSON.stringify(result.problems));
      return result.compiled;
    }),
    messages: messageNames.map((message) => aMessage({ message })),
    channels: { email: aChannel() },
    counted: Object.keys(around.vocabulary.events),
    segments: [
      { segment: 'vip', description: 'Orders much.', when: 'orders.count > 2' },
      { segment: 'at-risk', description: 'Has not ordered for long.', when: 'daysSince(orders.last) > 45' },
      { segment: 'lapsed', description: 'Has not ordered for very long.', when: 'daysSince(orders.last) > 90' },
    ],
    scores: [{ score: 'churn', description: 'Days without an order.', gives: 'daysSince(orders.last) / 30' }],
    coupons: [
      {
        coupon: 'winback',
        source: { kind: 'generate', pattern: 'BACK-########' },
        value: '15 %',
        expiresInMilliseconds: 14 * day,
      },
      { coupon: 'test-drive', source: { kind: 'pool' }, value: '25 €', expiresInMilliseconds: 28 * day },
    ],
    destinations: [
      { kind: 'webhook', destination: 'crm', url: 'https://crm.example.com/hook', secret: 'crm' },
      { kind: 'webhook', destination: 'zapier-high-intent', url: 'https://hooks.example.com/1', secret: 'zapier' },
    ],
    places: [],
    vocabulary: {
      ...around.vocabulary,
      traits: { ...around.vocabulary.traits, email: 'text', firstName: 'text', timezone: 'text' },
    },
    ...choice,
    sending,
  };
};

const day = 86_400_000;

export const leadNurture = `
description: Seven days.
enter: { on: Lead Created, reenter: after-completion }
exit: [{ on: Order Completed }, unsubscribed]
goal: { on: Demo Booked, within: 30 days }
steps:
  - send: product-manual
  - wait: 2 days
  - send: case-study
  - wait: 40 days
  - task: Call
    for: sales
    due: 1 day
`;

export const startsAt = new Date('2026-11-02T09:00:00.000Z');

/** So many days after the start. */
export const daysIn = (days: number): Date => new Date(startsAt.getTime() + days * 86_400_000);

/** A simulation of these journeys, with one customer known from the start. */
export const simulationOf = (
  journeys: Readonly<Record<string, string>>,
  { choice = {}, ...setting }: Partial<Omit<SimulationSetting, 'marketing'>> & { readonly choice?: MarketingChoice } = {},
) => {
  const simulation = createSimulation({ marketing: marketingWith(journeys, choice), startsAt, ...setting });
  simulation.send({ type: 'identify', userId: 'mira', traits: { email: 'mira@example.com', firstName: 'Mira' } }, startsAt);
  return {
    ...simulation,
    track: (event: string, days: number, more: Readonly<Record<string, unknown>> = {}) =>
      simulation.send({ type: 'track', userId: 'mira', event, ...more }, daysIn(days)),
  };
};
