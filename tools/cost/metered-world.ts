import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { createHandler as createIngest } from '#functions/ingest-events/handler.ts';
import { createProjector } from '#functions/project-profiles/projector.ts';
import { reportProjection } from '#functions/project-profiles/report-projection.ts';
import { createHandler as createRouter } from '#functions/route-signals/handler.ts';
import { createHandler as createRunStage } from '#functions/run-stage/handler.ts';
import { listenedNames, publishedEventsOf } from '#infra/listened-events.ts';
import type { Marketing } from '#infra/marketing.ts';
import { toEventItem } from '#shared/adapters/dynamodb/event-item.ts';
import { toPointerItem, toProfileItem } from '#shared/adapters/dynamodb/profile-item.ts';
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
import { hashOfKey } from '#shared/domain/access/api-key.ts';
import { isMerged, type StoredProfile } from '#shared/domain/profile/profile.ts';
import { type BehaviourEvent, busSource } from '#shared/events/behaviour-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import type { SendLedger } from '#shared/ports/send-ledger.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';
import type { Deployed } from './deployed.ts';
import { readUnits, writeUnits } from './item-bytes.ts';
import { ourLogLineBytes } from './log-bytes.ts';
import { billedMilliseconds, type Counts, invoked, noCounts } from './meter.ts';

const key = `wk_${'b'.repeat(32)}`;
const retentionDays = 400;

/** A transaction writes, and checks, at twice the price. */
const inTransaction = 2;

/**
 * The whole path in this process, over the memory adapters, with every billed unit counted at the ports: items are sized in the
 * form in which the real adapters write them, log lines in the form in which Lambda and API Gateway do. `counts` may be read and replaced at any time.
 */
export const createMeteredWorld = (
  marketing: Marketing,
  { accessLogBytes }: Deployed,
  clock: () => Date,
  routes: 'all signals' | 'all but entries' = 'all signals',
) => {
  const meter: { counts: Counts } = { counts: noCounts() };
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

  const events: EventStore = {
    ...stores.events,
    put: (incoming) => {
      for (const event of incoming) writes(writeUnits(toEventItem(event, retentionDays)));
      return stores.events.put(incoming);
    },
    firstReceipt: (...call) => {
      writes(1);
      return stores.events.firstReceipt(...call);
    },
  };
  const profiles: ProfileStore = {
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
  };
  const runs: RunStore = {
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
  };
  const suppressions = createMemorySuppressions();
  const ledgerStore = createMemorySendLedger({ profiles: stores.profiles, runs: stores.runs, suppressions });
  const ledger: SendLedger = {
    ...ledgerStore,
    claim: async (send, conditions) => {
      const profile = await stores.profiles.load(conditions.profileId);
      // The line, and checks of the run, the profile and the suppression list.
      writes(inTransaction * (writeUnits(send) + 1 + (profile ? writeUnits(itemOf(profile)) : 1) + 1));
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
    load: (...call) => {
      reads(1);
      return ledgerStore.load(...call);
    },
  };
  const taskStore = createMemoryTaskStore();
  const tasks: TaskStore = {
    ...taskStore,
    create: (task) => {
      writes(2 * writeUnits(task));
      return taskStore.create(task);
    },
  };
  const executions = createMemoryExecutions();
  const mailer = createMemoryMailer();

  const signals: BehaviourEvent[] = [];
  const entries = new Set(marketing.journeys.map(({ rules }) => rules.enter.on));
  const routed = new Set(listenedNames(marketing.journeys).filter((name) => routes === 'all signals' || !entries.has(name)));
  const bus = createMemoryEventBus((behaviour) => {
    meter.counts.busEvents += 1;
    if (routed.has(behaviour.event.name)) signals.push(behaviour);
  });
  const { declared, published, publishedAfter } = publishedEventsOf(marketing.journeys, marketing.counted, []);

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
  });
  const report = reportProjection({ info: logs('INFO'), error: logs('ERROR') });
  const route = createRouter({
    journeys: marketing.journeys.map(({ rules }) => rules),
    profiles,
    runs,
    events,
    executions,
    log: {
      error: (message, facts) => {
        throw new Error(`${message}: ${JSON.stringify(facts)}`);
      },
    },
  });
  const runStage = createRunStage({
    profiles,
    runs,
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
        return mailer.send(mail);
      },
    },
  });

  return {
    meter,
    executions,

    /** One request of the public API. */
    post: async (batch: readonly unknown[], sentAt: Date) => {
      meter.counts.apiRequests += 1;
      meter.counts.logBytes += accessLogBytes;
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
      if (records.length === 0) return;
      const account = await project(records);
      const [failure] = account.failures;
      if (failure) throw new Error('the projector failed', { cause: failure.error });
      report(account, records.length);
      const groups = new Set(records.map(({ partition }) => partition)).size;
      // Read, write, publish, for eight profiles at a time.
      invoked(meter.counts, 'project-profiles', billedMilliseconds(3 * Math.ceil(groups / 8), 0.1 * records.length));
    },

    /** Routes what was published since: one message sent by the bus for each, and a receive and a delete for each delivery. */
    route: async (perDelivery: number) => {
      while (signals.length > 0) {
        const delivery = signals.splice(0, perDelivery);
        meter.counts.queueRequests += delivery.length + 2;
        invoked(meter.counts, 'route-signals', billedMilliseconds(6));
        const { batchItemFailures } = await route(sqsEvent(delivery));
        if (batchItemFailures.length > 0) throw new Error('signals were not routed');
      }
    },

    runStage: async (input: unknown) => {
      // The run, the profile, a claim, two moves, SES (three) and the event.
      invoked(meter.counts, 'run-stage', billedMilliseconds(9, 10));
      return await runStage(input);
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
