import * as z from 'zod';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { Task } from '#shared/domain/journey/task.ts';
import type { Send } from '#shared/domain/sending/send.ts';
import { type CustomerEvent, customerEvent, isoInstant } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import { inUnits } from './behaviour-of.ts';
import type { Counter, Profile } from './profile.ts';
import type { ProfileId } from './profile-id.ts';
import { emailOf } from './traits.ts';

const counterView = z.object({ count: z.number().int(), first: isoInstant, last: isoInstant });
const countersView = z.record(z.string(), counterView);

/** The customer in one read: the answer of `GET /v1/profiles/{id}`. */
export const profileView = z.object({
  id: z
    .string()
    .describe('The profile: `user:<userId>` or `anon:<anonymousId>`. An id that is an address is shown as its digest.'),
  known: z.boolean().describe('Whether the customer has a user id, or is an anonymous visitor so far.'),
  userId: z.string().optional(),
  email: z.string().optional().describe('The `email` trait, where it is an address.'),
  aliases: z
    .array(z.string())
    .describe('Other ids whose events belong to this customer: anonymous ids, and users merged by alias.'),
  firstSeenAt: isoInstant.optional(),
  lastSeenAt: isoInstant.optional().describe('The last event of the customer; what we sent does not count.'),
  traits: z.record(z.string(), z.unknown()).describe('As last said. Traits set to null are left out.'),
  traitTimes: z.record(z.string(), isoInstant).describe('When each trait was said.'),
  events: countersView.describe('How often, first and last, by event name, of the names declared in `marketing/features.yaml`.'),
  otherEvents: counterView.optional().describe('All other events together.'),
  channels: countersView.describe('By channel of origin.'),
  groups: z.record(z.string(), isoInstant).describe('Group id and when the customer joined.'),
  orders: z.object({
    count: z.number().int(),
    refunds: z.number().int(),
    revenue: z.record(z.string(), z.number()).describe('By currency, in its units, refunds subtracted.'),
    first: isoInstant.optional(),
    last: isoInstant.optional(),
  }),
  subscriptions: z.record(z.string(), z.object({ state: z.enum(['subscribed', 'unsubscribed']), at: isoInstant })),
  journeys: z.array(
    z.object({
      journey: z.string(),
      runId: z.string(),
      number: z.number().int(),
      state: z.string(),
      enteredAt: isoInstant,
      endedAt: isoInstant.optional(),
      endReason: z.string().optional(),
      convertedAt: isoInstant.optional(),
    }),
  ),
  messages: z
    .array(
      z.object({
        sendId: z.string(),
        message: z.string(),
        journey: z.string(),
        step: z.string(),
        state: z.string(),
        claimedAt: isoInstant,
        sentAt: isoInstant.optional(),
        reason: z.string().optional(),
      }),
    )
    .describe('The send ledger: what was sent, and what was not and why; latest first.'),
  tasks: z.array(
    z.object({
      taskId: z.string(),
      title: z.string(),
      assignee: z.string(),
      journey: z.string(),
      state: z.string(),
      createdAt: isoInstant,
      dueAt: isoInstant,
    }),
  ),
  timeline: z.object({
    events: z.array(customerEvent).describe('Newest first.'),
    next: z.string().optional().describe('Give it back as `?next=` to read on.'),
  }),
  alsoMatching: z
    .array(z.string())
    .optional()
    .describe('Further profiles with the address that was asked for, latest seen first.'),
});

/** See {@link profileView}. */
export type ProfileView = z.infer<typeof profileView>;

/** What the stores know of one customer. */
export interface KnownOfCustomer {
  readonly profile: Profile;
  readonly runs: readonly JourneyRun[];
  readonly sends: readonly Send[];
  readonly tasks: readonly Task[];
  readonly timeline: { readonly events: readonly CustomerEvent[]; readonly next?: string };
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
    timeline: { events: [...timeline.events], ...optional('next', timeline.next) },
    ...(alsoMatching.length === 0 ? {} : { alsoMatching: [...alsoMatching] }),
  };
};

const optional = <Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T } =>
  (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T };

/** The most frequent first: what a reader looks for. */
const sortedCounters = (counters: Readonly<Record<string, Counter>>): Record<string, Counter> =>
  Object.fromEntries(Object.entries(counters).toSorted(([, a], [, b]) => b.count - a.count));
