import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json, JsonObject } from '#shared/events/json.ts';
import { isOurs, type Moment, type StayedOut } from './moment.ts';
import type { NamedStep } from './named-steps.ts';
import { type StorySetting, sayLocal, storyDay } from './story-time.ts';

/**
 * One line of a contact's story. `outcome` says what kind of thing happened; steps of kinds that are not named here have the name of
 * their event in small letters with hyphens (`Coupon Issued`: `coupon-issued`).
 */
export interface TimelineEntry {
  /** Virtual time, ISO 8601 in UTC. */
  readonly at: string;
  /** Day of the story, and time on the contact's clock. */
  readonly day: number;
  readonly local: string;
  readonly outcome: string;
  /** The event, the step's id, or the wait. */
  readonly step: string;
  readonly why?: string;
  readonly journey?: string;
  readonly runId?: string;
  /** Of `sent` and `not-sent`. */
  readonly message?: string;
  readonly sendId?: string;
  /** The ledger's word for why a message did not go, or the rule that kept somebody out. */
  readonly reason?: string;
  /** Of `branch` and `variant`: which way. */
  readonly arm?: string;
  /** Of `branch`, `variant`, `resumed`, `timed-out` and a wait for an event: the step in short, as people call it. */
  readonly name?: string;
  /** Of `task`, of a wait for its completion and what comes of that, and of the event that completes it. */
  readonly title?: string;
  readonly assignee?: string;
  readonly taskId?: string;
  readonly region?: string;
  /** Of `coupon` and `no-coupon`. */
  readonly coupon?: string;
  /** Of `webhook` and `webhook-failed`. */
  readonly destination?: string;
  /** Of `segment-entered` and `segment-left`. */
  readonly segment?: string;
  /** Of `set`. */
  readonly traits?: JsonObject;
  /** Of `task`, when it is due; of `waits` and `held`, when that ends, at the latest. */
  readonly until?: string;
}

/** The journey that a story is about, as far as its timeline needs it. */
export interface TimelineOf {
  readonly journey: string;
  /** Its steps by their ids. */
  readonly steps: ReadonlyMap<string, Pick<NamedStep, 'kind' | 'name'>>;
  /** The segments it asks for. What becomes of the customer in all others is none of its story. */
  readonly segments: readonly string[];
}

/** Moments as entries of a timeline: what the contact did, and what one journey made of it. */
export const timelineOf = (moments: readonly Moment[], of: TimelineOf, setting: StorySetting): readonly TimelineEntry[] => {
  const told: Told = { ...of, names: new Map(), titles: new Map() };
  for (const moment of moments) {
    if (moment.kind !== 'event') continue;
    const { messageId, name, properties } = moment.event;
    told.names.set(messageId, name);
    if (name === 'Task Created') told.titles.set(String(properties?.taskId), String(properties?.title));
  }
  return moments.flatMap((moment) => {
    const entry = entryOf(moment, told);
    if (entry === undefined || (entry.journey !== undefined && entry.journey !== of.journey)) return [];
    if (entry.segment !== undefined && !of.segments.includes(entry.segment)) return [];
    const at = new Date(moment.at);
    return [{ at: moment.at, day: storyDay(at, setting), local: sayLocal(at, setting.timeZone), ...entry }];
  });
};

type Entry = Omit<TimelineEntry, 'at' | 'day' | 'local'>;

/** What entries are told with. */
interface Told extends TimelineOf {
  /** Of events, by their messageId. */
  readonly names: Map<string, string>;
  /** Of tasks, by their id. */
  readonly titles: Map<string, string>;
}

