import { createHandler as createRecorder } from '#functions/record-mail-events/handler.ts';
import { createHandler } from '#functions/run-stage/handler.ts';
import type { RunStageDeps } from '#functions/run-stage/run-stage-deps.ts';
import { createMemoryCouponStore } from '#shared/adapters/memory/coupon-store.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryMailer } from '#shared/adapters/memory/mailer.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createMemorySendLedger } from '#shared/adapters/memory/send-ledger.ts';
import { createMemorySuppressions } from '#shared/adapters/memory/suppressions.ts';
import { createMemoryTaskStore } from '#shared/adapters/memory/task-store.ts';
import { createMemoryWaitStore } from '#shared/adapters/memory/wait-store.ts';
import { createMemoryWebhooks } from '#shared/adapters/memory/webhooks.ts';
import type { Conditions } from '#shared/domain/condition/conditions.ts';
import { createConditions } from '#shared/domain/condition/conditions.ts';
import type { CouponDefinition } from '#shared/domain/coupon/coupon.ts';
import { type Chance, hashChance } from '#shared/domain/journey/chance.ts';
import type { StageInput, StageResult, WaitInput } from '#shared/domain/journey/journey.ts';
import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import type { CompiledMessage, EmailChannel } from '#shared/domain/message/message.ts';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { emptyProfile, isMerged, type Profile } from '#shared/domain/profile/profile.ts';
import { policiesOf } from '#shared/domain/sending/policies.ts';
import type { SendingPolicy } from '#shared/domain/sending/policy.ts';
import { sendIdOf } from '#shared/domain/sending/send.ts';
import type { Destination } from '#shared/domain/webhook/destination.ts';
import type { WebhookAnswer } from '#shared/domain/webhook/webhook-answer.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
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
  decisions: {},
  ...overrides,
});

export const sendManual = { kind: 'send', id: 'manual', name: 'send product-manual', message: 'product-manual' } as const;
export const waitOneDay = {
  kind: 'wait',
  id: 'wait-1',
  name: 'wait 1 day',
  exit: 'Day 1 · wait 1 day',
  wait: { kind: 'duration', milliseconds: 86_400_000 },
} as const;

export const aStage = (overrides: Partial<StageInput> = {}): StageInput => ({
  journey: 'lead-nurture',
  profileId: mira,
  runId: runIdOf('lead-nurture', mira, 1),
  runNumber: 1,
  stage: 'Day 1',
  leave: {
    exits: [{ on: 'Order Completed', reason: 'Order Completed' }],
    exitsWhen: [],
    goal: { on: 'Demo Booked', withinMilliseconds: 30 * 86_400_000 },
  },
  steps: [sendManual, waitOneDay],
  ...overrides,
});

/** A run that begins to wait for a test drive, since 09:00 and one second. */
export const aWait = (overrides: Partial<WaitInput> = {}): WaitInput => {
  const { journey, profileId, runId, runNumber, leave } = aStage();
  return {
    ...{ journey, profileId, runId, runNumber, leave },
    stage: 'Day 1 · wait for Test Drive Completed',
    waitFor: { step: 'drive', on: 'Test Drive Completed' },
    since: at('09:00:01'),
    token: 'token-1',
    ...overrides,
  };
};

