import type { CustomerEvent } from '#shared/events/customer-event.ts';

/** What a customer's log is told by ourselves, and not by a sender. `at`: when it happened, from what is stored. */
interface Told extends Required<Pick<CustomerEvent, 'profileId' | 'name' | 'messageId' | 'properties'>> {
  readonly at: string;
  /** What of ours tells it. */
  readonly channel: string;
}

/** An event of our own. Its id and its times are given, so that putting it again, after a crash or a redelivery, writes the same item. */
export const ownEvent = ({ profileId, name, messageId, at, properties, channel }: Told): CustomerEvent => ({
  version: 1,
  messageId,
  type: 'track',
  name,
  profileId,
  timestamp: at,
  originalTimestamp: at,
  receivedAt: at,
  properties,
  context: { channel, source: 'tributary' },
});
