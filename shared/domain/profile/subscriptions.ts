import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { canBeKey } from './own-entry.ts';
import type { Subscription } from './profile.ts';

/**
 * What an event says about a channel: `Subscribed` and `Unsubscribed`, channel `email` unless `properties.channel` names one. A name
 * that cannot be one is no consent to anything, and a refusal of email at least.
 */
export const statedSubscription = (event: CustomerEvent): { channel: string; subscription: Subscription } | undefined => {
  if (event.type !== 'track') return undefined;
  const state = event.name === 'Unsubscribed' ? 'unsubscribed' : event.name === 'Subscribed' ? 'subscribed' : undefined;
  if (state === undefined) return undefined;
  const said = event.properties?.channel;
  const named = typeof said === 'string' ? said.trim().toLowerCase() : '';
  if (state === 'subscribed' && named !== '' && !canBeKey(named)) return undefined;
  const channel = canBeKey(named) ? named : 'email';
  return { channel, subscription: { state, at: event.timestamp, by: event.messageId } };
};

/** The later of two; at the same instant the refusal, because a message too few does less harm than one too many. */
export const laterSubscription = (a: Subscription, b: Subscription): Subscription => {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  if (a.state !== b.state) return a.state === 'unsubscribed' ? a : b;
  return a.by >= b.by ? a : b;
};
