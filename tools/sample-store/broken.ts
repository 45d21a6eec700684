import type { JsonObject } from '#shared/events/json.ts';
import type { Moment } from './moment.ts';
import type { Person } from './person.ts';
import type { Random } from './random.ts';

/** How the ids of messages begin that are to be rejected. */
export const brokenIdPrefix = 'store-broken-';

type Broken = (person: Person, timestamp: string, salt: string) => JsonObject;

/** What a store's own scripts get wrong. Each must be refused with a reason; none may be lost. */
const mistakes: readonly [Broken, ...Broken[]] = [
  // Nobody's event.
  (_, timestamp, salt) => ({ type: 'track', event: 'Product Viewed', timestamp, properties: { salt } }),
  // A time that no clock shows.
  (person, _, salt) => ({
    type: 'track',
    userId: person.userId,
    event: 'Order Completed',
    timestamp: 'last Tuesday',
    properties: { salt },
  }),
  // A number for a name.
  (person, timestamp, salt) => ({ type: 'track', userId: person.userId, event: 42, timestamp, properties: { salt } }),
  // No name at all.
  (person, timestamp, salt) => ({ type: 'track', userId: person.userId, timestamp, properties: { salt } }),
  // Text for properties.
  (person, timestamp, salt) => ({
    type: 'track',
    userId: person.userId,
    event: 'Cart Viewed',
    timestamp,
    properties: `cart=${salt}`,
  }),
  // A type that there is not.
  (person, timestamp, salt) => ({ type: 'purchase', userId: person.userId, timestamp, properties: { salt } }),
];

/** A message that cannot be accepted; `turn` chooses the mistake, so that each has its turn. */
export const brokenMoment = (person: Person, at: number, turn: number, random: Random): Moment => {
  const salt = random.hex(12);
  const mistake = mistakes[turn % mistakes.length] ?? mistakes[0];
  return {
    happenedAt: at,
    arrivesAt: at,
    kind: 'broken',
    say: () => ({ ...mistake(person, new Date(at).toISOString(), salt), messageId: `${brokenIdPrefix}${salt}` }),
  };
};
