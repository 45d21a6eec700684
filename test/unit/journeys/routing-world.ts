import type { SQSRecord } from 'aws-lambda';
import { createHandler, type RouteSignalsDeps } from '#functions/route-signals/handler.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryExecutions } from '#shared/adapters/memory/executions.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createMemoryTaskStore } from '#shared/adapters/memory/task-store.ts';
import { createMemoryWaitStore } from '#shared/adapters/memory/wait-store.ts';
import { createConditions } from '#shared/domain/condition/conditions.ts';
import { type Chance, hashChance } from '#shared/domain/journey/chance.ts';
import { heardEvents } from '#shared/domain/journey/heard-events.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { emptyProfile, isMerged } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { BehaviourEvent } from '#shared/events/behaviour-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';

export const leadNurture: JourneyRules = {
  journey: 'lead-nurture',
  enter: { on: 'Lead Created', reenter: { rule: 'never' } },
  exits: [
    { on: 'Order Completed', reason: 'Order Completed' },
    { on: 'Unsubscribed', reason: 'unsubscribed' },
  ],
  goal: { on: 'Demo Booked', withinMilliseconds: 30 * 86_400_000 },
  holdout: 0,
  exitsWhen: [],
  awaited: [],
};

export const mira: ProfileId = 'user:mira';

/** `day` of November 2026, at noon; fractions are hours of the day. */
export const onDay = (day: number): string => new Date(Date.UTC(2026, 10, 1) + day * 86_400_000 - 43_200_000).toISOString();

export const anEvent = (name: string, at: string, overrides: Partial<CustomerEvent> = {}): CustomerEvent => ({
  version: 1,
  messageId: `${name}@${at}`,
  type: 'track',
  name,
  profileId: mira,
  timestamp: at,
  originalTimestamp: at,
  receivedAt: at,
  ...overrides,
});

/** What the bus would carry of an event. */
export const published = (event: CustomerEvent, profileId: ProfileId = event.profileId): BehaviourEvent => ({
  version: 1,
  event,
  profile: {
    id: profileId,
    known: profileId.startsWith('user:'),
    firstSeenAt: event.timestamp,
    lastSeenAt: event.timestamp,
    occurrences: 1,
    orders: { count: 0, revenue: {} },
  },
});

export const queued = (behaviour: BehaviourEvent, messageId = behaviour.event.messageId): SQSRecord => ({
  messageId,
  body: JSON.stringify({ version: '0', source: 'tributary', 'detail-type': behaviour.event.name, detail: behaviour }),
  receiptHandle: '',
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: '', ApproximateFirstReceiveTimestamp: '0' },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: 'us-east-1',
});

/** Routing with everything around it in memory. What happens is first folded and then delivered, as the projector does it. */
export const createRoutingWorld = (journeys: readonly JourneyRules[] = [leadNurture], chance: Chance = hashChance) => {
  const profiles = createMemoryProfileStore();
  const runs = createMemoryRunStore();
  const events = createMemoryEventStore();
  const executions = createMemoryExecutions();
  const waits = createMemoryWaitStore();
  const tasks = createMemoryTaskStore();
  const logged: unknown[] = [];
  const deps: RouteSignalsDeps = {
    journeys,
    profiles,
    runs,
    events,
    executions,
    waits,
    tasks,
    conditions: createConditions({ scores: {}, currency: 'EUR' }),
    chance,
    clock: () => new Date(onDay(60)),
    log: { error: (message, facts) => logged.push({ message, ...facts }) },
  };
  const declared = new Set(journeys.flatMap(heardEvents));

  const world = {
    ...deps,
    deps,
    tasks,
    events,
    logged,
    allExecutions: executions.all,

    /** Folds an event into its profile. Synchronously seen by whoever loads the profile next. */
    fold: async (event: CustomerEvent) => {
      const stored = (await profiles.load(event.profileId)) ?? emptyProfile(event.profileId);
      const target = isMerged(stored) ? ((await profiles.load(stored.mergedInto)) ?? stored) : stored;
      if (isMerged(target)) throw new Error('merged twice');
      await profiles.save(applyEvents(target, [event], declared));
    },

    /** Delivers a batch with the given dependencies instead of the world's own; answers with the ids that are to come again. */
    deliverWith: async (overrides: Partial<RouteSignalsDeps>, ...behaviours: readonly BehaviourEvent[]) => {
      const answer = await createHandler({ ...deps, ...overrides })({ Records: behaviours.map((it) => queued(it)) });
      return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },

    deliver: async (...behaviours: readonly BehaviourEvent[]) => world.deliverWith({}, ...behaviours),

    happen: async (event: CustomerEvent) => {
      await world.fold(event);
      return world.deliver(published(event));
    },

    runsOf: async (...ids: readonly ProfileId[]) => runs.list(ids.length === 0 ? [mira] : ids),

    /** Names of the lifecycle events in the log, in the order of their first insertion. */
    told: () => events.all().map(({ name }) => name),
  };
  return world;
};

export type RoutingWorld = ReturnType<typeof createRoutingWorld>;
