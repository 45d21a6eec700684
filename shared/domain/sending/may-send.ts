import type { EmailChannel } from '#shared/domain/message/message.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { canonicalEmail, emailDigest } from '#shared/domain/profile/profile-id.ts';
import type { DropReason } from './send.ts';

/** Whether a customer may be written to now, as far as their profile tells. */
export type MaySend =
  | { readonly kind: 'yes'; readonly to: string; readonly emailDigest: string }
  | { readonly kind: 'no'; readonly reason: Extract<DropReason, 'no-address' | 'unsubscribed' | 'no-consent'> };

/**
 * Decides by consent first, then by address: consent outranks everything else. The claim checks consent again in its
 * transaction, together with what only the store knows (suppression, the run's state); asking here first saves the rendering and
 * gives a reason without a write conflict.
 */
export const maySend = (customer: Profile, channel: EmailChannel): MaySend => {
  const subscription = customer.subscriptions.email?.state;
  if (subscription === 'unsubscribed') return { kind: 'no', reason: 'unsubscribed' };
  if (channel.consent === 'explicit' && subscription !== 'subscribed') return { kind: 'no', reason: 'no-consent' };
  const address = customer.traits.email?.value;
  if (typeof address !== 'string' || !isAddress(canonicalEmail(address))) return { kind: 'no', reason: 'no-address' };
  return { kind: 'yes', to: canonicalEmail(address), emailDigest: emailDigest(address) };
};

// One address and nothing else: no list, no display name, no line break that could reach a header. SES judges the rest.
const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+\.[^\s@<>()[\],;:"\\]+$/.test(text);
