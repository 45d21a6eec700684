import fc from 'fast-check';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import { aCustomerEvent } from './a-customer-event.ts';

/** The names counted one by one in these tests; two of the names that occur are not among them. */
export const declared: ReadonlySet<string> = new Set([
  'Product Viewed',
  'Order Completed',
  'Order Refunded',
  'Page Viewed',
  'Profile Identified',
  'Unsubscribed',
]);

/** Who an event says it is from. */
export interface Sender {
  readonly userId?: string;
  readonly anonymousId?: string;
}

/** Two customers with devices of their own: no anonymous id is claimed twice. */
export const peacefulSenders: readonly Sender[] = [
  { userId: 'ann' },
  { anonymousId: 'a1' },
  { anonymousId: 'a2' },
  { userId: 'ann', anonymousId: 'a1' },
  { userId: 'ann', anonymousId: 'a2' },
  { userId: 'bob' },
  { anonymousId: 'b1' },
  { userId: 'bob', anonymousId: 'b1' },
];

/** Both use each other's devices too. */
export const sharingSenders: readonly Sender[] = [
  ...peacefulSenders,
  { userId: 'bob', anonymousId: 'a1' },
  { userId: 'ann', anonymousId: 'b1' },
];

// Few instants, so that many are the same: ties are where order would show.
const instant = fc.integer({ min: 0, max: 6 }).map((minute) => `2026-11-22T08:0${minute}:00.000Z`);

const traitValue: fc.Arbitrary<Json> = fc.constantFrom<Json[]>('free', 'pro', 3, 12_345_678_901_234_567_000, true, null, {
  city: 'Ulm',
});
const traits = fc.dictionary(fc.constantFrom('plan', 'city', 'email', 'constructor'), traitValue, { maxKeys: 3 });

type Content = Partial<CustomerEvent>;

const content: fc.Arbitrary<Content> = fc.oneof(
  fc.constantFrom<Content[]>({ name: 'Product Viewed' }, { name: 'Video Played' }, { name: 'constructor' }, { type: 'page' }),
  traits.map((stated): Content => ({ type: 'identify', traits: stated })),
  traits.map((stated): Content => ({ name: 'Product Viewed', context: { traits: stated, channel: 'pos' } })),
  fc.record({
    type: fc.constant('group' as const),
    groupId: fc.constantFrom('acme', 'globex', '__proto__', 'constructor', 'toString'),
  }),
  fc
    .record({
      revenue: fc.constantFrom<Json[]>(0.1, 0.2, 49.95, '19.99', -3, 'free'),
      currency: fc.constantFrom('EUR', 'usd', ''),
    })
    .chain((properties) => fc.constantFrom('Order Completed', 'Order Refunded').map((name): Content => ({ name, properties }))),
  fc
    .record({ channel: fc.constantFrom('email', 'sms', 'constructor') })
    .chain((properties) => fc.constantFrom('Subscribed', 'Unsubscribed').map((name): Content => ({ name, properties }))),
  fc
    .constantFrom('pos', 'constructor', 'valueOf', '__proto__')
    .map((channel): Content => ({ name: 'Product Viewed', context: { channel } })),
  fc.constant<Content>({ name: 'Email Sent', context: { source: 'tributary', channel: 'email' } }),
);

/** Events of these senders, each with a messageId of its own, in the order in which they are put. */
export const eventsFrom = (
  senders: readonly Sender[],
  aliases: readonly Content[] = [],
  length = { minLength: 1, maxLength: 24 },
): fc.Arbitrary<CustomerEvent[]> => {
  const ordinary = fc.tuple(content, fc.constantFrom(...senders)).map(([what, who]): Content => ({ ...what, ...who }));
  const any =
    aliases.length === 0
      ? ordinary
      : fc.oneof({ weight: 6, arbitrary: ordinary }, { weight: 1, arbitrary: fc.constantFrom(...aliases) });
  return fc
    .array(fc.tuple(any, instant), length)
    .map((list) => list.map(([what, timestamp], index) => aCustomerEvent({ ...what, timestamp, messageId: `m${index}` })));
};

/** `alias` calls as SDKs send them. */
export const anAlias = (userId: string, previousId: string): Content => ({ type: 'alias', userId, previousId });