const entryOf = (moment: Moment, told: Told): Entry | undefined => {
  switch (moment.kind) {
    case 'event':
      return isOurs(moment.event) ? ourEvent(moment.event, told) : ownEvent(moment.event, moment.at, told);
    case 'waits': {
      const { journey, runId, state, until, waitsFor } = moment;
      // Told already by the message that is held.
      if (waitsFor.kind === 'hold') return undefined;
      const entry = { outcome: 'waits', journey, runId, until };
      return waitsFor.kind === 'time' ? { ...entry, step: state } : { ...entry, ...stepOf(waitsFor.step, told) };
    }
    case 'stayed-out': {
      const { journey, event, reason } = moment;
      return { outcome: 'stayed-out', step: event.name, journey, reason, why: stayedOutWords[reason] };
    }
    case 'failed': {
      const { journey, runId, error } = moment;
      return { outcome: 'failed', step: journey, journey, runId, why: error };
    }
  }
};

/** A step that something is waited for at; a task has a title, and all others a name. */
const stepOf = (id: string, { steps }: Told): Pick<Entry, 'step' | 'name' | 'title'> => {
  const step = steps.get(id);
  if (step === undefined) return { step: id };
  return step.kind === 'task' ? { step: id, name: step.name, title: step.name } : { step: id, name: step.name };
};

/** Why somebody is not let in. */
export const stayedOutWords: Readonly<Record<StayedOut, string>> = {
  'not-the-entry': 'nobody comes in by it',
  'under-way': 'already in the journey',
  'never-again': 'has been in the journey, and it takes nobody twice',
  'too-soon': 'the last time is not long enough ago',
  'condition-not-met': 'the condition of the entry does not hold',
  'not-in-the-audience': 'not in the audience',
  'too-old': 'it is history: it happened more than 30 days before it arrived',
};

const ownEvent = ({ name, timestamp, properties }: CustomerEvent, arrivedAt: string, { titles }: Told): Entry => {
  const taskId = properties?.taskId;
  const isTask = name === 'Task Completed' && typeof taskId === 'string';
  return {
    outcome: 'happened',
    step: name,
    ...(isTask ? { taskId, ...named('title', titles.get(taskId)) } : {}),
    ...(timestamp === arrivedAt ? {} : { why: `it happened at ${timestamp} and arrived now` }),
  };
};

/** How our own events are told. What is not here is told by its name. */
const known: Readonly<Record<string, (facts: Facts, told: Told) => Omit<Entry, 'journey' | 'runId'>>> = {
  'Journey Entered': ({ text }, { names }) => ({
    outcome: 'entered',
    step: 'enter',
    ...because(names.get(text('enteredBy') ?? '')),
  }),
  'Journey Exited': ({ text }) => ({ outcome: 'exited', step: 'exit', ...because(text('reason')) }),
  'Journey Converted': ({ text }, { names }) => ({
    outcome: 'converted',
    step: 'goal',
    ...because(names.get(text('convertedBy') ?? '')),
  }),
  'Journey Completed': ({ text }) => {
    const reason = text('reason');
    return reason === undefined || reason === 'completed'
      ? { outcome: 'completed', step: 'end' }
      : { outcome: 'ended', step: 'end', ...because(reason) };
  },
  'Journey Held Out': ({ text }, { names }) => ({
    outcome: 'held-out',
    step: 'enter',
    ...because(names.get(text('enteredBy') ?? '')),
  }),
  'Branch Taken': ({ text }, told) => ({
    outcome: 'branch',
    ...stepOf(text('step') ?? 'branch', told),
    ...named('arm', text('arm')),
  }),
  'Variant Assigned': ({ text }, told) => ({
    outcome: 'variant',
    ...stepOf(text('step') ?? 'split', told),
    ...named('arm', text('variant')),
  }),
  'Wait Ended': ({ text }, told) => ({
    outcome: text('way') === 'came' ? 'resumed' : 'timed-out',
    ...stepOf(text('step') ?? 'wait', told),
  }),
  'Profile Identified': ({ text, traits }) => ({ outcome: 'set', step: text('step') ?? 'set', traits }),
  'Email Held': (facts) => ({
    outcome: 'held',
    ...mailFacts(facts),
    ...named('reason', facts.text('because')),
    ...because(heldBecause(facts)),
    ...named('until', facts.text('until')),
  }),
  'Email Sent': (facts) => ({ outcome: 'sent', ...mailFacts(facts) }),
  'Email Not Sent': (facts) => ({
    outcome: 'not-sent',
    ...mailFacts(facts),
    ...because(facts.text('explanation')),
    ...named('reason', facts.text('reason')),
  }),
  'Task Created': ({ text }) => ({
    outcome: 'task',
    step: text('step') ?? text('title') ?? 'task',
    ...named('title', text('title')),
    ...named('assignee', text('assignee')),
    ...named('taskId', text('taskId')),
    ...named('region', text('region')),
    ...named('until', text('dueAt')),
  }),
  'Coupon Issued': (facts) => ({ outcome: 'coupon', ...couponFacts(facts), ...named('until', facts.text('expiresAt')) }),
  'Coupon Not Issued': (facts) => ({ outcome: 'no-coupon', ...couponFacts(facts), ...whyNot(facts) }),
  'Webhook Delivered': (facts) => ({ outcome: 'webhook', ...webhookFacts(facts) }),
  'Webhook Failed': (facts) => ({ outcome: 'webhook-failed', ...webhookFacts(facts), ...whyNot(facts) }),
  'Segment Entered': (facts) => ({ outcome: 'segment-entered', ...segmentFacts(facts) }),
  'Segment Exited': (facts) => ({ outcome: 'segment-left', ...segmentFacts(facts) }),
  'Journey Due': () => ({ outcome: 'due', step: 'enter' }),
};

