import { digest, type ProfileId } from '#shared/domain/profile/profile-id.ts';

/** Why a message did not go, in the words that the ledger, the event `Email Not Sent` and the manual share. */
export const dropReasons = {
  'no-address': 'the customer has no email address, or one that is not an address',
  unsubscribed: 'the customer has unsubscribed from this channel',
  'no-consent': 'the channel wants explicit consent and the customer has not given it',
  suppressed: 'mail to this address bounced for good, or its owner complained',
  'run-ended': 'the customer left the journey before the message was due',
  'frequency-cap': 'the customer has got as many messages lately as the sending policy allows',
  rejected: 'SES refused the mail',
  unrenderable: 'the message could not be rendered for this customer',
  'unknown-message': 'the message is no longer among the deployed messages',
} as const;
export type DropReason = keyof typeof dropReasons;

/**
 * `claimed`: this send is ours to make. `sending`: SES may have it. `sent`: SES accepted it. `unknown`: SES may or may not have
 * accepted it; it is never sent again by itself, and the SES event with its tag settles it. `dropped`: it will never go, and why.
 */
export type SendState = 'claimed' | 'sending' | 'sent' | 'unknown' | 'dropped';

/** The ledger's line about one message to one person. Holds no address and no content. */
export interface Send {
  readonly sendId: string;
  /** The partition the run lives in; the customer may have been merged into another profile since. */
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
  /** What SES or the connection called the failure that led to `unknown`, `dropped` or back to `claimed`. */
  readonly code?: string;
}

/** `occurrence` counts repetitions of one step in one run, from 1. */
export const sendIdOf = (runId: string, step: string, occurrence: number): string =>
  digest('send', runId, step, String(occurrence));
