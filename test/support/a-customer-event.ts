import { anonymousProfileId, userProfileId } from '#shared/domain/profile/profile-id.ts';
import { type CustomerEvent, nameOfType } from '#shared/events/customer-event.ts';

/** An instant on the day that most tests play on. */
export const at = (time: string): string => `2026-11-22T${time.length === 5 ? `${time}:00` : time}.000Z`;

let made = 0;

/**
 * An event as it is stored. Times follow `timestamp`, the partition follows the ids, the name follows the type, so a test states
 * only what it is about. Each has a messageId of its own.
 */
export const aCustomerEvent = (overrides: Partial<CustomerEvent> = {}): CustomerEvent => {
  const type = overrides.type ?? 'track';
  const timestamp = overrides.timestamp ?? at('08:30');
  const userId = 'userId' in overrides || 'anonymousId' in overrides ? overrides.userId : 'ann';
  made += 1;
  return {
    version: 1,
    messageId: `message-${made}`,
    type,
    name: type === 'track' ? 'Product Viewed' : nameOfType[type],
    profileId: userId === undefined ? anonymousProfileId(overrides.anonymousId ?? 'nobody') : userProfileId(userId),
    ...(userId === undefined ? {} : { userId }),
    timestamp,
    originalTimestamp: timestamp,
    receivedAt: timestamp,
    ...overrides,
  };
};

export const anOrder = (amount: number | string, overrides: Partial<CustomerEvent> = {}): CustomerEvent =>
  aCustomerEvent({ name: 'Order Completed', properties: { order_id: 'o-1', revenue: amount, currency: 'EUR' }, ...overrides });

export const anIdentify = (traits: CustomerEvent['traits'], overrides: Partial<CustomerEvent> = {}): CustomerEvent =>
  aCustomerEvent({ type: 'identify', ...(traits === undefined ? {} : { traits }), ...overrides });
