import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { Send, SendState } from '#shared/domain/sending/send.ts';

/** Under what the claim holds, checked in the transaction that claims. */
export interface ClaimConditions {
  /** Channel whose subscription must not be `unsubscribed` (or, with `requireConsent`, must be `subscribed`). */
  readonly channel: 'email';
  readonly requireConsent: boolean;
  /** Digest of the address that must not be suppressed. */
  readonly emailDigest: string;
}

export type ClaimResult =
  | { readonly kind: 'claimed' }
  /** It was claimed before: here is the line as it stands. */
  | { readonly kind: 'exists'; readonly send: Send }
  | { readonly kind: 'refused'; readonly reason: 'unsubscribed' | 'no-consent' | 'suppressed' }
  /** The profile was merged into another meanwhile: load again. */
  | { readonly kind: 'moved' };

export interface SendLedger {
  /** Writes the line (state `claimed`) if there is none and the conditions hold, all in one transaction. */
  claim(send: Send, conditions: ClaimConditions): Promise<ClaimResult>;
  /** Writes a line that will never be sent (state `dropped`), if there is none. */
  drop(send: Send): Promise<void>;
  /** Moves a line if it is in one of the states `from`; with `release`, removes it so that it can be claimed again. */
  move(send: Send, from: readonly SendState[]): Promise<'moved' | 'refused'>;
  load(profileId: ProfileId, sendId: string): Promise<Send | undefined>;
  list(profileIds: readonly ProfileId[]): Promise<readonly Send[]>;
}

/** Addresses that bounced for good or complained, known by digest. */
export interface Suppressions {
  add(emailDigest: string, reason: 'bounce' | 'complaint', at: string): Promise<void>;
  has(emailDigest: string): Promise<boolean>;
}
