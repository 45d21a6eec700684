import { digest, type ProfileId } from '#shared/domain/profile/profile-id.ts';

/** Why a message did not go. */
export type DropReason = 'no-address' | 'unsubscribed' | 'no-consent' | 'suppressed' | 'run-ended' | 'rejected' | 'unrenderable';

/**
 * `claimed`: this send is ours to make. `sending`: SES may have it. `sent`: SES accepted it. `unknown`: SES may or may not have
 * accepted it; it is never sent again by itself, and the SES event with its tag settles it. `dropped`: it will never go, and why.
 */
export type SendState = 'claimed' | 'sending' | 'sent' | 'unknown' | 'dropped';

/** The ledger's line about one message to one person. Holds no address and no content. */
export interface Send {
  readonly sendId: string;
  readonly profileId: ProfileId;
  readonly journey: string;
  readonly runId: string;
  readonly runNumber: number;
  readonly step: string;
  readonly message: string;
  readonly state: SendState;
  readonly claimedAt: string;
  readonly sentAt?: string;
  readonly sesMessageId?: string;
  readonly reason?: DropReason;
}

/** `occurrence` counts repetitions of one step in one run, from 1. */
export const sendIdOf = (runId: string, step: string, occurrence: number): string =>
  digest('send', runId, step, String(occurrence));
