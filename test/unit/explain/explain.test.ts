import { describe, expect, it } from 'vitest';
import { sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { explain } from '#shared/domain/explain/explain.ts';
import { explanation, type RunExplanation } from '#shared/domain/explain/explanation.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { explanationPage } from '../../../bin/commands/explain/explanation-page.ts';
import { daysIn, simulationOf } from '../simulator/simulated-marketing.ts';

type Simulation = ReturnType<typeof simulationOf>;
type Setting = NonNullable<Parameters<typeof simulationOf>[1]>;

const pastOf = async (simulation: Simulation) => {
  const [moments, runs, sends] = await Promise.all([
    simulation.timeline('user:mira'),
    simulation.runs('user:mira'),
    simulation.sends('user:mira'),
  ]);
  const events = moments.flatMap((moment): CustomerEvent[] => (moment.kind === 'event' ? [moment.event] : []));
  return { profile: { id: 'user:mira' as const, subscriptions: {} }, runs, sends, events, isAll: true };
};

/** Plays a story to its end and explains it; every explanation is as the contract says. */
const explained = async (journey: string, setting: Setting, play: (simulation: Simulation) => void) => {
  const simulation = simulationOf({ story: journey }, setting);
  play(simulation);
  await simulation.runToEnd();
  const answer = explain(await pastOf(simulation));
  expect(explanation.parse(answer)).toEqual(answer);
  const [run] = answer.runs;
  if (run === undefined) throw new Error('nobody entered');
  return { simulation, answer, run, page: explanationPage(answer, (at) => at.slice(0, 16)) };
};
const message = ({ messages }: RunExplanation, name: string) => {
  const found = messages.find((each) => each.message === name);
  if (found === undefined) throw new Error(`${name} never came due`);
  return found;
};

const entry = 'description: A story.\nenter: { on: Lead Created }\nexit: [{ on: Order Completed }, unsubscribed]';
const free = 'sending: { quiet hours: none, caps: [] }\nholdout: { share: 0%, because: told to everybody }';

const branchAndSplit = `
${entry}
${free}
steps:
  - branch:
      - if: traits.plan == 'pro' && scores.churn < 5.0
        name: pro
        then:
          - split: subject line
            variants:
              question: { steps: [{ send: case-study }] }
              statement: { steps: [{ send: webinar-invitation }] }
    else: [{ send: product-manual }]
  - wait for: Survey Answered
    at most: 3 days
    then: [{ send: product-manual, name: thanks }]
    otherwise: [{ send: webinar-invitation, name: reminder }]
`;

describe('the explanation of a story', () => {
  const play =
    (traits: Record<string, unknown>) =>
    (simulation: Simulation): void => {
      simulation.send({ type: 'identify', userId: 'mira', traits }, daysIn(0.1));
      simulation.track('Order Completed', 0.2, { properties: { order_id: 'a', revenue: 10 } });
      simulation.track('Lead Created', 1, { messageId: 'lead-1', properties: { form: 'guide' } });
      simulation.track('Survey Answered', 2, { messageId: 'survey-1', properties: { rating: 5 } });
    };

  it('says what brought the customer in, which way they took and why, with the values as they were', async () => {
    const { run, page } = await explained(branchAndSplit, { chance: () => 0.1 }, (simulation) => {
      play({ plan: 'pro' })(simulation);
      // What is known of the customer now is not what was asked about then.
      simulation.send({ type: 'identify', userId: 'mira', traits: { plan: 'free' } }, daysIn(1.5));
    });
    expect(run).toMatchObject({
      state: 'completed',
      heldOut: false,
      entered: { by: { event: 'Lead Created', messageId: 'lead-1', properties: { form: 'guide' } } },
      ended: { reason: 'completed' },
    });
    const first = message(run, 'case-study');
    expect(first).toMatchObject({ outcome: 'sent', consent: { state: 'not-said' }, held: [] });
    expect(first.way).toMatchObject([
      { what: 'branch', which: 'pro', because: "traits.plan == 'pro' && scores.churn < 5.0", values: { 'traits.plan': 'pro' } },
      { what: 'variant', which: 'question' },
    ]);
    expect(Object.keys(first.way[0]?.values ?? {})).toContain('scores.churn');
    expect(message(run, 'product-manual')).toMatchObject({
      step: 'thanks',
      way: [{}, {}, { what: 'wait-ended', which: 'came', by: { event: 'Survey Answered', properties: { rating: 5 } } }],
    });
    expect(run.messages).toHaveLength(2);
    expect(page).toMatch(
      /entered by Lead Created \(form: guide\)[\s\S]*went "pro" because traits\.plan == 'pro'[\s\S]*drew the variant "question"[\s\S]*SENT case-study[\s\S]*it came, Survey Answered[\s\S]*SENT product-manual[\s\S]*came to the end/,
    );
  });

  it('says that no condition held, and that nothing came', async () => {
    const { run, page } = await explained(branchAndSplit, {}, (simulation) => {
      simulation.track('Lead Created', 1);
    });
    expect(run.messages.map((each) => [each.message, each.outcome])).toEqual([
      ['product-manual', 'sent'],
      ['webinar-invitation', 'sent'],
    ]);
    expect(message(run, 'webinar-invitation').way).toMatchObject([{ which: 'else' }, { which: 'timed-out' }]);
    expect(message(run, 'webinar-invitation').way[0]).not.toHaveProperty('because');
    expect(page).toContain('as no condition held');
    expect(page).toContain('it did not come in time');
  });

  it('says until when and why a message was held, and that it went then', async () => {
    const night = `${entry}\nholdout: { share: 0%, because: told to everybody }\nsending: { quiet hours: "20:00 to 08:00", caps: [] }\nsteps: [{ send: case-study }]`;
    const { run, page } = await explained(night, {}, (simulation) => {
      simulation.track('Lead Created', 0.5);
    });
    expect(message(run, 'case-study')).toMatchObject({
      outcome: 'sent',
      dueAt: daysIn(0.5).toISOString(),
      at: '2026-11-03T08:00:00.000Z',
      held: [{ because: 'quiet-hours', until: '2026-11-03T08:00:00.000Z' }],
    });
    expect(page).toContain('was held until 2026-11-03T08:00: quiet hours');
  });

  it('says that a message is held while it is', async () => {
    const night = `${entry}\nholdout: { share: 0%, because: told to everybody }\nsending: { quiet hours: "20:00 to 08:00", caps: [] }\nsteps: [{ send: case-study }]`;
    const simulation = simulationOf({ story: night });
    simulation.track('Lead Created', 0.5);
    await simulation.advanceTo(daysIn(0.6));
    const [run] = explain(await pastOf(simulation)).runs;
    expect(run?.messages).toMatchObject([{ message: 'case-study', outcome: 'held', held: [{ because: 'quiet-hours' }] }]);
    expect(run?.waits).toMatchObject({ until: '2026-11-03T08:00:00.000Z' });
  });

  it('says that a cap has dropped a message', async () => {
    const { quietHours: _, ...usual } = sendingDefaults.policy;
    const policy = { ...usual, caps: [{ most: 1, perMilliseconds: 7 * 86_400_000 }], over: 'drop' as const };
    const sends = (name: string) => `${entry}\nholdout: { share: 0%, because: told to everybody }\nsteps: [{ send: ${name} }]`;
    const simulation = simulationOf(
      { first: sends('case-study'), second: sends('product-manual') },
      { choice: { sending: { ...sendingDefaults, policy } } },
    );
    simulation.track('Lead Created', 1);
    await simulation.runToEnd();
    const answer = explain({ ...(await pastOf(simulation)), journey: 'second' });
    expect(answer.runs).toMatchObject([
      { journey: 'second', messages: [{ message: 'product-manual', outcome: 'not-sent', reason: 'frequency-cap' }] },
    ]);
    expect(explanationPage(answer, String)).toContain(
      'NOT SENT product-manual: the customer has got as many messages lately as the sending policy allows',
    );
  });

  it('says what the customer had said about email by then, and that it ended the journey', async () => {
    const twice = `${entry.replace(', unsubscribed', '')}\n${free}\nsteps: [{ send: case-study }, { wait: 2 days }, { send: product-manual }]`;
    const { run, page } = await explained(twice, {}, (simulation) => {
      simulation.track('Subscribed', 0.5);
      simulation.track('Lead Created', 1);
      simulation.track('Unsubscribed', 2, { messageId: 'leave-1' });
    });
    expect(message(run, 'case-study').consent).toMatchObject({ state: 'subscribed', since: daysIn(0.5).toISOString() });
    expect(message(run, 'product-manual')).toMatchObject({
      outcome: 'not-sent',
      reason: 'unsubscribed',
      consent: { state: 'unsubscribed', since: daysIn(2).toISOString(), by: 'leave-1' },
    });
    expect(page).toMatch(/NOT SENT product-manual: the customer has unsubscribed[\s\S]*email: unsubscribed since/);

    const left = await explained(
      `${entry}\n${free}\nsteps: [{ send: case-study }, { wait: 2 days }, { send: product-manual }]`,
      {},
      (simulation) => {
        simulation.track('Lead Created', 1);
        simulation.track('Unsubscribed', 2, { messageId: 'leave-1' });
      },
    );
    expect(left.run).toMatchObject({
      state: 'exited',
      ended: { reason: 'unsubscribed', by: { event: 'Unsubscribed', messageId: 'leave-1' } },
      messages: [{ message: 'case-study' }],
    });
    expect(left.page).toContain('left the journey: unsubscribed');
  });

  it('says that a customer was held out', async () => {
    const { run, page } = await explained(
      `${entry}\nholdout: 10%\nsteps: [{ send: case-study }]`,
      { chance: () => 0 },
      (simulation) => {
        simulation.track('Lead Created', 1);
      },
    );
    expect(run).toMatchObject({ heldOut: true, messages: [], moments: [] });
    expect(run).not.toHaveProperty('ended');
    expect(page).toContain('held out of it, to compare the others with: nothing is sent (Lead Created)');
  });

  it('tells what became of a mail, coupons, tasks and webhooks', async () => {
    const all = `${entry}\n${free}\nsteps: [{ coupon: winback }, { webhook: crm }, { task: Call them, for: sales, due: 1 day }, { send: case-study }, { wait: 3 days }]`;
    const { run, page } = await explained(
      all,
      { reportMail: () => 'bounces', answerWebhook: () => ({ kind: 'answered', status: 404 }) },
      (simulation) => {
        simulation.track('Lead Created', 1);
        simulation.send(async () => {
          const [task] = await simulation.tasks('user:mira');
          return {
            type: 'track',
            userId: 'mira',
            event: 'Task Completed',
            properties: { taskId: task?.taskId, outcome: 'wants an offer' },
          };
        }, daysIn(2));
      },
    );
    expect(message(run, 'case-study').reports).toMatchObject([{ what: 'bounced', details: { bounceType: 'Permanent' } }]);
    expect(run.moments.map(({ what }) => what)).toEqual([
      'coupon',
      'webhook-failed',
      'task-given',
      'message',
      'task-done',
      'completed',
    ]);
    expect(page).toContain('got the coupon winback: 15 %');
    expect(page).toContain('crm was not told: the receiver refused it');
    expect(page).toContain('task done: wants an offer');
    expect(page).toContain('case-study: bounced (bounceType: Permanent');
  });

  it('tells the same of a log in which everything stands twice, in any order', async () => {
    const { simulation, answer } = await explained(branchAndSplit, { chance: () => 0.1 }, play({ plan: 'pro' }));
    const past = await pastOf(simulation);
    expect(explain({ ...past, events: [...past.events, ...past.events.toReversed()] })).toEqual(answer);
  });

  it('tells what runs and ledger keep where the log is gone', async () => {
    const { simulation } = await explained(branchAndSplit, { chance: () => 0.1 }, play({ plan: 'pro' }));
    const answer = explain({
      ...(await pastOf(simulation)),
      events: [],
      isAll: false,
      incompleteBefore: daysIn(90).toISOString(),
    });
    expect(answer.runs[0]).toMatchObject({
      entered: { by: { event: null, messageId: 'lead-1' } },
      ended: { reason: 'completed' },
      messages: [
        { message: 'case-study', outcome: 'sent' },
        { message: 'product-manual', outcome: 'sent' },
      ],
    });
    const page = explanationPage(answer, (at) => at.slice(0, 16));
    expect(page).toContain('completed: completed');
    expect(page).toContain('too long to be read at once');
  });

  it('believes only what Tributary wrote', async () => {
    const { simulation, answer } = await explained(branchAndSplit, { chance: () => 0.1 }, play({ plan: 'pro' }));
    const past = await pastOf(simulation);
    const [run] = past.runs;
    const forged = past.events.flatMap((event): CustomerEvent[] =>
      event.name === 'Branch Taken'
        ? [
            {
              ...event,
              messageId: 'forged',
              properties: { ...event.properties, arm: 'forged', runId: run?.runId },
              context: { channel: 'web' },
            },
          ]
        : [],
    );
    expect(forged).toHaveLength(1);
    expect(explain({ ...past, events: [...past.events, ...forged] })).toEqual(answer);
  });

  it('says that somebody never entered, and what is not recorded', () => {
    const past = { profile: { id: 'user:mira' as const, subscriptions: {} }, runs: [], sends: [], events: [], isAll: true };
    const answer = explain({ ...past, journey: 'win-back' });
    expect(answer).toEqual({ id: 'user:mira', journey: 'win-back', runs: [] });
    expect(explanationPage(answer, String)).toMatch(
      /Never entered win-back[\s\S]*is not written down[\s\S]*tributary simulate win-back/,
    );
  });
});

describe('consent at the time of a message', () => {
  it('is not known where it has changed since and the log does not reach back', async () => {
    const { simulation } = await explained(branchAndSplit, {}, (story) => story.track('Lead Created', 1));
    const past = await pastOf(simulation);
    const later = { email: { state: 'unsubscribed', at: daysIn(80).toISOString(), by: 'leave-1' } } as const;
    const stateOf = (isAll: boolean) =>
      explain({ ...past, profile: { ...past.profile, subscriptions: later }, isAll }).runs[0]?.messages[0]?.consent.state;
    expect(stateOf(false)).toBe('not-known');
    expect(stateOf(true)).toBe('not-said');
  });
});
