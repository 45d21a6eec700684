import { emptyProfile, type Profile } from '#shared/domain/profile/profile.ts';
import type { Json } from '#shared/events/json.ts';
import { at } from './a-customer-event.ts';

/** A profile that has hardly anything in it. */
export const aProfile = (overrides: Partial<Profile> = {}): Profile => ({
  ...emptyProfile('user:ann'),
  userId: 'ann',
  firstSeenAt: at('08:00'),
  lastSeenAt: at('09:00'),
  ...overrides,
});

/** Traits all said by one event. */
export const traitsOf = (values: Record<string, Json>): Profile['traits'] =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, at: at('08:00'), by: 'message-0' }]));

/** What a profile says of a customer, without what the store needs to say it once. */
export const factsOf = ({ id: _, version: __, folded: ___, ...facts }: Profile): Omit<Profile, 'id' | 'version' | 'folded'> =>
  facts;
