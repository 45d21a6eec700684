import { withoutLogs } from '#statemachines/simulator/without-logs.ts';
import { daysIn, leadNurture, simulationOf } from './simulated-marketing.ts';

/** A journey with chance in it: a holdout's hash, variants, and a generated coupon. */
const drawn = `
description: What chance decides.
enter: { on: Lead Created }
holdout: 20%
steps:
  - split: subject
    variants: { a: { weight: 1, steps: [{ send: case-study }] }, b: { weight: 1, steps: [{ send: product-manual }] } }
  - coupon: winback
`;

/** Plays some customers through journeys, and answers with everything that came of it. */
export const playExample = async (journeys: Readonly<Record<string, string>>) => {
  const simulation = simulationOf(journeys);
  const names = ['ben', 'cleo', 'dan'];
  for (const [n, name] of names.entries()) {
    simulation.send({ type: 'identify', userId: name, traits: { email: `${name}@example.com` } }, daysIn(n / 2));
    simulation.send({ type: 'track', userId: name, event: 'Lead Created' }, daysIn(n / 2));
  }
  simulation.track('Lead Created', 0);
  simulation.send({ type: 'track', userId: 'ben', event: 'Order Completed' }, daysIn(2));
  await simulation.runToEnd();
  return {
    stories: await Promise.all(['mira', ...names].map((name) => simulation.timeline(`user:${name}`))),
    mails: simulation.mails,
    runs: await simulation.runs(),
    tasks: await simulation.tasks(),
    sends: await simulation.sends(),
  };
};

if (import.meta.main) {
  const played = await withoutLogs(() => playExample({ 'lead-nurture': leadNurture, drawn }));
  console.log(JSON.stringify(played));
}
