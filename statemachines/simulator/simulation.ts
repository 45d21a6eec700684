import type { SQSRecord } from 'aws-lambda';
import { createProjector } from '#functions/project-profiles/projector.ts';
import { createHandler as createRecorder } from '#functions/record-mail-events/handler.ts';
import { createHandler as createRouter } from '#functions/route-signals/handler.ts';
import { createHandler as createRunStage } from '#functions/run-stage/handler.ts';
import { listenedNames, publishedEventsOf } from '#infra/listened-events.ts';
import type { Marketing } from '#infra/marketing.ts';
import { compiledSegmentsOf } from '#infra/segment-files.ts';
import { createMemoryCouponStore } from '#shared/adapters/memory/coupon-store.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryPutAside } from '#shared/adapters/memory/put-aside.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createMemorySendLedger } from '#shared/adapters/memory/send-ledger.ts';
import { createMemorySuppressions } from '#shared/adapters/memory/suppressions.ts';
import { createMemoryTaskStore } from '#shared/adapters/memory/task-store.ts';
import { createMemoryWaitStore } from '#shared/adapters/memory/wait-store.ts';
import { type Chance, hashChance } from '#shared/domain/journey/chance.ts';
import { decideEntry } from '#shared/domain/journey/decide-entry.ts';
import { createHolds } from '#shared/domain/journey/holds.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { Task } from '#shared/domain/journey/task.ts';
import { emailDigest, isProfileId, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import { traitValues } from '#shared/domain/profile/traits.ts';
import { conditionsOf } from '#shared/domain/segment/conditions-of.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';
import { policiesOf } from '#shared/domain/sending/policies.ts';
import type { Send } from '#shared/domain/sending/send.ts';
import type { WebhookAnswer } from '#shared/domain/webhook/webhook-answer.ts';
import { type BehaviourEvent, busSource } from '#shared/events/behaviour-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import type { CouponStore } from '#shared/ports/coupon-store.ts';
import type { Executions } from '#shared/ports/executions.ts';
import type { Mail, MailOutcome } from '#shared/ports/mailer.ts';
import type { WebhookDelivery } from '#shared/ports/webhooks.ts';
import type { Moment } from './moment.ts';
import { segmentsAskedFor } from './named-steps.ts';
import { readEvent } from './read-event.ts';
import { rememberingReader } from './read-stage.ts';
import { rememberingEvaluator } from './remembering-evaluator.ts';
import { createSimulatedExecutions, type ExecutionNews, type SimulatedExecutionsDeps } from './simulated-executions.ts';
import { planSweeps } from './sweeps.ts';
import { createVirtualClock } from './virtual-clock.ts';

export interface SimulationSetting {
  readonly marketing: Marketing;
  readonly startsAt: Date;
  /**
   * `stories`: every moment and every mail is kept, for timelines. `counts`: nothing that grows with time is kept besides what the
   * stores hold; listen with `onMoment`.
   */
  readonly keep?: 'stories' | 'counts';
  readonly onMoment?: (moment: Moment) => void;
  /** Who is held out, and who gets which variant: by the hash that decides it everywhere, if this is left out. */
  readonly chance?: Chance;
  /** What the receiver of a webhook answers, by its destination. It takes everything if this is left out. */
  readonly answerWebhook?: (destination: string, delivery: WebhookDelivery, at: Date) => WebhookAnswer;
  /** Coupons whose pools are empty. All others never run out: no codes are loaded for a simulation. */
  readonly couponsNoneLeft?: ReadonlySet<string>;
  /** What runs the state machines; for tests of what usually does. */
  readonly createExecutions?: (deps: SimulatedExecutionsDeps) => Executions;
  /** What the mail provider answers. It accepts everything if this is left out. */
  readonly answerMail?: (mail: Mail, at: Date) => MailOutcome;
  /** What becomes of an accepted mail, a minute later. Nothing is heard of it if this is left out. */
  readonly reportMail?: (mail: Mail, at: Date) => 'bounces' | 'complains' | undefined;
}

/** A mail that the provider accepted. */
export interface SimulatedMail extends Mail {
  readonly at: string;
}

/** An event as the API takes it. */
export type SentEvent = Readonly<Record<string, unknown>>;

export interface Simulation {
  /** The virtual clock's time. */
  now(): Date;
  /**
   * Plans an event, as the API takes it (Segment's form), to arrive at an instant that is not over. Without a time of its own it also
   * happens then. What is not known before can be made when it is due; then it is refused then.
   *
   * @throws EventRefused
   */
  send(event: SentEvent | (() => Promise<SentEvent>), at: Date): void;
  /** Does everything up to and including the instant. */
  advanceTo(at: Date): Promise<void>;
  /** Does everything until nothing is due any more, but nothing that is due more than two years after the last event. */
  runToEnd(): Promise<void>;
  /** Addresses to which nothing may be sent, from now on. */
  suppress(email: string): Promise<void>;
  /** What happened to a customer and those merged with them, in order. Needs `keep: 'stories'`. */
  timeline(profileId: string): Promise<readonly Moment[]>;
  /** Every mail, in order. Empty with `keep: 'counts'`. */
  readonly mails: readonly SimulatedMail[];
  /** Of one customer, or of all. */
  sends(profileId?: string): Promise<readonly Send[]>;
  tasks(profileId?: string): Promise<readonly Task[]>;
  runs(profileId?: string): Promise<readonly JourneyRun[]>;
  /** What is known of a customer now. */
  traits(profileId: string): Promise<Readonly<Record<string, Json>>>;
}

/** No journey may take longer than a year, and customers may enter again. */
const longestRun = 2 * 366 * 86_400_000;
const reportDelay = 60_000;

/**
 * The whole path in this process, on a virtual clock: the functions' own handlers over in-memory adapters that keep the promises of the
 * real ones, and the compiled state machines. What happens takes no time, and everything that follows from it at the same instant is
 * done before the clock moves on. Nothing is random and nothing leaves the process.
 */
export const createSimulation = (setting: SimulationSetting): Simulation => {
  const { marketing, startsAt, keep = 'stories', chance = hashChance } = setting;
  const clock = createVirtualClock(startsAt.getTime());
  const profiles = createMemoryProfileStore({ refuses: keep === 'stories' });
  const runs = createMemoryRunStore();
  const tasks = createMemoryTaskStore();
  const suppressions = createMemorySuppressions();
  const ledger = createMemorySendLedger({ profiles, runs, suppressions });
  const events = createMemoryEventStore({ copies: keep === 'stories' });
  const putAside = createMemoryPutAside();
  const waits = createMemoryWaitStore();
  const segments = segmentsThatMatter(marketing);
  const conditions = conditionsOf(segments);
  const evaluate = rememberingEvaluator(segments, conditions);
  const moments: Moment[] = [];
  const mails: SimulatedMail[] = [];
  // Much happens at one instant.
  let saidLast = { at: Number.NaN, text: '' };
  const nowText = () => {
    const now = clock.now();
    if (now.getTime() !== saidLast.at) saidLast = { at: now.getTime(), text: now.toISOString() };
    return saidLast.text;
  };

  const tell = (moment: Moment): void => {
    if (keep === 'stories') moments.push(moment);
    setting.onMoment?.(moment);
  };

  const unfolded: { readonly event: CustomerEvent; readonly sequenceNumber: string }[] = [];
  events.onInsert((event, sequenceNumber) => {
    unfolded.push({ event, sequenceNumber });
    tell({ kind: 'event', at: nowText(), profileId: event.profileId, event });
  });

  const rules = marketing.journeys.map((journey) => journey.rules);
  const heard = new Set(listenedNames(marketing.journeys));
  const { declared, published, publishedAfter, publishedSegments } = publishedEventsOf(marketing.journeys, marketing.counted, []);
  const signals: BehaviourEvent[] = [];
  const project = createProjector({
    profiles,
    bus: {
      publish: async (behaviours) => {
        signals.push(...behaviours.filter(({ event }) => heard.has(event.name)));
      },
    },
    putAside,
    declared: new Set(declared),
    published: published === 'all' ? 'all' : new Set(published),
    publishedAfter,
    publishedSegments: publishedSegments === 'all' ? 'all' : new Set(publishedSegments),
    segmentation: { evaluate, events, clock: clock.now },
  });

  const record = createRecorder({ ledger, suppressions, events });
  const runStage = createRunStage(
    {
      profiles,
      runs,
      waits,
      ...policiesOf({
        usual: marketing.sending.policy,
        journeys: Object.fromEntries(marketing.journeys.map(({ journey, sending }) => [journey, sending])),
      }),
      coupons: simulatedCoupons(setting.couponsNoneLeft),
      couponDefinitions: new Map(marketing.coupons.map((definition) => [definition.coupon, definition])),
      webhooks: {
        deliver: async (delivery) =>
          setting.answerWebhook?.(destinationOf(delivery, marketing.destinations), delivery, clock.now()) ?? {
            kind: 'answered',
            status: 200,
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
      unsubscribeLink: async ({ sendId }) => `https://simulated.example/v1/unsubscribe/${sendId}`,
      clock: clock.now,
      mailer: {
        send: async (mail) => {
          const at = clock.now();
          const outcome = setting.answerMail?.(mail, at) ?? { kind: 'accepted', sesMessageId: `simulated-${mail.sendId}` };
          if (outcome.kind !== 'accepted') return outcome;
          if (keep === 'stories') mails.push({ ...mail, at: at.toISOString() });
          const report = setting.reportMail?.(mail, at);
          if (report !== undefined) {
            clock.plan(at.getTime() + reportDelay, async () => {
              await record(mailReport(report, mail, clock.now()));
              await settle();
            });
          }
          return outcome;
        },
      },
    },
    rememberingReader(),
  );

  const onNews = (news: ExecutionNews): void => {
    const { journey, runId, profileId } = news.input;
    if (!isProfileId(profileId)) throw new Error('an execution of nobody');
    const where = { at: nowText(), profileId, journey, runId };
    if (news.kind === 'waits') {
      const { state, until, waitsFor } = news;
      tell({ kind: 'waits', ...where, state, until, waitsFor });
    }
    if (news.kind === 'failed') tell({ kind: 'failed', ...where, error: news.error });
    if (news.kind === 'ended' && news.how === 'timed-out') tell({ kind: 'failed', ...where, error: 'States.Timeout' });
  };
  const executions = (setting.createExecutions ?? createSimulatedExecutions)({
    clock,
    machines: new Map(marketing.journeys.map(({ journey, definition }) => [journey, definition(runStageArn)])),
    invoke: async (functionArn, payload) => {
      if (functionArn !== runStageArn) throw new Error(`the simulator has no function ${functionArn}`);
      try {
        return await runStage(payload);
      } finally {
        await settle();
      }
    },
    onNews,
  });
  const route = createRouter({
    journeys: rules,
    profiles,
    runs,
    events,
    executions,
    waits,
    tasks,
    conditions,
    chance,
    clock: clock.now,
    log: {
      error: (message, facts) => {
        throw new Error(`${message}: ${JSON.stringify(facts)}`);
      },
    },
  });

  /** Folds and routes until nothing new comes of it. */
  const settle = async (): Promise<void> => {
    while (unfolded.length > 0 || signals.length > 0) {
      const records = unfolded.splice(0).map(({ event, sequenceNumber }) => ({
        partition: event.profileId,
        sortKey: `E#${event.originalTimestamp}#${event.messageId}`,
        sequenceNumber,
        content: { kind: 'event' as const, event },
      }));
      if (records.length > 0) {
        const { failures } = await project(records);
        const [failure] = failures;
        if (failure !== undefined) throw new Error('an event could not be folded', { cause: failure.error });
      }
      const next = signals.shift();
      if (next === undefined) continue;
      await tellWhoStaysOut(next);
      const { batchItemFailures } = await route({ Records: [queued(next)] });
      if (batchItemFailures.length > 0) throw new Error(`the event ${next.event.name} could not be routed`);
    }
    const [refused] = putAside.records;
    if (refused !== undefined) throw new Error(`an event cannot be folded: ${refused.reason}`);
  };

  /** Asks the rules first, because those who are not let in leave no trace. */
  const tellWhoStaysOut = async ({ event, profile }: BehaviourEvent): Promise<void> => {
    for (const journey of rules.filter(({ enter }) => enter.on === event.name)) {
      const customer = await rootProfile((id) => profiles.load(id), profile.id);
      if (customer === undefined) return;
      const known = await runs.list([customer.id, ...customer.aliases]);
      const holds = createHolds(conditions, { profile: customer, now: clock.now() });
      const decision = decideEntry(event, journey, customer.id, known, { holds, chance });
      if (decision.kind !== 'stay-out') continue;
      const where = { at: nowText(), profileId: event.profileId, journey: journey.journey };
      tell({ kind: 'stayed-out', ...where, event, reason: decision.reason });
    }
  };

  /** All ids of the customers meant. */
  const idsOf = async (id: string | undefined): Promise<readonly ProfileId[]> => {
    if (id === undefined) return [...profiles.stored.keys()];
    if (!isProfileId(id)) return [];
    const root = await rootProfile((each) => profiles.load(each), id);
    return root === undefined ? [id] : [root.id, ...root.aliases];
  };

  let ids = 0;
  let lastEventAt = startsAt.getTime();
  const newMessageId = (): string => {
    ids += 1;
    return `simulated-${ids}`;
  };

  planSweeps({ marketing, segments, profiles, events, evaluate, clock, settle, lastEventAt: () => lastEventAt });

  return {
    now: clock.now,
    mails,
    send: (sent, at) => {
      if (at < clock.now()) throw new Error(`it is ${nowText()} already: nothing can arrive at ${at.toISOString()}`);
      const event = typeof sent === 'function' ? undefined : readEvent(sent, at, newMessageId);
      lastEventAt = Math.max(lastEventAt, at.getTime());
      clock.plan(at.getTime(), async () => {
        await events.put([event ?? readEvent(typeof sent === 'function' ? await sent() : sent, at, newMessageId)]);
        await settle();
      });
    },
    advanceTo: (at) => clock.advanceTo(at.getTime()),
    runToEnd: () => clock.runToEnd(lastEventAt + longestRun),
    suppress: (email) => suppressions.add(emailDigest(email), 'bounce', nowText()),
    timeline: async (profileId) => {
      const wanted = new Set(await idsOf(profileId));
      return moments.filter((moment) => wanted.has(moment.profileId));
    },
    sends: async (profileId) => ledger.list(await idsOf(profileId)),
    tasks: async (profileId) => tasks.list(await idsOf(profileId)),
    runs: async (profileId) => runs.list(await idsOf(profileId)),
    traits: async (profileId) => {
      const profile = isProfileId(profileId) ? await rootProfile((id) => profiles.load(id), profileId) : undefined;
      return profile === undefined ? {} : traitValues(profile);
    },
  };
};

/** Those that it matters for which customers are in them: nobody would hear of the others, and to look at them takes most of the time. */
const segmentsThatMatter = (marketing: Marketing): CompiledSegments => {
  const compiled = compiledSegmentsOf(marketing);
  const all = compiled.segments.map(({ segment }) => segment);
  const asked = new Set(marketing.journeys.flatMap((journey) => segmentsAskedFor(journey, all)));
  return { ...compiled, segments: compiled.segments.filter(({ segment }) => asked.has(segment)) };
};

/** Coupons of which only those that are said to be are used up, with the same codes in every story. */
const simulatedCoupons = (noneLeft: ReadonlySet<string> = new Set()): CouponStore => {
  const store = createMemoryCouponStore(theSameEveryTime());
  return {
    ...store,
    issue: (request, source) => {
      if (source.kind === 'generate') return store.issue(request, source);
      if (noneLeft.has(request.coupon)) return store.refuse(request, 'none-left');
      return store.issue(request, { kind: 'generate', pattern: `${request.coupon.toUpperCase()}-########` });
    },
  };
};

/** The destination that a delivery goes to. Two of the same address and secret are one receiver, and the first stands for both. */
const destinationOf = (delivery: WebhookDelivery, destinations: Marketing['destinations']): string => {
  const found = destinations.find((each) =>
    each.kind === 'webhook'
      ? delivery.kind === 'webhook' && each.url === delivery.url && each.secret === delivery.secret
      : delivery.kind === 'mailchimp' && each.audience === delivery.audience && each.secret === delivery.secret,
  );
  return found?.destination ?? '';
};

const runStageArn = 'arn:aws:lambda:simulated-1:000000000000:function:run-stage';

/** Codes need not be secret here, and a story that is told twice shall be the same: a linear congruential generator (Numerical Recipes). */
const theSameEveryTime = (): ((limit: number) => number) => {
  let state = 1;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
};

/** As the bus's rule puts it into the queue. */
const queued = (detail: BehaviourEvent): SQSRecord => ({
  messageId: detail.event.messageId,
  receiptHandle: '',
  body: JSON.stringify({ source: busSource, 'detail-type': detail.event.name, detail }),
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '', SenderId: '', ApproximateFirstReceiveTimestamp: '' },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: '',
  eventSourceARN: '',
  awsRegion: '',
});

/** As SES tells it. */
const mailReport = (what: 'bounces' | 'complains', mail: Mail, at: Date) => {
  const timestamp = at.toISOString();
  const recipients = [{ emailAddress: mail.to }];
  return {
    source: 'aws.ses',
    detail: {
      mail: {
        timestamp,
        messageId: `simulated-${mail.sendId}`,
        tags: Object.fromEntries(Object.entries({ sendId: mail.sendId, ...mail.tags }).map(([name, value]) => [name, [value]])),
      },
      ...(what === 'bounces'
        ? {
            eventType: 'Bounce',
            bounce: { timestamp, bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: recipients },
          }
        : { eventType: 'Complaint', complaint: { timestamp, complainedRecipients: recipients } }),
    },
  };
};
