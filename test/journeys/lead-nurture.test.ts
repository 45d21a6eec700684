import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHandler as createRouteSignals } from '#functions/route-signals/handler.ts';
import { createHandler as createRunStage } from '#functions/run-stage/handler.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryExecutions } from '#shared/adapters/memory/executions.ts';
import { createMemoryMailer } from '#shared/adapters/memory/mailer.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createMemorySendLedger } from '#shared/adapters/memory/send-ledger.ts';
import { createMemorySuppressions } from '#shared/adapters/memory/suppressions.ts';
import { createMemoryTaskStore } from '#shared/adapters/memory/task-store.ts';
import { compileMessages } from '#shared/adapters/mjml/compile-messages.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { isMerged } from '#shared/domain/profile/profile.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { compileJourneys } from '#statemachines/journeys/compile-journeys.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';
import { aChannel } from '#test/support/stage-world.ts';
import { anEvent, mira, onDay, published, queued } from '#test/unit/journeys/routing-world.ts';

const { messages } = await compileMessages('marketing/messages');
const { journeys, problems } = compileJourneys(
  'marketing/journeys',
  messages.map(({ message }) => message),
);
const [leadNurture] = journeys.filter(({ journey }) => journey === 'lead-nurture');
if (leadNurture === undefined) throw new Error(JSON.stringify(problems));
const definition = leadNurture.definition('arn:aws:lambda:us-east-1:123456789012:function:run-stage');
const states = Object.keys(z.object({ States: z.record(z.string(), z.unknown()) }).parse(definition).States);

const asLibraryWantsIt = (valid: Record<string, unknown>) => valid as unknown as StateMachineDefinition;

/** One customer, the routing and the stages of lead-nurture as deployed, and a clock that each wait moves on. */
const createWorld = async () => {
  const profiles = createMemoryProfileStore();
  const runs = createMemoryRunStore();
  const events = createMemoryEventStore();
  const executions = createMemoryExecutions();
  const mailer = createMemoryMailer();
  const tasks = createMemoryTaskStore();
  let now = onDay(1);
  await profiles.save(aProfile({ id: mira, userId: 'mira', traits: traitsOf({ email: 'mira@example.com', firstName: 'Mira' }) }));
  const route = createRouteSignals({
    journeys: [leadNurture.rules],
    profiles,
    runs,
    events,
    executions,
    log: { error: console.error },
  });
  const runStage = createRunStage({
    profiles,
    runs,
    ledger: createMemorySendLedger({ profiles, runs, suppressions: createMemorySuppressions() }),
    mailer,
    tasks,
    events,
    messages: new Map(messages.map((message: CompiledMessage) => [message.message, message])),
    channel: aChannel(),
    unsubscribeLink: async ({ sendId }) => `https://api.example/v1/unsubscribe/${sendId}`,
    clock: () => new Date(now),
  });

  const world = {
    runs,
    tasks,
    mailed: [] as string[],
    told: () => events.all().map(({ name, timestamp }) => `${timestamp.slice(0, 10)} ${name}`),

    /** An event is folded, and delivered to the routing. */
    happen: async (event: CustomerEvent) => {
      const stored = await profiles.load(mira);
      if (stored === undefined || isMerged(stored)) throw new Error('no profile');
      await profiles.save(
        applyEvents(stored, [event], new Set(['Lead Created', 'Order Completed', 'Unsubscribed', 'Demo Booked'])),
      );
      expect(await route({ Records: [queued(published(event))] })).toEqual({ batchItemFailures: [] });
    },

    /** Runs the customer's execution to its end; `at` is called when a stage is due. Answers with the states it entered. */
    run: async (at: (state: string) => Promise<void> | void = () => {}) => {
      const [execution] = executions.all();
      if (execution === undefined) throw new Error('nothing was started');
      const handlers = states.map((state) => [
        state,
        async (input: unknown) => {
          await at(state);
          const { Payload } = input as { Payload: unknown };
          const sentBefore = mailer.accepted.length;
          const { until } = await runStage(Payload);
          for (const { subject } of mailer.accepted.slice(sentBefore)) world.mailed.push(`${now.slice(0, 10)} ${subject}`);
          now = until ?? now;
          return { Payload: until === undefined ? {} : { until } };
        },
      ]);
      const machine = new StateMachine(asLibraryWantsIt(definition), { validationOptions: { checkArn: false } });
      const running = machine.run(execution.input, {
        overrides: {
          taskResourceLocalHandlers: Object.fromEntries(handlers),
          waitTimeOverrides: Object.fromEntries(states.map((state) => [state, 0])),
          retryIntervalOverrides: Object.fromEntries(states.map((state) => [state, 0])),
        },
      });
      const entered: string[] = [];
      for await (const log of running.eventLogs) if (log.type === 'StateEntered') entered.push(log.state.name);
      await running.result;
      return entered;
    },
  };
  return world;
};

