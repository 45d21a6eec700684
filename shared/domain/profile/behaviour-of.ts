import type { BehaviourEvent } from '#shared/events/behaviour-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { units } from './money.ts';
import { ownEntry } from './own-entry.ts';
import type { Profile } from './profile.ts';

/** An event as it is published, with who the customer is after it was folded. */
export const behaviourOf = (profile: Profile, event: CustomerEvent): BehaviourEvent => {
  const counter = ownEntry(profile.events, event.name);
  return {
    version: 1,
    event,
    profile: {
      id: profile.id,
      known: profile.id.startsWith('user:'),
      // A profile that only holds events of our own making has not been seen yet.
      firstSeenAt: profile.firstSeenAt ?? event.timestamp,
      lastSeenAt: profile.lastSeenAt ?? event.timestamp,
      ...(counter === undefined ? {} : { occurrences: counter.count }),
      orders: { count: profile.orders.count, revenue: inUnits(profile.orders.revenue) },
    },
  };
};

/** Money per currency as the decimal numbers people read. */
export const inUnits = (revenue: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(revenue).map(([currency, amount]) => [currency, units(amount)]));
