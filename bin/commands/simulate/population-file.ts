import * as z from 'zod';
import { explainIssues } from '#shared/adapters/yaml/explain-issue.ts';
import { parseAs, wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import { contractOf } from '#shared/events/catalogue.ts';
import type { Json } from '#shared/events/json.ts';
import type { CheckedAgainst } from '#statemachines/simulator/journey-tests/check-names.ts';
import type { CustomerPlan } from '#statemachines/simulator/population.ts';
import { settingOf } from '#statemachines/simulator/story.ts';
import { instantOf } from '#statemachines/simulator/story-time.ts';
import { eventExample, readToldEvent, type ToldEvent } from './event-option.ts';
import { type BadLine, eventOfLine, jsonLines, type Refusal, refusalOf } from './events-file.ts';
import { collectSlips, type Slip, slipsInEvent, slipsInTraits } from './slips.ts';
import { mistakesIn, sayMistake, storyEventOf } from './told-events.ts';

/** Somebody who comes up on day 1, and what they do after that. */
const contactLine = z.strictObject({
  userId: z.string().min(1),
  traits: z.record(z.string(), z.json()).default({}),
  events: z.array(z.string()).default([]),
});

export interface Population {
  readonly customers: readonly CustomerPlan[];
  readonly badLines: readonly BadLine[];
  /** What nobody knows by that name: the lines are used, but nothing comes of it. */
  readonly slips: readonly Slip[];
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
export const readPopulation = (file: string, against: CheckedAgainst, startsAt: Date | undefined): Population => {
  const customers = createCustomers();
  const slips = collectSlips();
  const badLines: BadLine[] = [];
  for (const line of jsonLines(file)) {
    const read = 'reason' in line ? line : readLine(line.value, against, startsAt);
    if (read === 'ours') continue;
    if ('reason' in read) {
      badLines.push({ ...read, line: line.line });
      continue;
    }
    customers.add(read.ids, read.plan);
    slips.note(line.line, read.slips);
  }
  return { customers: customers.all(), badLines, slips: slips.all() };
};

interface Read {
  readonly ids: readonly string[];
  readonly plan: readonly Planned[];
  readonly slips: readonly Slip[];
}

const readLine = (value: unknown, against: CheckedAgainst, startsAt: Date | undefined): Read | 'ours' | Refusal => {
  const { vocabulary } = against.marketing;
  if (typeof value === 'object' && value !== null && 'type' in value) {
    const event = eventOfLine(value);
    if (event === 'ours' || 'reason' in event) return event;
    const at = instantOf(event.time, settingOf({ contact: { userId: '', traits: {} }, startsAt }));
    const ids = idsOf(event.event);
    if (ids.length === 0)
      return { reason: 'it has neither userId nor anonymousId', hint: 'say whose event it is: "userId": "7"' };
    const refusal = refusalOf(event.event, at);
    if (refusal !== undefined) return refusal;
    return { ids, plan: [{ at, event: event.event }], slips: slipsInEvent(event.event, vocabulary) };
  }
  // Reading a line has given it an id, which only events have.
  const { messageId: _, ...content } = Object(value) as Readonly<Record<string, unknown>>;
  const contact = parseAs(contactLine, content);
  if (!contact.success) {
    const mistakes = explainIssues(contact.error.issues, wording);
    return { reason: mistakes.map(({ message }) => message).join('; '), hint: contactHint };
  }
  const { userId, traits, events } = contact.data;
  const planned = planOf(userId, traits, events, against, startsAt);
  if ('reason' in planned) return planned;
  return { ids: [`user:${userId}`], plan: planned, slips: slipsInTraits(traits, vocabulary) };
};

const contactHint =
  'an event has a `type`; a contact is like {"userId": "7", "traits": {"email": "bo@example.com"}, "events": ["day 3: Order Completed"]}';

const wording = wordingOf(contactLine);

const planOf = (
  userId: string,
  traits: Readonly<Record<string, Json>>,
  texts: readonly string[],
  against: CheckedAgainst,
  startsAt: Date | undefined,
): readonly Planned[] | Refusal => {
  const setting = settingOf({ contact: { userId, traits }, startsAt });
  const told: ToldEvent[] = [];
  for (const text of texts) {
    const event = readToldEvent(text);
    if (event === undefined) return { reason: `"${text}" is no event`, hint: `like ${eventExample}` };
    told.push(event);
  }
  const mistakes = mistakesIn({ events: told }, against);
  if (mistakes.length > 0) return { reason: mistakes.map(sayMistake).join('; ') };
  const entry = against.journey.rules.enter.on;
  const first = { at: setting.startsAt, event: { type: 'identify', userId, traits } };
  // Nobody sends what Tributary tells itself: into a segment contacts come by what is known of them and what they do.
  const enters =
    contractOf(entry)?.from === 'tributary' ? [] : [{ at: setting.startsAt, event: { type: 'track', userId, event: entry } }];
  const events = told
    .map((each) => storyEventOf(each, against))
    .map(({ time, event, completes: step }) => ({
      at: instantOf(time, setting),
      event: { userId, ...event },
      ...(step === undefined ? {} : { completes: { profileId: userProfileId(userId), step } }),
    }));
  return [first, ...enters, ...events];
};

const named = (prefix: string, id: unknown): readonly string[] =>
  typeof id === 'string' || typeof id === 'number' ? [`${prefix}:${id}`] : [];

const idsOf = ({ userId, anonymousId, previousId }: Readonly<Record<string, unknown>>): readonly string[] => [
  ...named('user', userId),
  ...named('anon', anonymousId),
  ...named('user', previousId),
  ...named('anon', previousId),
];

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
