import * as z from 'zod';
import { contractOf } from '#shared/events/catalogue.ts';
import type { Json } from '#shared/events/json.ts';
import type { CustomerPlan } from '#statemachines/simulator/population.ts';
import { type StoryEvent, settingOf } from '#statemachines/simulator/story.ts';
import { instantOf } from '#statemachines/simulator/story-time.ts';
import { readStoryEvent } from './event-option.ts';
import { type BadLine, eventOfLine, jsonLines } from './events-file.ts';

/** Somebody who comes up on day 1, and what they do after that. */
const contactLine = z.strictObject({
  userId: z.string().min(1),
  traits: z.record(z.string(), z.json()).default({}),
  events: z.array(z.string()).default([]),
});

export interface Population {
  readonly customers: readonly CustomerPlan[];
  readonly badLines: readonly BadLine[];
}

type Planned = CustomerPlan[number];
interface Customer {
  readonly plan: Planned[];
  readonly ids: Set<string>;
}

/**
 * Reads a population: lines that are events, of any number of customers in any order, and lines that are contacts, who enter the
 * journey on day 1; into one that is entered by a segment or on a schedule they come if the segment has them. Events that share an id are of one customer.
 */
export const readPopulation = (file: string, entry: string, startsAt: Date | undefined): Population => {
  const customers = createCustomers();
  const badLines: BadLine[] = [];
  for (const line of jsonLines(file)) {
    const bad = 'reason' in line ? line.reason : readLine(line.value, entry, startsAt, customers);
    if (bad !== undefined) badLines.push({ line: line.line, reason: bad });
  }
  return { customers: customers.all(), badLines };
};

/** @returns what is wrong with the line. */
const readLine = (value: unknown, entry: string, startsAt: Date | undefined, customers: Customers): string | undefined => {
  if (typeof value === 'object' && value !== null && 'type' in value) {
    const event = eventOfLine(value);
    if (event === 'ours') return undefined;
    if ('reason' in event) return event.reason;
    const setting = settingOf({ contact: { userId: '', traits: {} }, startsAt });
    const ids = idsOf(event.event);
    if (ids.length === 0) return 'it has neither userId nor anonymousId';
    customers.add(ids, [{ at: instantOf(event.time, setting), event: event.event }]);
    return undefined;
  }
  // Reading a line has given it an id, which only events have.
  const { messageId: _, ...content } = Object(value) as Readonly<Record<string, unknown>>;
  const contact = contactLine.safeParse(content);
  if (!contact.success) {
    const [issue] = contact.error.issues;
    return `neither an event (with a type) nor a contact like {"userId": "7", "traits": {…}, "events": ["day 3: Order Completed"]}: ${issue?.message}`;
  }
  const { userId, traits, events } = contact.data;
  const planned = planOf(userId, traits, events, entry, startsAt);
  if (typeof planned === 'string') return planned;
  customers.add([`user:${userId}`], planned);
  return undefined;
};

const planOf = (
  userId: string,
  traits: Readonly<Record<string, Json>>,
  texts: readonly string[],
  entry: string,
  startsAt: Date | undefined,
): readonly Planned[] | string => {
  const setting = settingOf({ contact: { userId, traits }, startsAt });
  const events: StoryEvent[] = [];
  for (const text of texts) {
    const event = readStoryEvent(text);
    if (event === undefined) return `"${text}" is not like "day 3: Order Completed"`;
    events.push(event);
  }
  const first = { at: setting.startsAt, event: { type: 'identify', userId, traits } };
  // Nobody sends what Tributary tells itself: into a segment contacts come by what is known of them and what they do.
  const enters =
    contractOf(entry)?.from === 'tributary' ? [] : [{ at: setting.startsAt, event: { type: 'track', userId, event: entry } }];
  return [first, ...enters, ...events.map(({ time, event }) => ({ at: instantOf(time, setting), event: { userId, ...event } }))];
};

const named = (prefix: string, id: unknown): readonly string[] =>
  typeof id === 'string' || typeof id === 'number' ? [`${prefix}:${id}`] : [];

const idsOf = ({ userId, anonymousId, previousId }: Readonly<Record<string, unknown>>): readonly string[] => [
  ...named('user', userId),
  ...named('anon', anonymousId),
  ...named('user', previousId),
  ...named('anon', previousId),
];

type Customers = ReturnType<typeof createCustomers>;

/** Who is who: whoever shares an id is one customer. The smaller is put to the larger one. */
const createCustomers = () => {
  const byId = new Map<string, Customer>();
  return {
    add: (ids: readonly string[], plan: readonly Planned[]): void => {
      let customer: Customer = { plan: [], ids: new Set() };
      for (const known of new Set(ids.flatMap((id) => byId.get(id) ?? []))) {
        const [large, small] = known.plan.length >= customer.plan.length ? [known, customer] : [customer, known];
        large.plan.push(...small.plan);
        for (const id of small.ids) {
          large.ids.add(id);
          byId.set(id, large);
        }
        customer = large;
      }
      customer.plan.push(...plan);
      for (const id of ids) {
        customer.ids.add(id);
        byId.set(id, customer);
      }
    },
    all: (): readonly CustomerPlan[] =>
      [...new Set(byId.values())].map(({ plan }) => plan.toSorted((a, b) => a.at.getTime() - b.at.getTime())),
  };
};