describe('lead-nurture', () => {
  let world: Awaited<ReturnType<typeof createWorld>>;
  beforeEach(async () => {
    world = await createWorld();
    await world.happen(anEvent('Lead Created', onDay(1)));
  });

  it('takes at most nine transitions for a contact who goes all the way', async () => {
    const entered = await world.run();
    expect(entered).toEqual([
      'Day 1 · send product-manual',
      'Day 1 · wait 2 days',
      'Day 3 · send case-study',
      'Day 3 · wait 2 days',
      'Day 5 · send webinar-invitation',
      'Day 5 · wait 2 days',
      'Day 7 · task Call the lead and ask which questions are still open',
    ]);
    // AWS counts each state entered, and one for the start.
    expect(entered.length + 1).toBeLessThanOrEqual(9);
  });

  it('mails on days 1, 3 and 5, and gives sales a task on day 7', async () => {
    await world.run();
    expect(world.mailed.map((mail) => mail.slice(0, 10))).toEqual(['2026-11-01', '2026-11-03', '2026-11-05']);
    expect(await world.tasks.list([mira])).toMatchObject([
      { assignee: 'sales', createdAt: onDay(7), dueAt: onDay(8), title: 'Call the lead and ask which questions are still open' },
    ]);
    expect(await world.runs.list([mira])).toMatchObject([{ state: 'completed', endedAt: onDay(7) }]);
    expect(world.told()).toEqual([
      '2026-11-01 Journey Entered',
      '2026-11-01 Email Sent',
      '2026-11-03 Email Sent',
      '2026-11-05 Email Sent',
      '2026-11-07 Task Created',
      '2026-11-07 Journey Completed',
    ]);
  });

  it.each([
    ['orders', 'Order Completed', 'exited', 'Journey Exited'],
    ['unsubscribes', 'Unsubscribed', 'exited', 'Journey Exited'],
    ['books a demo', 'Demo Booked', 'converted', 'Journey Converted'],
  ])('sends nothing more to somebody who %s on day 4, and ends well', async (_, name, state, told) => {
    const entered = await world.run(async (stage) => {
      if (stage.startsWith('Day 5')) await world.happen(anEvent(name, onDay(4)));
    });
    expect(entered.slice(-2)).toEqual(['Day 5 · send webinar-invitation', 'Run ended']);
    expect(world.mailed).toHaveLength(2);
    expect(await world.tasks.list([mira])).toEqual([]);
    expect(await world.runs.list([mira])).toMatchObject([{ state, endedAt: onDay(4) }]);
    expect(world.told().at(-1)).toBe(`2026-11-04 ${told}`);
  });

  it('counts a demo that is booked after the last day', async () => {
    await world.run();
    await world.happen(anEvent('Demo Booked', onDay(20)));
    expect(await world.runs.list([mira])).toMatchObject([{ state: 'completed', convertedAt: onDay(20) }]);
    expect(world.told().at(-1)).toBe('2026-11-20 Journey Converted');
  });

  it('tries a stage again when the store is away for a moment', async () => {
    let failures = 0;
    const entered = await world.run((stage) => {
      if (!stage.startsWith('Day 3') || failures === 2) return;
      failures += 1;
      throw new StoreUnavailable('throttled', 1);
    });
    expect(failures).toBe(2);
    expect(entered).toHaveLength(7);
    expect(world.mailed).toHaveLength(3);
  });
});
