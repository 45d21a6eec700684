import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import { isOurs, type Moment, type StayedOut } from './moment.ts';
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
  /** Of `task`. */
  readonly title?: string;
  readonly assignee?: string;
  /** Of `task`, when it is due; of `waits`, when that ends. */
  readonly until?: string;
}

/** Moments as entries of a timeline: what the contact did, and what one journey made of it. */
export const timelineOf = (moments: readonly Moment[], journey: string, setting: StorySetting): readonly TimelineEntry[] => {
  const names = new Map(
    moments.flatMap((moment) => (moment.kind === 'event' ? [[moment.event.messageId, moment.event.name]] : [])),
  );
  return moments.flatMap((moment) => {
    const told = entryOf(moment, names);
    if (told === undefined || (told.journey !== undefined && told.journey !== journey)) return [];
    const at = new Date(moment.at);
    return [{ at: moment.at, day: storyDay(at, setting), local: sayLocal(at, setting.timeZone), ...told }];
  });
};

type Told = Omit<TimelineEntry, 'at' | 'day' | 'local'>;

const entryOf = (moment: Moment, names: ReadonlyMap<string, string>): Told | undefined => {
  switch (moment.kind) {
    case 'event':
      return isOurs(moment.event) ? ourEvent(moment.event, names) : ownEvent(moment.event, moment.at);
    case 'waits': {
      const { journey, runId, state, until } = moment;
      return { outcome: 'waits', step: state, journey, runId, until };
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

const stayedOutWords: Readonly<Record<StayedOut, string>> = {
  'not-the-entry': 'nobody comes in by it',
  'under-way': 'already in the journey',
  'never-again': 'has been in the journey, and it takes nobody twice',
  'too-soon': 'the last time is not long enough ago',
  'too-old': 'it is history: it happened more than 30 days before it arrived',
};

const ownEvent = ({ name, timestamp }: CustomerEvent, arrivedAt: string): Told => ({
  outcome: 'happened',
  step: name,
  ...(timestamp === arrivedAt ? {} : { why: `it happened at ${timestamp} and arrived now` }),
});

/** How our own events are told. What is not here is told by its name. */
const known: Readonly<Record<string, (facts: Facts, names: ReadonlyMap<string, string>) => Omit<Told, 'journey' | 'runId'>>> = {
  'Journey Entered': ({ text }, names) => ({ outcome: 'entered', step: 'enter', ...because(names.get(text('enteredBy') ?? '')) }),
  'Journey Exited': ({ text }) => ({ outcome: 'exited', step: 'exit', ...because(text('reason')) }),
  'Journey Converted': ({ text }, names) => ({
    outcome: 'converted',
    step: 'goal',
    ...because(names.get(text('convertedBy') ?? '')),
  }),
  'Journey Completed': () => ({ outcome: 'completed', step: 'end' }),
  'Email Sent': (facts) => ({ outcome: 'sent', ...mailFacts(facts) }),
  'Email Not Sent': (facts) => ({
    outcome: 'not-sent',
    ...mailFacts(facts),
    ...because(facts.text('explanation')),
    ...named('reason', facts.text('reason')),
  }),
  'Task Created': ({ text }) => ({
    outcome: 'task',
    step: text('title') ?? 'task',
    ...named('title', text('title')),
    ...named('assignee', text('assignee')),
    ...named('until', text('dueAt')),
  }),
};

interface Facts {
  text(name: string): string | undefined;
}

const ourEvent = (event: CustomerEvent, names: ReadonlyMap<string, string>): Told => {
  const properties: Readonly<Record<string, Json | undefined>> = event.properties ?? {};
  const text = (name: string): string | undefined => {
    const value = properties[name];
    return typeof value === 'string' ? value : undefined;
  };
  const tell = Object.hasOwn(known, event.name) ? known[event.name] : undefined;
  const told = tell?.({ text }, names) ?? {
    outcome: event.name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-'),
    step: text('step') ?? event.name,
    ...because(text('explanation') ?? text('reason')),
    ...named('message', text('message')),
    ...named('sendId', text('sendId')),
  };
  return { ...told, ...named('journey', text('journey')), ...named('runId', text('runId')) };
};

const mailFacts = ({ text }: Facts) => ({
  step: text('step') ?? text('message') ?? 'send',
  ...named('message', text('message')),
  ...named('sendId', text('sendId')),
});

const because = (why: string | undefined): { readonly why?: string } => named('why', why);

const named = <Name extends string>(name: Name, value: string | undefined): { readonly [N in Name]?: string } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: string };
