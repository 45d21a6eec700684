import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { createHandler as createIngest } from '#functions/ingest-events/handler.ts';
import { createProjector } from '#functions/project-profiles/projector.ts';
import { reportProjection } from '#functions/project-profiles/report-projection.ts';
import { createHandler as createRouter } from '#functions/route-signals/handler.ts';
import { createHandler as createRunStage } from '#functions/run-stage/handler.ts';
import { listenedNames, publishedEventsOf } from '#infra/listened-events.ts';
import type { Marketing } from '#infra/marketing.ts';
import { compiledSegmentsOf } from '#infra/segment-files.ts';
import { toEventItem } from '#shared/adapters/dynamodb/event-item.ts';
import { toPointerItem, toProfileItem } from '#shared/adapters/dynamodb/profile-item.ts';
import { createMemoryCouponStore } from '#shared/adapters/memory/coupon-store.ts';
import { createMemoryEventBus } from '#shared/adapters/memory/event-bus.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryExecutions } from '#shared/adapters/memory/executions.ts';
import { createMemoryKeyStore } from '#shared/adapters/memory/key-store.ts';
import { createMemoryMailer } from '#shared/adapters/memory/mailer.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryPutAside } from '#shared/adapters/memory/put-aside.ts';
import { createMemoryRejectedEvents } from '#shared/adapters/memory/rejected-events.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createMemorySendLedger } from '#shared/adapters/memory/send-ledger.ts';
import { createMemorySuppressions } from '#shared/adapters/memory/suppressions.ts';
import { createMemoryTaskStore } from '#shared/adapters/memory/task-store.ts';
import { createMemoryWaitStore } from '#shared/adapters/memory/wait-store.ts';
import { hashOfKey } from '#shared/domain/access/api-key.ts';
import type { Conditions } from '#shared/domain/condition/conditions.ts';
import type { Chance } from '#shared/domain/journey/chance.ts';
import { isMerged, type StoredProfile } from '#shared/domain/profile/profile.ts';
import { conditionsOf } from '#shared/domain/segment/conditions-of.ts';
import { evaluator } from '#shared/domain/segment/evaluator.ts';
import { policiesOf } from '#shared/domain/sending/policies.ts';
import { type BehaviourEvent, busSource } from '#shared/events/behaviour-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { CouponStore } from '#shared/ports/coupon-store.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { Executions } from '#shared/ports/executions.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import type { SendLedger } from '#shared/ports/send-ledger.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';
import type { WaitStore } from '#shared/ports/wait-store.ts';
import type { Deployed } from './deployed.ts';
import { readUnits, writeUnits } from './item-bytes.ts';
import { ourLogLineBytes } from './log-bytes.ts';
import { billedMilliseconds, type Counts, invoked, noCounts } from './meter.ts';

const key = `wk_${'b'.repeat(32)}`;
const retentionDays = 400;

/** The price of a contact is that of one who goes through. */
const nobodyIsHeldOut: Chance = () => 1 - Number.EPSILON;

/** Waiting for SES takes as long as for so many calls of the table; waiting for somebody else's server, a fifth of a second. */
const callsOfMail = 3;
const callsOfWebhook = 40;

/** Half a core answers a hundred conditions of segments in a millisecond; `npm run bench` says how many a whole one does. */
const millisecondsOfCondition = 0.01;

export interface MeteredSetting {
  readonly marketing: Marketing;
  readonly deployed: Pick<Deployed, 'accessLogBytes'>;
  readonly clock: () => Date;
  /** `all but entries`: traffic without the journeys that it begins. */
  readonly routes?: 'all signals' | 'all but entries';
  readonly chance?: Chance;
  /** What conditions come to, where that is not up to the facts. */
  readonly holds?: (condition: string) => boolean | undefined;
  /** The label of a decision, where it is not as the run makes it itself. */
  readonly decide?: (step: string, label: string) => string;
  /** What runs the machines, told what invokes the function. Executions are only remembered if this is left out. */
  readonly createExecutions?: (runStage: (input: unknown) => Promise<unknown>) => Executions;
}

/** A transaction writes, and checks, at twice the price. */
const inTransaction = 2;

/**
 * The whole path in this process, over the memory adapters, with every billed unit counted at the ports: items are sized in the
 * form in which the real adapters write them, log lines in the form in which Lambda and API Gateway do. `counts` may be read and replaced at any time.
 */
