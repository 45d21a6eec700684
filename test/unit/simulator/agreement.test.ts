import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { createSimulation, type SimulationSetting } from '#statemachines/simulator/simulation.ts';
import { type AnyJourney, journeysOf, surroundings } from '#test/support/a-journey.ts';
import { createEngineExecutions } from './engine-executions.ts';
import { daysIn, marketingWith, startsAt } from './simulated-marketing.ts';

/** Whatever may matter to a journey, at any hour of three weeks. */
const doings = fc.array(
  fc.record({
    at: fc.integer({ min: 1, max: 21 * 24 }).map((hours) => hours / 24),
    event: fc.oneof(
      fc.constantFrom<Readonly<Record<string, unknown>>>(
        { type: 'track', event: 'Lead Created' },
        { type: 'track', event: 'Unsubscribed', properties: { channel: 'email' } },
        { type: 'track', event: 'Demo Booked' },
        { type: 'track', event: 'Test Drive Completed', properties: { dealer: 'Berlin' } },
        { type: 'identify', traits: { plan: 'pro' } },
        { type: 'identify', traits: { renewalDate: '2026-11-12', leadScore: 90 } },
      ),
      fc.integer({ min: 1, max: 5 }).map((rating) => ({ type: 'track', event: 'Survey Answered', properties: { rating } })),
      fc
        .constantFrom(20, 200, 900)
        .map((revenue) => ({ type: 'track', event: 'Order Completed', properties: { revenue, currency: 'USD' } })),
    ),
  }),
  { maxLength: 8 },
);
const tasksDone = fc.array(fc.integer({ min: 1, max: 21 * 24 }), { maxLength: 3 }).map((hours) => hours.map((hour) => hour / 24));

interface Story {
  readonly journey: AnyJourney;
  readonly doings: readonly { readonly at: number; readonly event: Readonly<Record<string, unknown>> }[];
  /** When the customer's open task, if there is one, is done. */
  readonly tasksDone: readonly number[];
  /** How often the mail provider, and the receivers of webhooks, do not answer at first. */
  readonly failures: number;
}

/** All that came of a story, and when. What waits are called is none of it. */
const outcomeOf = async ({ journey, doings: list, tasksDone: done, failures }: Story, setting: Partial<SimulationSetting>) => {
  let failed = 0;
  const fails = () => {
    failed += 1;
    return failed <= failures;
  };
  const simulation = createSimulation({
    marketing: marketingWith({ any: journey.text }, { sending: surroundings().sending ?? sendingDefaults }),
    startsAt,
    answerMail: ({ sendId }) => (fails() ? { kind: 'not-now', code: 'Throttling' } : { kind: 'accepted', sesMessageId: sendId }),
    answerWebhook: () => (fails() ? { kind: 'no-answer', why: 'timeout' } : { kind: 'answered', status: 200 }),
    ...setting,
  });
  const traits = { email: 'mira@example.com', city: 'Berlin', country: 'DE' };
  simulation.send({ type: 'identify', userId: 'mira', traits, messageId: 'who' }, startsAt);
  const cart = { type: 'track', event: 'Cart Updated', properties: { value: 80 } };
  for (const event of [cart, { type: 'track', event: 'Lead Created' }]) simulation.send({ userId: 'mira', ...event }, startsAt);
  for (const { at, event } of list) simulation.send({ userId: 'mira', ...event }, daysIn(at));
  for (const at of done) {
    simulation.send(async () => {
      const taskId = (await simulation.tasks('user:mira')).at(-1)?.taskId ?? 'none';
      return { userId: 'mira', type: 'track', event: 'Task Completed', properties: { taskId } };
    }, daysIn(at));
  }
  await simulation.runToEnd();
  const moments = await simulation.timeline('user:mira');
  return {
    story: moments.flatMap((moment) =>
      moment.kind === 'event'
        ? [`${moment.at} ${moment.event.name} ${JSON.stringify(moment.event.properties ?? moment.event.traits)}`]
        : [],
    ),
    mails: simulation.mails.map(({ at, subject, text }) => ({ at, subject, text })),
    runs: await simulation.runs(),
    tasks: await simulation.tasks(),
    sends: await simulation.sends(),
  };
};

describe('the simulator and the compiled machine', () => {
  it.each([
    ['without branches and rules', { depth: 1, entry: 'event', rules: 'none' }],
    ['with all there is', {}],
  ] as const)(
    'agree on what happens and when, whatever the journey and the customer do: journeys %s',
    async (_, choice) => {
      let reached = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.record({ journey: journeysOf(choice), doings, tasksDone, failures: fc.constantFrom(0, 0, 0, 1, 3) }),
          async (story) => {
            const simulated = await outcomeOf(story, {});
            expect(simulated).toEqual(await outcomeOf(story, { createExecutions: (deps) => createEngineExecutions(deps) }));
            reached += simulated.runs.length;
          },
        ),
        { numRuns: 80 },
      );
      // Two that do nothing agree as well.
      expect(reached).toBeGreaterThan(20);
    },
    60_000,
  );
});
