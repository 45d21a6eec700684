import { hash } from 'node:crypto';

import type { ProfileId } from '#shared/events/customer-event.ts';

export type { ProfileId } from '#shared/events/customer-event.ts';

/** The first 32 hex digits of SHA-256: enough that no two values meet, short enough for a key. */
export const digest = (...parts: readonly string[]): string => hash('sha256', parts.join('\u0000'), 'hex').slice(0, 32);

/** An address in the form it is compared, hashed and mailed in. */
export const canonicalEmail = (email: string): string => email.trim().toLowerCase();

/** What stands for an address wherever a key is needed, since keys hold no personal data. */
export const emailDigest = (email: string): string => digest('email', canonicalEmail(email));

// Teams do use addresses as ids. A key holds no personal data, so such an id is known by its digest. So is an id that looks like such a
// digest: or else whoever knows a customer's address could send events as that customer under an id that hides it.
const keySafe = (id: string): string => {
  if (id.includes('@')) return `~${digest('id', canonicalEmail(id))}`;
  return id.startsWith('~') ? `~${digest('id', id)}` : id;
};

/** The profile of a known user. An id that is an email address, or begins with `~`, is replaced by its digest. */
export const userProfileId = (userId: string): ProfileId => `user:${keySafe(userId)}`;

/** The profile of somebody not yet known. */
export const anonymousProfileId = (anonymousId: string): ProfileId => `anon:${keySafe(anonymousId)}`;

/** Whether what follows `user:` or `anon:` is a digest, and so no id that anybody sent. */
export const isDigestedId = (id: string): boolean => /^~[0-9a-f]{32}$/.test(id);

export const isProfileId = (value: string): value is ProfileId => value.startsWith('user:') || value.startsWith('anon:');