interface Facts {
  text(name: string): string | undefined;
  readonly traits: JsonObject;
}

const ourEvent = (event: CustomerEvent, told: Told): Entry => {
  // An identify call has no properties: what it has to say of itself is in its context.
  const properties: Readonly<Record<string, Json | undefined>> = event.properties ?? event.context ?? {};
  const text = (name: string): string | undefined => {
    const value = properties[name];
    return typeof value === 'string' ? value : undefined;
  };
  const tell = Object.hasOwn(known, event.name) ? known[event.name] : undefined;
  const entry = tell?.({ text, traits: event.traits ?? {} }, told) ?? {
    outcome: event.name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-'),
    step: text('step') ?? event.name,
    ...because(text('explanation') ?? text('reason')),
    ...named('message', text('message')),
    ...named('sendId', text('sendId')),
  };
  return { ...entry, ...named('journey', text('journey')), ...named('runId', text('runId')) };
};

const couponFacts = ({ text }: Facts) => ({ step: text('step') ?? 'coupon', ...named('coupon', text('coupon')) });
const webhookFacts = ({ text }: Facts) => ({ step: text('step') ?? 'webhook', ...named('destination', text('destination')) });
const segmentFacts = ({ text }: Facts) => ({ step: text('segment') ?? 'segment', ...named('segment', text('segment')) });
const whyNot = ({ text }: Facts) => ({ ...because(text('explanation')), ...named('reason', text('reason')) });

const heldBecause = ({ text }: Facts): string | undefined => {
  const reason = text('because');
  const cap = text('cap');
  if (reason === 'frequency-cap' && cap !== undefined) return `no more than ${cap}`;
  return reason === undefined ? undefined : (heldWords.get(reason) ?? reason);
};
const heldWords = new Map([
  ['quiet-hours', 'quiet hours'],
  ['window', 'outside the sending window'],
  ['frequency-cap', 'enough messages for now'],
]);

const mailFacts = ({ text }: Facts) => ({
  step: text('step') ?? text('message') ?? 'send',
  ...named('message', text('message')),
  ...named('sendId', text('sendId')),
});

const because = (why: string | undefined): { readonly why?: string } => named('why', why);

const named = <Name extends string>(name: Name, value: string | undefined): { readonly [N in Name]?: string } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: string };
