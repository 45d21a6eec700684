import type { Send } from '#shared/domain/sending/send.ts';
import type { Decision } from './run.ts';

/**
 * What a run keeps about a step besides the way it took there. Notes lie among the run's decisions, under the step's id, a space and what
 * they say, and are as final: the first one stands. What is not known is the exception ({@link notKnown}).
 */
export type NoteKind =
  /** What became of a message, by the send ledger: {@link outcomeLabel}. */
  | 'outcome'
  /** A task was given. */
  | 'given'
  /** The task was done. */
  | 'done'
  /** A webhook was tried and not taken, for the first time. */
  | 'first failed'
  /** Until when its receiver asks to be left alone: the label is that time. */
  | 'not before';

export const noteKey = (step: string, kind: NoteKind): string => `${step} ${kind}`;

/** What stands until somebody knows better: the provider's report may still come. */
export const notKnown = 'unknown';

const notSent = 'not sent: ';

export type MessageOutcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-sent'; readonly reason: string };

/** What to note of a line of the ledger; undefined while it is not settled. */
export const outcomeNote = ({ state, reason, sentAt, claimedAt }: Send): Decision | undefined => {
  if (state === 'sent') return { label: 'sent', at: sentAt ?? claimedAt };
  if (state === 'unknown') return { label: notKnown, at: claimedAt };
  return state === 'dropped' ? { label: `${notSent}${reason ?? 'unknown'}`, at: claimedAt } : undefined;
};

export const readOutcome = (label: string): MessageOutcome => {
  if (label === 'sent') return { kind: 'sent' };
  return label.startsWith(notSent) ? { kind: 'not-sent', reason: label.slice(notSent.length) } : { kind: 'unknown' };
};
