import { StateMachine } from 'aws-local-stepfunctions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createHandler as createRunStage } from '#functions/run-stage/handler.ts';
import { runIdOf } from '#shared/domain/journey/run.ts';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { createSimulation } from '#statemachines/simulator/simulation.ts';
import { aMessage, aRun, stageWorld } from '#test/support/stage-world.ts';
import { marketingWith, messageNames, startsAt } from './simulated-marketing.ts';

const unit = fc.constantFrom('minutes', 'hours', 'days', 'weeks');
const aStep = fc.oneof(
  fc.record({ wait: fc.tuple(fc.integer({ min: 1, max: 40 }), unit).map((words) => words.join(' ')) }),
  fc.record({ send: fc.constantFrom(...messageNames), name: fc.uuid() }),
  fc.record({ task: fc.uuid(), for: fc.constantFrom('sales', 'success'), due: fc.constant('1 day') }),
);
const journeys = fc
  .array(aStep, { minLength: 1, maxLength: 10 })
  .map((steps) => JSON.stringify({ description: 'Any.', enter: { on: 'Lead Created' }, steps }))
  .filter((text) => 'compiled' in compileJourney('journeys/any.yaml', text, { messages: messageNames }));

/** What is sent and given, and when: `2026-11-02T09:00:00.000Z step`. */
type Outcome = readonly string[];

const simulated = async (text: string): Promise<Outcome> => {
  const simulation = createSimulation({ marketing: marketingWith({ any: text }), startsAt });
  simulation.send({ type: 'identify', userId: 'mira', traits: { email: 'mira@example.com' } }, startsAt);
  simulation.send({ type: 'track', userId: 'mira', event: 'Lead Created' }, startsAt);
  await simulation.runToEnd();
  const [run] = await simulation.runs();
  expect(run?.state).toBe('completed');
  return [
    ...(await simulation.sends()).map(({ sentAt, step }) => `${sentAt} ${step}`),
    ...(await simulation.tasks()).map(({ createdAt, title }) => `${createdAt} ${title}`),
    `${run?.endedAt} end`,
  ].toSorted();
};

const names = z.object({ States: z.record(z.string(), z.unknown()) });
const invocation = z.object({ Payload: z.unknown() });

/** The compiled machine as it is, by the engine alone: each wait is passed at once, and the clock set to its end. */
const executed = async (text: string): Promise<Outcome> => {
  const world = await stageWorld({
    profile: { id: 'user:mira' },
    run: aRun({ journey: 'any', runId: runIdOf('any', 'user:mira', 1), enteredAt: startsAt.toISOString() }),
    messages: messageNames.map((message) => aMessage({ message })),
  });
  let now = startsAt;
  const runStage = createRunStage({ ...world, clock: () => now });
  const [compiled] = marketingWith({ any: text }).journeys;
  if (compiled === undefined) throw new Error('no journey');
  const definition = compiled.definition('arn:aws:lambda:us-east-1:000000000000:function:run-stage');
  // Its timer would overflow: what is longer than 24.8 days passes at once.
  const { TimeoutSeconds: _, ...machine } = definition;
  const states = Object.keys(names.parse(machine).States);
  const handler = async (input: unknown) => {
    const { until } = await runStage(invocation.parse(input).Payload);
    if (until !== undefined) now = new Date(until);
    return { Payload: until === undefined ? {} : { until } };
  };
  const ids = { journey: 'any', profileId: 'user:mira', runId: runIdOf('any', 'user:mira', 1), runNumber: 1 };
  await new StateMachine(machine as never, { validationOptions: { noValidate: true } }).run(ids, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(states.map((state) => [state, handler])),
      waitTimeOverrides: Object.fromEntries(states.map((state) => [state, 0])),
    },
  }).result;
  const [run] = await world.runs.list(['user:mira']);
  return [
    ...(await world.ledger.list(['user:mira'])).map(({ sentAt, step }) => `${sentAt} ${step}`),
    ...(await world.tasks.list(['user:mira'])).map(({ createdAt, title }) => `${createdAt} ${title}`),
    `${run?.endedAt} end`,
  ].toSorted();
};

describe('the simulator and the compiled machine', () => {
  it('agree on what is sent and given, and when, for any journey', async () => {
    await fc.assert(
      fc.asyncProperty(journeys, async (text) => {
        expect(await simulated(text)).toEqual(await executed(text));
      }),
      { numRuns: 60 },
    );
  });
});
