import type { MailOutcome } from './mail-outcome.ts';
import type { DropReason, Send, SendState } from './send.ts';

/**
 * The states a line may be in before it moves to a state. The promise "at most one acceptance per sendId" rests on two rows:
 * only a `claimed` line becomes `sending`, in one conditional write that one caller wins, and only the winner calls SES. The way
 * back to `claimed` is for the winner alone, who has SES's word that nothing was accepted; it is open from `unknown` too, because
 * another invocation may have given the line up meanwhile.
 */
export const statesBefore = {
  claimed: ['sending', 'unknown'],
  sending: ['claimed'],
  sent: ['sending', 'unknown'],
  unknown: ['sending'],
  dropped: ['claimed', 'sending', 'unknown'],
} as const satisfies Record<SendState, readonly SendState[]>;

/** A move of a line, allowed only while the line is in one of the states `from`. */
export interface SendMove {
  readonly send: Send;
  readonly from: readonly SendState[];
}

/** Announces the call to SES. Whoever makes this move calls SES, once. */
export const beginSending = (send: Send): SendMove => moveTo(send, { state: 'sending' });

/**
 * Gives up on a line that somebody else is or was sending. Whether that invocation died before or after SES took the mail cannot
 * be known here; sending again could reach the customer twice.
 */
export const giveUp = (send: Send): SendMove => moveTo(send, { state: 'unknown', code: 'interrupted' });

/** What the answer of SES does to a line. `at` is when the answer was there. */
export const settle = (send: Send, outcome: MailOutcome, at: string): SendMove => {
  switch (outcome.kind) {
    case 'accepted':
      return moveTo(send, { state: 'sent', sentAt: at, sesMessageId: outcome.sesMessageId });
    case 'rejected':
      return moveTo(send, { state: 'dropped', reason: 'rejected', code: outcome.code });
    case 'not-now':
      return moveTo(send, { state: 'claimed', code: outcome.code });
    case 'unknown':
      return moveTo(send, { state: 'unknown', code: outcome.code });
  }
};

/** A line that says why nothing was sent. */
export const dropped = (send: Send, reason: DropReason): Send => ({ ...bare(send), state: 'dropped', reason });

const moveTo = (send: Send, change: Pick<Send, 'state'> & Partial<Send>): SendMove => ({
  send: { ...bare(send), ...change },
  from: statesBefore[change.state],
});

// What a state says (when, by which id, why) is said anew by each state.
const bare = ({ sentAt: _sentAt, sesMessageId: _sesMessageId, reason: _reason, code: _code, ...send }: Send) => send;
