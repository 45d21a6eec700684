import type { JsonObject } from '#shared/events/json.ts';
import { customerWeek } from './customer.ts';
import type { LeadOutcome } from './lead.ts';
import { day, daysInWeek, type Moment, minute, type StoreMessage } from './moment.ts';
import { randomOf } from './random.ts';

export interface StoreOptions {
  readonly seed: number;
  /** About how many messages the week has. The default store is a small shop's. */
  readonly size?: number;
  /** The week ends here; nothing happens later. */
  readonly endsAt: Date;
}

/** A message on its way to us. */
export type Delivery = {
  /** 0–6: on which day of the week it arrives. */
  readonly day: number;
  readonly arrivesAt: Date;
  /** Whose it is: messages of one customer arrive in order, those of two customers need not. */
  readonly customer: number;
} & (
  | { readonly expected: 'accepted' | 'resent'; readonly message: StoreMessage }
  | { readonly expected: 'rejected'; readonly message: JsonObject }
);

export const usualSize = 8_000;
/** Measured: how many messages a customer has on average. A test holds it. */
const messagesPerCustomer = 25.7;
/** Customers whose messages are sorted by arrival together; what bounds the memory, whatever the size. */
const cohort = 300;

export const customersIn = (size: number): number => Math.max(1, Math.round(size / messagesPerCustomer));

/** Messages of the sample can be told from all others in a table by this. */
export const messageIdPrefix = (seed: number): string => `store-${seed.toString(36)}-`;

const resendShare = 0.012;

const weekStart = (endsAt: Date): number => endsAt.getTime() - daysInWeek * day;

/** How each lead fares, without making a single message. */
export function* leadsIn(options: StoreOptions): Generator<LeadOutcome & { readonly customer: number }> {
  const count = customersIn(options.size ?? usualSize);
  for (let index = 0; index < count; index += 1) {
    const { lead } = customerWeek(options.seed, index, weekStart(options.endsAt));
    if (lead !== undefined) yield { ...lead, customer: index };
  }
}

/**
 * A store's week, as its messages arrive: day by day, within a day in the order of arrival (for each {@link cohort} of customers).
 *
 * Deterministic: the same options give the same messages. Memory does not grow with the size: a customer's plan is small and is
 * made anew for each day, and a message is put into words when it is due.
 */
export function* storeWeek(options: StoreOptions): Generator<Delivery> {
  const startsAt = weekStart(options.endsAt);
  const count = customersIn(options.size ?? usualSize);
  for (let on = 0; on < daysInWeek; on += 1) {
    for (let first = 0; first < count; first += cohort) {
      const due: { readonly delivery: () => Delivery; readonly arrivesAt: number }[] = [];
      for (let index = first; index < Math.min(first + cohort, count); index += 1) {
        const { moments } = customerWeek(options.seed, index, startsAt);
        moments.forEach((moment, n) => {
          for (const arrival of arrivalsOf(options, index, n, moment, startsAt)) {
            if (arrival.on === on)
              due.push({ arrivesAt: arrival.at, delivery: () => deliver(options.seed, index, n, moment, arrival) });
          }
        });
      }
      due.sort((a, b) => a.arrivesAt - b.arrivesAt);
      for (const { delivery } of due) yield delivery();
    }
  }
}

interface Arrival {
  readonly on: number;
  readonly at: number;
  readonly again: boolean;
}

/** Once, and for a few a second time: a sender that did not hear our answer sends the same message again. */
const arrivalsOf = (options: StoreOptions, index: number, n: number, moment: Moment, startsAt: number): readonly Arrival[] => {
  const latest = options.endsAt.getTime() - 1;
  const at = Math.min(moment.arrivesAt, latest);
  const onDay = (instant: number) => Math.floor((instant - startsAt) / day);
  const arrival = { on: onDay(at), at, again: false };
  const random = randomOf(options.seed, index, 3, n);
  if (moment.kind === 'broken' || !random.chance(resendShare)) return [arrival];
  const later = Math.min(at + random.pick([1, 3, 60, 1_500]) * minute, latest);
  return [arrival, { on: onDay(later), at: later, again: true }];
};

const deliver = (seed: number, index: number, n: number, moment: Moment, arrival: Arrival): Delivery => {
  const where = { day: arrival.on, arrivesAt: new Date(arrival.at), customer: index };
  const said = moment.say();
  if (moment.kind === 'broken') return { ...where, expected: 'rejected', message: said as JsonObject };
  const message = {
    ...said,
    messageId: `${messageIdPrefix(seed)}${index.toString(36)}-${n.toString(36)}`,
    timestamp: new Date(moment.happenedAt).toISOString(),
  } as StoreMessage;
  return { ...where, expected: arrival.again ? 'resent' : 'accepted', message };
};
