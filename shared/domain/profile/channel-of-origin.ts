import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { canBeKey } from './own-entry.ts';

const channelOfLibrary: readonly (readonly [RegExp, string])[] = [
  [/^(analytics\.js|@segment\/analytics-next|rudderlabs javascript sdk)/, 'web'],
  [/^analytics-(ios|android|react-native|swift|kotlin|flutter)/, 'app'],
  [/^(analytics-|@segment\/analytics-node|@rudderstack\/)/, 'server'],
];

const longestChannel = 40;

/** Where an event came from: what `context.channel` says, or what its library is made for, or `unknown`. */
export const channelOfOrigin = (event: CustomerEvent): string => {
  const said = event.context?.channel;
  if (typeof said === 'string') {
    const channel = said.trim().toLowerCase();
    if (canBeKey(channel) && channel.length <= longestChannel) return channel;
  }
  const library = event.context?.library;
  const name = typeof library === 'object' && library !== null && 'name' in library ? library.name : undefined;
  if (typeof name !== 'string') return 'unknown';
  const lower = name.toLowerCase();
  for (const [pattern, channel] of channelOfLibrary) if (pattern.test(lower)) return channel;
  return 'unknown';
};

/** Whether we made this event ourselves (a mail sent, a journey entered): it tells nothing of when the customer was last here. */
export const isOurOwn = (event: CustomerEvent): boolean => event.context?.source === 'tributary';