export const createMeteredWorld = (setting: MeteredSetting) => {
  const { marketing, deployed, clock, routes = 'all signals', chance = nobodyIsHeldOut } = setting;
  const meter: { counts: Counts } = { counts: noCounts() };
  /** In the invocation that is under way. */
  let calls = 0;
  /** A port whose calls are counted, as if each waited for the one before it. */
  const counted = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...given: readonly unknown[]): unknown => {
          calls += 1;
          return Reflect.apply(value, target, given);
        };
      },
    });
  const stores = { profiles: createMemoryProfileStore(), events: createMemoryEventStore(), runs: createMemoryRunStore() };
  const pending: { event: CustomerEvent; sequenceNumber: string }[] = [];
  stores.events.onInsert((event, sequenceNumber) => pending.push({ event, sequenceNumber }));

  const reads = (units: number) => {
    meter.counts.readUnits += units;
  };
  const writes = (units: number) => {
    meter.counts.writeUnits += units;
  };
  const logs =
    (level: string) =>
    (message: string, facts: Readonly<Record<string, unknown>>): void => {
      meter.counts.logBytes += ourLogLineBytes(level, message, facts);
    };
  const itemOf = (stored: StoredProfile) => (isMerged(stored) ? toPointerItem(stored) : toProfileItem(stored));

  const events: EventStore = counted<EventStore>({
    ...stores.events,
    put: (incoming) => {
      for (const event of incoming) writes(writeUnits(toEventItem(event, retentionDays)));
      return stores.events.put(incoming);
    },
    firstReceipt: (...call) => {
      writes(1);
      return stores.events.firstReceipt(...call);
    },
    get: (...call) => {
      reads(1);
      return stores.events.get(...call);
    },
    timeline: (ids, ...rest) => {
      reads(ids.length);
      return stores.events.timeline(ids, ...rest);
    },
  });
  const profiles: ProfileStore = counted<ProfileStore>({
    load: async (id) => {
      const stored = await stores.profiles.load(id);
      reads(readUnits(stored && itemOf(stored)));
      return stored;
    },
    save: (profile, merged = []) => {
      const before = stores.profiles.stored.get(profile.id);
      const indexed = 'gsi1pk' in toProfileItem(profile);
      const wasIndexed = before !== undefined && 'gsi1pk' in itemOf(before);
      const units = [profile, ...merged].reduce((sum, each) => sum + writeUnits(itemOf(each)), 0);
      writes((merged.length > 0 ? inTransaction : 1) * units + (indexed && !wasIndexed ? 1 : 0));
      return stores.profiles.save(profile, merged);
    },
    findByEmail: stores.profiles.findByEmail,
  });
  const runs: RunStore = counted<RunStore>({
    list: (ids) => {
      reads(ids.length);
      return stores.runs.list(ids);
    },
    load: (...call) => {
      reads(1);
      return stores.runs.load(...call);
    },
    // The item, and its line in the index.
    claim: (run) => {
      writes(2 * writeUnits(run));
      return stores.runs.claim(run);
    },
    move: (run, from) => {
      writes(writeUnits(run));
      return stores.runs.move(run, from);
    },
    decide: (run, step, made) => {
      const decision = { ...made, label: setting.decide?.(step, made.label) ?? made.label };
      writes(writeUnits({ ...run, decisions: { ...run.decisions, [step]: decision } }));
      return stores.runs.decide(run, step, decision);
    },
    stand: (run, stands) => {
      writes(writeUnits({ ...run, stands }));
      return stores.runs.stand(run, stands);
    },
  });
  const suppressions = createMemorySuppressions();
  const ledgerStore = createMemorySendLedger({ profiles: stores.profiles, runs: stores.runs, suppressions });
  const ledger: SendLedger = counted<SendLedger>({
    ...ledgerStore,
    claim: async (send, conditions) => {
      const profile = await stores.profiles.load(conditions.profileId);
      const { counted: recent } = conditions;
      // The line, checks of the run, the profile and the suppression list, and what frequency caps count.
      const checks = 1 + (profile ? writeUnits(itemOf(profile)) : 1) + 1;
      writes(inTransaction * (writeUnits(send) + checks + (recent === undefined ? 0 : writeUnits(recent))));
      return ledgerStore.claim(send, conditions);
    },
    drop: (send) => {
      writes(writeUnits(send));
      return ledgerStore.drop(send);
    },
    move: (send, from) => {
      writes(writeUnits(send));
      return ledgerStore.move(send, from);
    },
    recent: (ids) => {
      reads(ids.length);
      return ledgerStore.recent(ids);
    },
    load: (...call) => {
      reads(1);
      return ledgerStore.load(...call);
    },
  });
  const waitStore = createMemoryWaitStore();
  const waits: WaitStore = counted<WaitStore>({
    put: (waiting) => {
      writes(writeUnits(waiting));
      return waitStore.put(waiting);
    },
    list: (ids) => {
      reads(ids.length);
      return waitStore.list(ids);
    },
  });
  const couponStore = createMemoryCouponStore();
  const coupons: CouponStore = counted<CouponStore>({
    ...couponStore,
    // The customer's item and the code's, together. What is in the pool is not asked here: a code is as long as any other.
    issue: (request, source) => {
      writes(inTransaction * 2 * writeUnits(request));
      return couponStore.issue(request, source.kind === 'generate' ? source : { kind: 'generate', pattern: 'COST-########' });
    },
    list: (ids) => {
      reads(ids.length);
      return couponStore.list(ids);
    },
  });
  const answers = conditionsOf(compiledSegmentsOf(marketing));
  const conditions: Conditions = {
    ...answers,
    holds: (text, facts) => {
      const settled = setting.holds?.(text);
      return settled === undefined ? answers.holds(text, facts) : { holds: settled };
    },
  };
  const taskStore = createMemoryTaskStore();
  const tasks: TaskStore = counted<TaskStore>({
    ...taskStore,
    create: (task) => {
      writes(2 * writeUnits(task));
      return taskStore.create(task);
    },
    complete: (task, doneAt) => {
      writes(writeUnits(task));
      return taskStore.complete(task, doneAt);
    },
  });
  const executions = counted(setting.createExecutions?.((input) => runStageOnce(input)) ?? createMemoryExecutions());
  const mailer = createMemoryMailer();

  const signals: BehaviourEvent[] = [];
  const entries = new Set(marketing.journeys.map(({ rules }) => rules.enter.on));
  const routed = new Set(listenedNames(marketing.journeys).filter((name) => routes === 'all signals' || !entries.has(name)));
  const bus = counted(
    createMemoryEventBus((behaviour) => {
      meter.counts.busEvents += 1;
      if (routed.has(behaviour.event.name)) signals.push(behaviour);
    }),
  );
  const { declared, published, publishedAfter, publishedSegments } = publishedEventsOf(marketing.journeys, marketing.counted, []);

  const ingest = createIngest({
    events,
    rejected: createMemoryRejectedEvents(),
    keys: createMemoryKeyStore([
      { keyHash: hashOfKey(key), kind: 'write', name: 'bench', hint: 'wk_bbbb', createdAt: '2026-01-01T00:00:00.000Z' },
    ]),
    now: clock,
    newMessageId: () => 'unused-by-messages-with-ids',
  });
  const project = createProjector({
    profiles,
    bus,
    putAside: createMemoryPutAside(),
    declared: new Set(declared),
    published: published === 'all' ? 'all' : new Set(published),
    publishedAfter,
    // Where no segments are looked at, profiles do not hold what has been entered.
    publishedSegments: publishedSegments === 'all' || marketing.segments.length === 0 ? 'all' : new Set(publishedSegments),
    segmentation: { evaluate: evaluator(compiledSegmentsOf(marketing)), events, clock },
  });
  const report = reportProjection({ info: logs('INFO'), error: logs('ERROR') });
  const route = createRouter({
    journeys: marketing.journeys.map(({ rules }) => rules),
    profiles,
    runs,
    events,
    executions,
    waits,
    tasks,
    conditions,
    chance,
    clock,
    log: {
      error: (message, facts) => {
        throw new Error(`${message}: ${JSON.stringify(facts)}`);
      },
    },
  });
  const runStage = createRunStage({
    profiles,
    runs,
    waits,
    ...policiesOf({
      usual: marketing.sending.policy,
      journeys: Object.fromEntries(marketing.journeys.map(({ journey, sending }) => [journey, sending])),
    }),
    coupons,
    couponDefinitions: new Map(marketing.coupons.map((definition) => [definition.coupon, definition])),
    webhooks: {
      deliver: async () => {
        calls += callsOfWebhook;
        return { kind: 'answered', status: 200 };
      },
    },
    destinations: new Map(marketing.destinations.map((destination) => [destination.destination, destination])),
    places: new Map(marketing.places.map((list) => [list.list, list])),
    conditions,
    chance,
    ledger,
    tasks,
    events,
    messages: new Map(marketing.messages.map((message) => [message.message, message])),
    channel: marketing.channels.email,
    // As long as a signed one.
    unsubscribeLink: async () => `https://example.execute-api.us-east-1.amazonaws.com/v1/unsubscribe/${'t'.repeat(200)}`,
    clock,
    mailer: {
      send: (mail) => {
        meter.counts.mails += 1;
        calls += callsOfMail;
        return mailer.send(mail);
      },
    },
  });

  const runStageOnce = async (input: unknown): Promise<unknown> => {
    calls = 0;
    try {
      return await runStage(input);
    } finally {
      // Rendering is the most of what it computes.
      invoked(meter.counts, 'run-stage', billedMilliseconds(calls, 10));
    }
  };

  return {
    meter,
    events,
    profiles,

    /** One request of the public API. */
    post: async (batch: readonly unknown[], sentAt: Date) => {
      meter.counts.apiRequests += 1;
      meter.counts.logBytes += deployed.accessLogBytes;
      invoked(meter.counts, 'ingest-events', billedMilliseconds(1, 0.1 * batch.length));
      const answer = await ingest(httpPost(JSON.stringify({ batch, sentAt: sentAt.toISOString(), writeKey: key })), {
        getRemainingTimeInMillis: () => 10_000,
      } as never);
      if (answer.statusCode !== 200) throw new Error(`ingestion answered ${answer.statusCode}: ${answer.body}`);
    },

    /** Folds what was stored since, as one delivery of the stream. */
    fold: async () => {
      const records = pending.splice(0).map(({ event, sequenceNumber }) => ({
        partition: event.profileId,
        sortKey: `E#${event.originalTimestamp}#${event.messageId}`,
        sequenceNumber,
        content: { kind: 'event' as const, event },
      }));
      if (records.length === 0) return false;
      calls = 0;
      const account = await project(records);
      const [failure] = account.failures;
      if (failure) throw new Error('the projector failed', { cause: failure.error });
      report(account, records.length);
      // Eight profiles at a time.
      const groups = new Set(records.map(({ partition }) => partition)).size;
      invoked(
        meter.counts,
        'project-profiles',
        billedMilliseconds(
          (calls / groups) * Math.ceil(groups / 8),
          0.1 * records.length + millisecondsOfCondition * groups * marketing.segments.length,
        ),
      );
      return true;
    },

    /** Routes what was published since: one message sent by the bus for each, and a receive and a delete for each delivery. */
    route: async (perDelivery: number) => {
      while (signals.length > 0) {
        const delivery = signals.splice(0, perDelivery);
        meter.counts.queueRequests += delivery.length + 2;
        calls = 0;
        const { batchItemFailures } = await route(sqsEvent(delivery));
        invoked(meter.counts, 'route-signals', billedMilliseconds(calls));
        if (batchItemFailures.length > 0) throw new Error('signals were not routed');
      }
    },
  };
};

const httpPost = (body: string): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: 'POST /v1/batch',
  rawPath: '/v1/batch',
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  requestContext: {
    accountId: '',
    apiId: '',
    domainName: '',
    domainPrefix: '',
    requestId: '',
    routeKey: '',
    stage: '$default',
    time: '',
    timeEpoch: 0,
    http: { method: 'POST', path: '/v1/batch', protocol: 'HTTP/1.1', sourceIp: '', userAgent: '' },
  },
  body,
  isBase64Encoded: false,
});

const sqsEvent = (signals: readonly BehaviourEvent[]): SQSEvent => ({
  Records: signals.map((detail, index) => ({
    messageId: String(index),
    receiptHandle: '',
    body: JSON.stringify({ source: busSource, 'detail-type': detail.event.name, detail }),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '', SenderId: '', ApproximateFirstReceiveTimestamp: '' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: '',
    eventSourceARN: '',
    awsRegion: '',
  })),
});
