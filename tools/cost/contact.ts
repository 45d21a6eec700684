import { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { Marketing } from '#infra/marketing.ts';
import { stageInput } from '#shared/domain/journey/journey.ts';
import type { Deployed } from './deployed.ts';
import type { Counts } from './meter.ts';
import { createMeteredWorld } from './metered-world.ts';

const entersAt = new Date('2026-11-02T09:00:00.000Z');

/**
 * All that one contact costs who goes through a journey to its end, from the event that starts it on. The journey is alone in its
 * world: another one that begins with the same event has a bill of its own.
 */
export const countContact = async (journey: string, marketing: Marketing, deployed: Deployed): Promise<Counts> => {
  const compiled = marketing.journeys.find((each) => each.journey === journey);
  if (compiled === undefined) throw new Error(`there is no journey ${journey}`);
  let now = entersAt;
  const world = createMeteredWorld({ ...marketing, journeys: [compiled] }, deployed, () => now);
  const settle = async () => {
    await world.fold();
    await world.route(1);
    await world.fold();
  };

  await world.post([identify, { ...entry, event: compiled.rules.enter.on }], entersAt);
  await settle();
  const [execution] = world.executions.all();
  if (execution === undefined) throw new Error(`${compiled.rules.enter.on} did not start ${journey}`);

  const definition = compiled.definition('arn:aws:lambda:us-east-1:000000000000:function:run-stage');
  const { States } = machineShape.parse(definition);
  const named = (type: string) => Object.keys(States).filter((name) => States[name]?.Type === type);
  // The library cannot count further than 24 days, and would end a longer machine at once.
  const { TimeoutSeconds: _, ...unlimited } = definition;
  const machine = new StateMachine(unlimited as never);
  const run = machine.run(execution.input as never, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(
        named('Task').map((name) => [
          name,
          async (input: unknown) => {
            const result = await world.runStage(lambdaInvocation.parse(input).Payload);
            await settle();
            if (result.until !== undefined) now = new Date(result.until);
            return { Payload: result.until === undefined ? {} : { until: result.until } };
          },
        ]),
      ),
      waitTimeOverrides: Object.fromEntries(named('Wait').map((name) => [name, 0])),
    },
  });
  // Counted as billed: each state entered, and the start of the execution.
  const transitions = (async () => {
    let count = 1;
    for await (const { type } of run.eventLogs) if (type.endsWith('StateEntered')) count += 1;
    return count;
  })();
  await run.result;
  world.meter.counts.transitions = await transitions;
  return world.meter.counts;
};

const machineShape = z.object({ States: z.record(z.string(), z.object({ Type: z.string() })) });
const lambdaInvocation = z.object({ Payload: stageInput });

const person = { userId: 'contact-1', timestamp: entersAt.toISOString() };
const identify = {
  ...person,
  type: 'identify',
  messageId: 'contact-identified',
  traits: { email: 'contact@example.com', firstName: 'Robin', lastName: 'Contact', company: 'Example Ltd', plan: 'trial' },
};
const entry = { ...person, type: 'track', messageId: 'contact-entered', properties: { source: 'form' } };
