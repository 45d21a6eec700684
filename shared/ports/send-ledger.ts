import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { RecentSend } from '#shared/domain/sending/caps.ts';
import type { Send, SendState } from '#shared/domain/sending/send.ts';

/**
 * Under what the claim holds, checked in the transaction that claims; besides, the send's run must not have ended. So nothing is
 * claimed after an unsubscription was folded, an address suppressed or a run marked as ended.
 */
export interface ClaimConditions {
  /** The profile whose consent counts: the root that the send's profile was merged into, or the same. */
  readonly profileId: ProfileId;
  /** Channel whose subscription must not be `unsubscribed` (or, with `requireConsent`, must be `subscribed`). */
  readonly channel: 'email';
  readonly requireConsent: boolean;
  /** Digest of the address that must not be suppressed. */
  readonly emailDigest: string;
  /** What will count for frequency caps from now on, this send included; written only if nobody has counted meanwhile. */
  readonly counted?: RecentSends;
}

/** The messages of late of one customer, as frequency caps count them. */
export interface RecentSends {
  readonly sends: readonly RecentSend[];
  /** 0 before anything was counted. */
  readonly version: number;
}

export type ClaimResult =
  | { readonly kind: 'claimed' }
  /** It has gone beyond `claimed` before: here is the line as it stands. */
  | { readonly kind: 'exists'; readonly send: Send }
  | { readonly kind: 'refused'; readonly reason: 'unsubscribed' | 'no-consent' | 'suppressed' | 'run-ended' }
  /** The profile was merged into another meanwhile, or another message was counted: load again. */
  | { readonly kind: 'moved' };

export interface SendLedger {
  /**
   * Writes the line (state `claimed`) if there is none, or one that is still `claimed`, and if the conditions hold: all in one
   * transaction. Claiming again after a crash or a release thus asks for consent again.
   *
   * @throws StoreUnavailable
   */
  claim(send: Send, conditions: ClaimConditions): Promise<ClaimResult>;
  /** Writes a line that will never be sent (state `dropped`), if there is none or one still `claimed`. Answers with the line that stands. */
  drop(send: Send): Promise<Send>;
  /** Replaces a line that is in one of the states `from`; `refused` when it is not, or when there is none. */
  move(send: Send, from: readonly SendState[]): Promise<'moved' | 'refused'>;
  /** Of a customer with all their ids, the root first; its version is the one to count on. Strongly consistent. */
  recent(profileIds: readonly [ProfileId, ...ProfileId[]]): Promise<RecentSends>;
  load(profileId: ProfileId, sendId: string): Promise<Send | undefined>;
  list(profileIds: readonly ProfileId[]): Promise<readonly Send[]>;
}

/** Addresses that bounced for good or complained, known by digest. */
export interface Suppressions {
  add(emailDigest: string, reason: 'bounce' | 'complaint', at: string): Promise<void>;
  has(emailDigest: string): Promise<boolean>;
}
