import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createHandler as createIngest } from '#functions/ingest-events/handler.ts';
import { reportProjection } from '#functions/project-profiles/report-projection.ts';
import { listenedNames } from '#infra/listened-events.ts';
import type { Marketing } from '#infra/marketing.ts';
import { compiledSegmentsOf } from '#infra/segment-files.ts';
import { createMemoryEventBus } from '#shared/adapters/memory/event-bus.ts';
import { createMemoryExecutions } from '#shared/adapters/memory/executions.ts';
import { createMemoryKeyStore } from '#shared/adapters/memory/key-store.ts';
import { createMemoryMailer } from '#shared/adapters/memory/mailer.ts';
import { createMemoryRejectedEvents } from '#shared/adapters/memory/rejected-events.ts';
import { hashOfKey } from '#shared/domain/access/api-key.ts';
import type { Conditions } from '#shared/domain/condition/conditions.ts';
import type { Chance } from '#shared/domain/journey/chance.ts';
import { conditionsOf } from '#shared/domain/segment/conditions-of.ts';
import { evaluator } from '#shared/domain/segment/evaluator.ts';
import type { BehaviourEvent } from '#shared/events/behaviour-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Executions } from '#shared/ports/executions.ts';
import { wireFunctions } from '#statemachines/simulator/wire-functions.ts';
import type { Deployed } from './deployed.ts';
import { ourLogLineBytes } from './log-bytes.ts';
import { billedMilliseconds, type Counts, invoked, noCounts } from './meter.ts';
import { createMeteredStores } from './metered-stores.ts';

const key = `wk_${'b'.repeat(32)}`;

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
  const { ports, uncounted } = createMeteredStores({
    meter,
    counted,
    decide: (step, label) => setting.decide?.(step, label) ?? label,
  });
  const pending: { event: CustomerEvent; sequenceNumber: string }[] = [];
  uncounted.events.onInsert((event, sequenceNumber) => pending.push({ event, sequenceNumber }));

  const logs =
    (level: string) =>
    (message: string, facts: Readonly<Record<string, unknown>>): void => {
      meter.counts.logBytes += ourLogLineBytes(level, message, facts);
    };
  const segments = compiledSegmentsOf(marketing);
  const answers = conditionsOf(segments);
  const conditions: Conditions = {
    ...answers,
    holds: (text, facts) => {
      const settled = setting.holds?.(text);
      return settled === undefined ? answers.holds(text, facts) : { holds: settled };
    },
  };
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
  const ingest = createIngest({
    events: ports.events,
    rejected: createMemoryRejectedEvents(),
    keys: createMemoryKeyStore([
      { keyHash: hashOfKey(key), kind: 'write', name: 'bench', hint: 'wk_bbbb', createdAt: '2026-01-01T00:00:00.000Z' },
    ]),
    now: clock,
    newMessageId: () => 'unused-by-messages-with-ids',
  });
  const report = reportProjection({ info: logs('INFO'), error: logs('ERROR') });
  const { project, route } = wireFunctions({
    ...ports,
    marketing,
    conditions,
    evaluate: evaluator(segments),
    chance,
    clock,
    bus,
    webhooks: {
      deliver: async () => {
        calls += callsOfWebhook;
        return { kind: 'answered', status: 200 };
      },
    },
    // As long as a signed one.
    unsubscribeLink: async () => `https://example.execute-api.us-east-1.amazonaws.com/v1/unsubscribe/${'t'.repeat(200)}`,
    mailer: {
      send: (mail) => {
        meter.counts.mails += 1;
        calls += callsOfMail;
        return mailer.send(mail);
      },
    },
    createExecutions: (runStage) => {
      const runStageOnce = async (input: unknown): Promise<unknown> => {
        calls = 0;
        try {
          return await runStage(input);
        } finally {
          // Rendering is the most of what it computes.
          invoked(meter.counts, 'run-stage', billedMilliseconds(calls, 10));
        }
      };
      return counted(setting.createExecutions?.(runStageOnce) ?? createMemoryExecutions());
    },
  });

  return {
    meter,
    events: ports.events,
    profiles: ports.profiles,

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
        for (const signal of delivery) await route(signal);
        invoked(meter.counts, 'route-signals', billedMilliseconds(calls));
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
