import { createHandler as createRecorder } from '#functions/record-mail-events/handler.ts';
import { createHandler, type RunStageDeps } from '#functions/run-stage/handler.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryMailer } from '#shared/adapters/memory/mailer.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createMemorySendLedger } from '#shared/adapters/memory/send-ledger.ts';
import { createMemorySuppressions } from '#shared/adapters/memory/suppressions.ts';
import { createMemoryTaskStore } from '#shared/adapters/memory/task-store.ts';
import type { StageInput, StageResult } from '#shared/domain/journey/journey.ts';
import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import type { CompiledMessage, EmailChannel } from '#shared/domain/message/message.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { sendIdOf } from '#shared/domain/sending/send.ts';
import { at } from './a-customer-event.ts';
import { aProfile, traitsOf } from './a-profile.ts';

export const mira = 'user:mira' as const;

export const aChannel = (overrides: Partial<EmailChannel> = {}): EmailChannel => ({
  from: { name: 'Northwind Home', address: 'hello@northwind.example' },
  postalAddress: '12 Harbour Street, Portland',
  consent: 'implied',
  ...overrides,
});

export const aMessage = (overrides: Partial<CompiledMessage> = {}): CompiledMessage => ({
  message: 'product-manual',
  subject: 'Your guide, {{ traits.firstName | default: "friend" }}',
  preheader: 'What is in it',
  html: '<p>Hello {{ traits.firstName }}</p><a href="{{ unsubscribe_url }}">Unsubscribe</a> {{ postal_address }}',
  text: 'Hello {{ traits.firstName }}\n\n{{ unsubscribe_url }} {{ postal_address }}',
  ...overrides,
});

export const aRun = (overrides: Partial<JourneyRun> = {}): JourneyRun => ({
  journey: 'lead-nurture',
  profileId: mira,
  number: 1,
  runId: runIdOf('lead-nurture', mira, 1),
  state: 'active',
  enteredAt: at('08:00'),
  enteredBy: 'lead-1',
  ...overrides,
});

export const aStage = (overrides: Partial<StageInput> = {}): StageInput => ({
  journey: 'lead-nurture',
  profileId: mira,
  runId: runIdOf('lead-nurture', mira, 1),
  runNumber: 1,
  stage: 'Day 1',
  leave: {
    exits: [{ on: 'Order Completed', reason: 'Order Completed' }],
    goal: { on: 'Demo Booked', withinMilliseconds: 30 * 86_400_000 },
  },
  steps: [{ kind: 'send', id: 'manual', name: 'send product-manual', message: 'product-manual' }],
  next: { kind: 'wait', milliseconds: 86_400_000 },
  ...overrides,
});

export const sendId = sendIdOf(aRun().runId, 'manual', 1);

/** Called before and after each effect of an invocation; what it throws ends that invocation there. */
export type Interruption = (effect: {
  readonly number: number;
  readonly name: string;
  readonly when: 'before' | 'after';
}) => Promise<void> | void;

/**
 * All that a stage works on, in this process, with one customer in the middle of a journey. An invocation can be interrupted
 * at each of its effects.
 */
export const stageWorld = async (
  setting: {
    readonly profile?: Partial<Profile>;
    readonly run?: Partial<JourneyRun>;
    readonly channel?: Partial<EmailChannel>;
    readonly messages?: readonly CompiledMessage[];
  } = {},
) => {
  const profiles = createMemoryProfileStore();
  const runs = createMemoryRunStore();
  const suppressions = createMemorySuppressions();
  const ledger = createMemorySendLedger({ profiles, runs, suppressions });
  const mailer = createMemoryMailer();
  const tasks = createMemoryTaskStore();
  const events = createMemoryEventStore();
  await profiles.save(
    aProfile({
      id: mira,
      userId: 'mira',
      traits: traitsOf({ email: 'Mira@Example.com', firstName: 'Mira' }),
      ...setting.profile,
    }),
  );
  const run = aRun(setting.run);
  await runs.claim(run);

  let now = Date.parse(at('09:00'));
  const deps: RunStageDeps = {
    profiles,
    runs,
    ledger,
    mailer,
    tasks,
    events,
    messages: new Map((setting.messages ?? [aMessage()]).map((message) => [message.message, message])),
    channel: aChannel(setting.channel),
    unsubscribeLink: async (send) => `https://api.example/v1/unsubscribe/token-of-${send.sendId}`,
    // Every look at the clock is a second later, so that times which should be the same are so by design.
    clock: () => {
      now += 1_000;
      return new Date(now);
    },
  };
  const record = createRecorder({ ledger, suppressions, events });

  return {
    ...deps,
    profiles,
    runs,
    suppressions,
    mailer,
    tasks,
    events,
    run,
    runStage: (stage: StageInput = aStage(), interruption?: Interruption): Promise<StageResult> =>
      createHandler(interruption === undefined ? deps : interrupted(deps, interruption))(stage),
    /** What SES reports of a mail it accepted. */
    report: (eventType: string, details: Record<string, unknown> = {}, mail = mailer.accepted[0]) =>
      record({
        source: 'aws.ses',
        detail: {
          eventType,
          mail: {
            timestamp: at('09:30'),
            messageId: 'ses-1',
            tags: Object.fromEntries(
              Object.entries({ sendId: mail?.sendId ?? '', ...mail?.tags }).map(([name, value]) => [name, [value]]),
            ),
          },
          ...details,
        },
      }),
    /** Times and names of what the customer's log says. */
    log: () => events.all().map(({ name }) => name),
    line: async () => (await ledger.list([mira]))[0],
  };
};

export type StageWorld = Awaited<ReturnType<typeof stageWorld>>;

const interrupted = (deps: RunStageDeps, interruption: Interruption): RunStageDeps => {
  let count = 0;
  const effect = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    count += 1;
    const number = count;
    await interruption({ number, name, when: 'before' });
    const result = await work();
    await interruption({ number, name, when: 'after' });
    return result;
  };
  const { profiles, runs, ledger, mailer, tasks, events } = deps;
  return {
    ...deps,
    profiles: { load: (id) => effect('profiles.load', () => profiles.load(id)) },
    runs: {
      load: (...key) => effect('runs.load', () => runs.load(...key)),
      move: (run, from) => effect('runs.move', () => runs.move(run, from)),
    },
    ledger: {
      claim: (send, conditions) => effect('ledger.claim', () => ledger.claim(send, conditions)),
      drop: (send) => effect('ledger.drop', () => ledger.drop(send)),
      move: (send, from) => effect(`ledger.move to ${send.state}`, () => ledger.move(send, from)),
      load: (...key) => effect('ledger.load', () => ledger.load(...key)),
      list: (ids) => effect('ledger.list', () => ledger.list(ids)),
    },
    mailer: { send: (mail) => effect('mailer.send', () => mailer.send(mail)) },
    tasks: { create: (task) => effect('tasks.create', () => tasks.create(task)) },
    events: { put: (list) => effect('events.put', () => events.put(list)) },
  };
};