/** No caps, no hours: everything goes at once. */
export const aPolicy = (overrides: Partial<SendingPolicy> = {}): SendingPolicy => ({
  timeZone: 'UTC',
  caps: [],
  over: 'hold',
  holdAtMostHours: 72,
  priority: 'normal',
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
    /** Of every journey that `policies` does not name. */
    readonly policy?: Partial<SendingPolicy>;
    readonly policies?: Readonly<Record<string, SendingPolicy>>;
    readonly coupons?: readonly CouponDefinition[];
    readonly destinations?: readonly Destination[];
    readonly webhookAnswers?: readonly WebhookAnswer[];
    readonly conditions?: Conditions;
    readonly chance?: Chance;
    /** When the clock is looked at first. */
    readonly now?: string;
  } = {},
) => {
  const profiles = createMemoryProfileStore();
  const runs = createMemoryRunStore();
  const suppressions = createMemorySuppressions();
  const ledger = createMemorySendLedger({ profiles, runs, suppressions });
  const mailer = createMemoryMailer();
  const tasks = createMemoryTaskStore();
  const events = createMemoryEventStore();
  const waits = createMemoryWaitStore();
  const coupons = createMemoryCouponStore((limit) => limit - 1);
  const webhooks = createMemoryWebhooks(setting.webhookAnswers);
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

  let now = Date.parse(setting.now ?? at('09:00'));
  const deps: RunStageDeps = {
    profiles,
    runs,
    ledger,
    suppressions,
    mailer,
    tasks,
    events,
    messages: new Map((setting.messages ?? [aMessage()]).map((message) => [message.message, message])),
    channel: aChannel(setting.channel),
    waits,
    coupons,
    couponDefinitions: new Map((setting.coupons ?? []).map((definition) => [definition.coupon, definition])),
    webhooks,
    destinations: new Map((setting.destinations ?? []).map((each) => [each.destination, each])),
    places: new Map(),
    ...policiesOf({ usual: aPolicy(setting.policy), journeys: setting.policies ?? {} }),
    conditions: setting.conditions ?? createConditions({ scores: {}, currency: 'EUR' }),
    chance: setting.chance ?? hashChance,
    unsubscribeLink: async (send) => `https://api.example/v1/unsubscribe/token-of-${send.sendId}`,
    // Every look at the clock is a second later, so that times which should be the same are so by design.
    clock: () => {
      now += 1_000;
      return new Date(now);
    },
  };
  const record = createRecorder({ ledger, runs, suppressions, events });

  return {
    ...deps,
    profiles,
    runs,
    suppressions,
    mailer,
    tasks,
    events,
    waits,
    coupons,
    webhooks,
    run,
    runStage: (stage: StageInput | WaitInput = aStage(), interruption?: Interruption): Promise<StageResult> =>
      createHandler(interruption === undefined ? deps : interrupted(deps, interruption))(stage),
    /** The clock shows this instant a second before it is looked at next. */
    itIs: (instant: string) => {
      now = Date.parse(instant);
    },
    /** Keeps an event and folds it into the customer's profile, as ingestion and the projector do. */
    happen: async (event: CustomerEvent, declared: readonly string[] = [event.name]) => {
      await events.put([event]);
      let stored = (await profiles.load(event.profileId)) ?? emptyProfile(event.profileId);
      while (isMerged(stored)) stored = (await profiles.load(stored.mergedInto)) ?? emptyProfile(stored.mergedInto);
      await profiles.save(applyEvents(stored, [event], new Set(declared)));
    },
    /** What becomes of the profile otherwise. */
    change: async (change: Partial<Profile>) => {
      const stored = await profiles.load(mira);
      if (stored === undefined || isMerged(stored)) throw new Error('there is no such profile');
      await profiles.save({ ...stored, ...change });
    },
    runNow: async () => {
      const stored = await runs.load(run.profileId, run.journey, run.number);
      if (stored === undefined) throw new Error('the run is gone');
      return stored;
    },
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
  const { profiles, runs, ledger, mailer, tasks, events, waits, coupons, webhooks } = deps;
  return {
    ...deps,
    profiles: { load: (id) => effect('profiles.load', () => profiles.load(id)) },
    runs: {
      load: (...key) => effect('runs.load', () => runs.load(...key)),
      move: (run, from) => effect('runs.move', () => runs.move(run, from)),
      decide: (run, step, decision) => effect('runs.decide', () => runs.decide(run, step, decision)),
      amend: (...amendment) => effect('runs.amend', () => runs.amend(...amendment)),
      list: (ids) => effect('runs.list', () => runs.list(ids)),
      stand: (run, stands) => effect('runs.stand', () => runs.stand(run, stands)),
    },
    ledger: {
      claim: (send, conditions) => effect('ledger.claim', () => ledger.claim(send, conditions)),
      drop: (send) => effect('ledger.drop', () => ledger.drop(send)),
      move: (send, from) => effect(`ledger.move to ${send.state}`, () => ledger.move(send, from)),
      load: (...key) => effect('ledger.load', () => ledger.load(...key)),
      list: (ids) => effect('ledger.list', () => ledger.list(ids)),
      recent: (ids) => effect('ledger.recent', () => ledger.recent(ids)),
    },
    mailer: { send: (mail) => effect('mailer.send', () => mailer.send(mail)) },
    tasks: { create: (task) => effect('tasks.create', () => tasks.create(task)) },
    events: {
      put: (list) => effect('events.put', () => events.put(list)),
      get: (...key) => effect('events.get', () => events.get(...key)),
      timeline: (...page) => effect('events.timeline', () => events.timeline(...page)),
    },
    waits: {
      put: (waiting) => effect('waits.put', () => waits.put(waiting)),
      list: (ids) => effect('waits.list', () => waits.list(ids)),
    },
    coupons: {
      issue: (...request) => effect('coupons.issue', () => coupons.issue(...request)),
      refuse: (...request) => effect('coupons.refuse', () => coupons.refuse(...request)),
      list: (ids) => effect('coupons.list', () => coupons.list(ids)),
    },
    webhooks: { deliver: (delivery) => effect('webhooks.deliver', () => webhooks.deliver(delivery)) },
  };
};
