import { createHandler as createRecorder } from '#functions/record-mail-events/handler.ts';
import { listenedNames } from '#infra/listened-events.ts';
import type { Marketing } from '#infra/marketing.ts';
import { compiledSegmentsOf } from '#infra/segment-files.ts';
import { createMemoryStores } from '#shared/adapters/memory/stores.ts';
import { type Chance, hashChance } from '#shared/domain/journey/chance.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { Task } from '#shared/domain/journey/task.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { emailDigest, isProfileId, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import { traitValues } from '#shared/domain/profile/traits.ts';
import { conditionsOf } from '#shared/domain/segment/conditions-of.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';
import type { Send } from '#shared/domain/sending/send.ts';
import type { BehaviourEvent } from '#shared/events/behaviour-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import type { Executions } from '#shared/ports/executions.ts';
import type { Moment } from './moment.ts';
import { segmentsAskedFor } from './named-steps.ts';
import { readEvent } from './read-event.ts';
import { rememberingReader } from './read-stage.ts';
import { rememberingEvaluator } from './remembering-evaluator.ts';
import { simulatedCoupons } from './simulated-coupons.ts';
import { createSimulatedExecutions, type ExecutionNews, type SimulatedExecutionsDeps } from './simulated-executions.ts';
import { createSimulatedMailer, type MailFate, type SimulatedMail } from './simulated-mailer.ts';
import { type AnswerWebhook, simulatedWebhooks } from './simulated-webhooks.ts';
import { planSweeps } from './sweeps.ts';
import { createVirtualClock } from './virtual-clock.ts';
import { whoStaysOut } from './who-stays-out.ts';
import { wireFunctions } from './wire-functions.ts';

export interface SimulationSetting extends MailFate {
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
  readonly answerWebhook?: AnswerWebhook;
  /** Coupons whose pools are empty. All others never run out: no codes are loaded for a simulation. */
  readonly couponsNoneLeft?: ReadonlySet<string>;
  /** A segment that is looked at though no journey asks for it. */
  readonly watched?: string;
  /** What runs the state machines; for tests of what usually does. */
  readonly createExecutions?: (deps: SimulatedExecutionsDeps) => Executions;
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
  profile(profileId: string): Promise<Profile | undefined>;
}

/** No journey may take longer than a year, and customers may enter again. */
const longestRun = 2 * 366 * 86_400_000;

/**
 * The whole path in this process, on a virtual clock: the functions' own handlers over in-memory adapters that keep the promises of the
 * real ones, and the compiled state machines. What happens takes no time, and everything that follows from it at the same instant is
 * done before the clock moves on. Nothing is random and nothing leaves the process.
 */
export const createSimulation = (setting: SimulationSetting): Simulation => {
  const { marketing, startsAt, keep = 'stories', chance = hashChance } = setting;
  const clock = createVirtualClock(startsAt.getTime());
  const stores = createMemoryStores({ refuses: keep === 'stories', copies: keep === 'stories' });
  const { profiles, runs, tasks, ledger, events, suppressions, putAside } = stores;
  const segments = segmentsThatMatter(marketing, setting.watched);
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

  const heard = new Set(listenedNames(marketing.journeys));
  const signals: BehaviourEvent[] = [];
  const record = createRecorder({ ledger, runs, suppressions, events });
  const { project, route } = wireFunctions({
    ...stores,
    marketing,
    conditions,
    evaluate,
    chance,
    clock: clock.now,
    bus: {
      publish: async (behaviours) => {
        signals.push(...behaviours.filter(({ event }) => heard.has(event.name)));
      },
    },
    coupons: simulatedCoupons(setting.couponsNoneLeft),
    webhooks: simulatedWebhooks(marketing.destinations, clock, setting.answerWebhook),
    unsubscribeLink: async ({ sendId }) => `https://simulated.example/v1/unsubscribe/${sendId}`,
    mailer: createSimulatedMailer({
      ...setting,
      clock,
      onAccepted: (mail) => {
        if (keep === 'stories') mails.push(mail);
      },
      onReport: async (report) => {
        await record(report);
        await settle();
      },
    }),
    readStage: rememberingReader(),
    createExecutions: (runStage) =>
      (setting.createExecutions ?? createSimulatedExecutions)({
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
        // What runs is started by events, and so after all this is made.
        onNews: (news) => onNews(news),
      }),
  });
  const staysOut = whoStaysOut({
    journeys: marketing.journeys.map(({ rules }) => rules),
    profiles,
    runs,
    conditions,
    chance,
    clock,
  });

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
      for (const stays of await staysOut(next)) tell({ kind: 'stayed-out', at: nowText(), ...stays });
      await route(next);
    }
    const [refused] = putAside.records;
    if (refused !== undefined) throw new Error(`an event cannot be folded: ${refused.reason}`);
  };

  /** All ids of the customers meant. */
  const idsOf = async (id: string | undefined): Promise<readonly ProfileId[]> => {
    if (id === undefined) return [...profiles.stored.keys()];
    if (!isProfileId(id)) return [];
    const root = await rootProfile((each) => profiles.load(each), id);
    return root === undefined ? [id] : [root.id, ...root.aliases];
  };

  const profileOf = async (id: string): Promise<Profile | undefined> =>
    isProfileId(id) ? rootProfile((each) => profiles.load(each), id) : undefined;

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
      const profile = await profileOf(profileId);
      return profile === undefined ? {} : traitValues(profile);
    },
    profile: profileOf,
  };
};

/** Those that it matters for which customers are in them: nobody would hear of the others, and to look at them takes most of the time. */
const segmentsThatMatter = (marketing: Marketing, watched: string | undefined): CompiledSegments => {
  const compiled = compiledSegmentsOf(marketing);
  const all = compiled.segments.map(({ segment }) => segment);
  const asked = new Set([watched, ...marketing.journeys.flatMap((journey) => segmentsAskedFor(journey, all))]);
  return { ...compiled, segments: compiled.segments.filter(({ segment }) => asked.has(segment)) };
};

const runStageArn = 'arn:aws:lambda:simulated-1:000000000000:function:run-stage';
