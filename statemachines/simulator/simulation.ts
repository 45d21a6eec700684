import type { SQSRecord } from 'aws-lambda';
import { createProjector } from '#functions/project-profiles/projector.ts';
import { createHandler as createRecorder } from '#functions/record-mail-events/handler.ts';
import { createHandler as createRouter } from '#functions/route-signals/handler.ts';
import { createHandler as createRunStage } from '#functions/run-stage/handler.ts';
import { listenedNames, publishedEventsOf } from '#infra/listened-events.ts';
import type { Marketing } from '#infra/marketing.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryPutAside } from '#shared/adapters/memory/put-aside.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createMemorySendLedger } from '#shared/adapters/memory/send-ledger.ts';
import { createMemorySuppressions } from '#shared/adapters/memory/suppressions.ts';
import { createMemoryTaskStore } from '#shared/adapters/memory/task-store.ts';
import { decideEntry } from '#shared/domain/journey/decide-entry.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { Task } from '#shared/domain/journey/task.ts';
import { emailDigest, isProfileId, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import type { Send } from '#shared/domain/sending/send.ts';
import { type BehaviourEvent, busSource } from '#shared/events/behaviour-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Mail, MailOutcome } from '#shared/ports/mailer.ts';
import type { Moment } from './moment.ts';
import { readEvent } from './read-event.ts';
import { createSimulatedExecutions, type ExecutionNews } from './simulated-executions.ts';
import { createVirtualClock } from './virtual-clock.ts';

export interface SimulationSetting {
  readonly marketing: Pick<Marketing, 'journeys' | 'messages' | 'channels' | 'counted'>;
  readonly startsAt: Date;
  /**
   * `stories`: every moment and every mail is kept, for timelines. `counts`: nothing that grows with time is kept besides what the
   * stores hold; listen with `onMoment`.
   */
  readonly keep?: 'stories' | 'counts';
  readonly onMoment?: (moment: Moment) => void;
  /** What the mail provider answers. It accepts everything if this is left out. */
  readonly answerMail?: (mail: Mail, at: Date) => MailOutcome;
  /** What becomes of an accepted mail, a minute later. Nothing is heard of it if this is left out. */
  readonly reportMail?: (mail: Mail, at: Date) => 'bounces' | 'complains' | undefined;
}

/** A mail that the provider accepted. */
export interface SimulatedMail extends Mail {
  readonly at: string;
}

export interface Simulation {
  /** The virtual clock's time. */
  now(): Date;
  /**
   * Plans an event, as the API takes it (Segment's form), to arrive at an instant that is not over. Without a time of its own it also
   * happens then.
   *
   * @throws EventRefused
   */
  send(event: Readonly<Record<string, unknown>>, at: Date): void;
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
  const { marketing, startsAt, keep = 'stories' } = setting;
  const clock = createVirtualClock(startsAt.getTime());
  const profiles = createMemoryProfileStore({ refuses: keep === 'stories' });
  const runs = createMemoryRunStore();
  const tasks = createMemoryTaskStore();
  const suppressions = createMemorySuppressions();
  const ledger = createMemorySendLedger({ profiles, runs, suppressions });
  const events = createMemoryEventStore();
  const putAside = createMemoryPutAside();
  const moments: Moment[] = [];
  const mails: SimulatedMail[] = [];
  const nowText = () => clock.now().toISOString();

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
  const { declared, published, publishedAfter } = publishedEventsOf(marketing.journeys, marketing.counted, []);
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
  });

  const record = createRecorder({ ledger, suppressions, events });
  const runStage = createRunStage({
    profiles,
    runs,
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
  });

  const onNews = (news: ExecutionNews): void => {
    const { journey, runId, profileId } = news.input;
    if (!isProfileId(profileId)) throw new Error('an execution of nobody');
    const where = { at: nowText(), profileId, journey, runId };
    if (news.kind === 'waits') tell({ kind: 'waits', ...where, state: news.state, until: news.until });
    if (news.kind === 'failed') tell({ kind: 'failed', ...where, error: news.error });
    if (news.kind === 'ended' && news.how === 'timed-out') tell({ kind: 'failed', ...where, error: 'States.Timeout' });
  };
  const executions = createSimulatedExecutions({
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
      const decision = decideEntry(event, journey, customer.id, await runs.list([customer.id, ...customer.aliases]));
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

  return {
    now: clock.now,
    mails,
    send: (sent, at) => {
      if (at < clock.now()) throw new Error(`it is ${nowText()} already: nothing can arrive at ${at.toISOString()}`);
      const event = readEvent(sent, at, newMessageId);
      lastEventAt = Math.max(lastEventAt, at.getTime());
      clock.plan(at.getTime(), async () => {
        await events.put([event]);
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
  };
};

const runStageArn = 'arn:aws:lambda:simulated-1:000000000000:function:run-stage';

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
