import { ownEvent } from '#shared/domain/event/own-event.ts';
import type { Subscription } from '#shared/domain/profile/profile.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { UnsubscribeClaims } from './unsubscribe-claims.ts';

/** What a post to an unsubscribe link asks for, given what the customer said last about the channel. */
export type UnsubscriptionDecision =
  /** This very link has done it already. */
  | { readonly kind: 'done' }
  /** To be recorded, under an id that a repeated post meets again. */
  | { readonly kind: 'record'; readonly messageId: string };

/**
 * A link may be used again after the customer has subscribed anew, and then it must work again: so the id carries which
 * subscription it ends. Posts that come twice before the first is folded into the profile get the same id, and so are one event.
 */
export const decideUnsubscription = (
  { sendId }: UnsubscribeClaims,
  subscription: Subscription | undefined,
): UnsubscriptionDecision => {
  const base = `${sendId}:unsubscribed`;
  if (subscription?.state === 'subscribed') return { kind: 'record', messageId: `${base}:${Date.parse(subscription.at)}` };
  if (subscription?.state === 'unsubscribed' && subscription.by.startsWith(base)) return { kind: 'done' };
  return { kind: 'record', messageId: base };
};

/** `at`: when the post was first received. */
export const unsubscribed = (claims: UnsubscribeClaims, messageId: string, at: string): CustomerEvent =>
  ownEvent({
    profileId: claims.profileId,
    name: 'Unsubscribed',
    messageId,
    at,
    properties: { channel: claims.channel, sendId: claims.sendId },
    channel: claims.channel,
  });
