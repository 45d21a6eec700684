import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { Task } from '#shared/domain/journey/task.ts';
import { segmentsOf } from '#shared/domain/segment/segment.ts';
import type { Send } from '#shared/domain/sending/send.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import { inUnits } from './behaviour-of.ts';
import type { Counter, Profile } from './profile.ts';
import type { ProfileId } from './profile-id.ts';
import type { ProfileView } from './profile-view.ts';
import { emailOf } from './traits.ts';

/** What the stores know of one customer. */
export interface KnownOfCustomer {
  readonly profile: Profile;
  readonly runs: readonly JourneyRun[];
  readonly sends: readonly Send[];
  readonly tasks: readonly Task[];
  readonly timeline: { readonly events: readonly CustomerEvent[]; readonly unreadable?: number; readonly next?: string };
  readonly alsoMatching?: readonly ProfileId[];
}

/** Puts together what the stores know of one customer, in words for people and programs outside. */
export const viewOf = ({ profile, runs, sends, tasks, timeline, alsoMatching = [] }: KnownOfCustomer): ProfileView => {
  const stated = Object.entries(profile.traits).filter(([, { value }]) => value !== null);
  return {
    id: profile.id,
    known: profile.id.startsWith('user:'),
    ...optional('userId', profile.userId),
    ...optional('email', emailOf(profile.traits)),
    aliases: [...profile.aliases],
    ...optional('firstSeenAt', profile.firstSeenAt),
    ...optional('lastSeenAt', profile.lastSeenAt),
    traits: Object.fromEntries(stated.map(([name, { value }]): [string, Json] => [name, value])),
    traitTimes: Object.fromEntries(stated.map(([name, { at }]) => [name, at])),
    events: sortedCounters(profile.events),
    ...optional('otherEvents', profile.other),
    channels: sortedCounters(profile.channels),
    groups: profile.groups,
    orders: { ...profile.orders, revenue: inUnits(profile.orders.revenue) },
    subscriptions: Object.fromEntries(
      Object.entries(profile.subscriptions).map(([channel, { state, at }]) => [channel, { state, at }]),
    ),
    segments: Object.fromEntries(segmentsOf(profile.segments).map((name) => [name, { since: profile.segments[name]?.at ?? '' }])),
    journeys: runs.map((run) => ({
      journey: run.journey,
      runId: run.runId,
      number: run.number,
      state: run.state,
      enteredAt: run.enteredAt,
      ...optional('endedAt', run.endedAt),
      ...optional('endReason', run.endReason),
      ...optional('convertedAt', run.convertedAt),
    })),
    messages: sends
      .toSorted((a, b) => (a.claimedAt < b.claimedAt ? 1 : a.claimedAt > b.claimedAt ? -1 : 0))
      .map((send) => ({
        sendId: send.sendId,
        message: send.message,
        journey: send.journey,
        step: send.step,
        state: send.state,
        claimedAt: send.claimedAt,
        ...optional('sentAt', send.sentAt),
        ...optional('reason', send.reason),
      })),
    tasks: tasks.map(({ taskId, title, assignee, journey, state, createdAt, dueAt }) => ({
      taskId,
      title,
      assignee,
      journey,
      state,
      createdAt,
      dueAt,
    })),
    timeline: {
      events: [...timeline.events],
      ...optional('unreadable', timeline.unreadable),
      ...optional('next', timeline.next),
    },
    ...(alsoMatching.length === 0 ? {} : { alsoMatching: [...alsoMatching] }),
  };
};

const optional = <Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T } =>
  (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T };

/** The most frequent first: what a reader looks for. */
const sortedCounters = (counters: Readonly<Record<string, Counter>>): Record<string, Counter> =>
  Object.fromEntries(Object.entries(counters).toSorted(([, a], [, b]) => b.count - a.count));
