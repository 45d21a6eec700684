import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { emptyProfile, type Profile } from '#shared/domain/profile/profile.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import { nameOfType } from '#shared/events/customer-event.ts';
import type { ProfileFile } from './profile-file.ts';

/** The profile that the fold would make of such a customer. */
export const sampleCustomer = ({ userId, traits, subscriptions }: ProfileFile, now: Date): Profile => {
  const at = now.toISOString();
  const id = userProfileId(userId);
  const identified = {
    version: 1,
    messageId: 'preview',
    type: 'identify',
    name: nameOfType.identify,
    profileId: id,
    userId,
    timestamp: at,
    originalTimestamp: at,
    receivedAt: at,
    traits,
  } as const;
  const stated = Object.entries(subscriptions).map(([channel, { state }]) => [channel, { state, at, by: 'preview' }] as const);
  return { ...applyEvents(emptyProfile(id), [identified], new Set()), subscriptions: Object.fromEntries(stated) };
};
