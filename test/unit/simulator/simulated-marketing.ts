import type { Marketing } from '#infra/marketing.ts';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { createSimulation, type SimulationSetting } from '#statemachines/simulator/simulation.ts';
import { aChannel, aMessage } from '#test/support/stage-world.ts';

export const messageNames = ['product-manual', 'case-study', 'webinar-invitation'];

/** Marketing with these journeys, each the text of its file by its name, and the usual messages. */
export const marketingWith = (journeys: Readonly<Record<string, string>>): Marketing => ({
  journeys: Object.entries(journeys).map(([name, text]) => {
    const result = compileJourney(`journeys/${name}.yaml`, text, { messages: messageNames });
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    return result.compiled;
  }),
  messages: messageNames.map((message) => aMessage({ message })),
  channels: { email: aChannel() },
  counted: [],
});

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
  setting: Partial<Omit<SimulationSetting, 'marketing'>> = {},
) => {
  const simulation = createSimulation({ marketing: marketingWith(journeys), startsAt, ...setting });
  simulation.send({ type: 'identify', userId: 'mira', traits: { email: 'mira@example.com', firstName: 'Mira' } }, startsAt);
  return {
    ...simulation,
    track: (event: string, days: number, more: Readonly<Record<string, unknown>> = {}) =>
      simulation.send({ type: 'track', userId: 'mira', event, ...more }, daysIn(days)),
  };
};
