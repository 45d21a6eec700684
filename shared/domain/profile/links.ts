import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Profile } from './profile.ts';
import { anonymousProfileId, type ProfileId, userProfileId } from './profile-id.ts';

/**
 * That another id is the same customer. `claimed`: an anonymous id came together with a user id, and belongs to the first user it
 * came with. `stated`: an alias call says that two user ids are one person.
 */
export interface Link {
  readonly id: ProfileId;
  readonly how: 'claimed' | 'stated';
}

/**
 * The links an event makes to the user it belongs to. An alias call's `previousId` may be an anonymous or a user id; both are
 * meant, but an anonymous one is claimed like any other: on a shared computer it may be somebody else's by now.
 */
export const linksOf = (event: CustomerEvent): readonly Link[] => {
  if (event.userId === undefined) return none;
  const links: Link[] = [];
  if (event.anonymousId !== undefined) links.push({ id: anonymousProfileId(event.anonymousId), how: 'claimed' });
  if (event.type === 'alias' && event.previousId !== undefined) {
    links.push({ id: anonymousProfileId(event.previousId), how: 'claimed' });
    links.push({ id: userProfileId(event.previousId), how: 'stated' });
  }
  return links;
};

const none: readonly Link[] = [];

/**
 * What becomes of a link: `known` already; `point` the unknown id here; `merge` the profile found under it; or `leave` it, because it
 * belongs to somebody else.
 */
export type LinkDecision =
  | { readonly kind: 'known' }
  | { readonly kind: 'point' }
  | { readonly kind: 'merge'; readonly other: Profile }
  | { readonly kind: 'leave'; readonly reason: 'claimed-by-another' | 'not-a-user' };

/** Whether the profile answers to this id. */
export const answersTo = (profile: Profile, id: ProfileId): boolean => profile.id === id || profile.aliases.includes(id);

/**
 * Decides a link to `profile`, given what the linked id resolves to (all pointers followed).
 *
 * The first claim of an anonymous id stands, because merging two people cannot be undone while a missing link can be made later.
 */
export const decideLink = (profile: Profile, link: Link, found: Profile | undefined): LinkDecision => {
  if (answersTo(profile, link.id)) return { kind: 'known' };
  if (!profile.id.startsWith('user:')) return { kind: 'leave', reason: 'not-a-user' };
  if (found === undefined) return { kind: 'point' };
  if (answersTo(profile, found.id)) return { kind: 'known' };
  if (found.id.startsWith('user:') && link.how === 'claimed') return { kind: 'leave', reason: 'claimed-by-another' };
  return { kind: 'merge', other: found };
};
