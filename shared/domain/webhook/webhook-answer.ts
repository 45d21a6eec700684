/** What came of one attempt to deliver. */
export type WebhookAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** What the receiver asks for in `Retry-After`, as it came. */
      readonly retryAfter?: string;
    }
  /** Nothing came back in time, or no connection came about. */
  | { readonly kind: 'no-answer'; readonly why: 'timeout' | 'network' }
  /** Nothing was sent, and nothing will be until somebody changes something. */
  | { readonly kind: 'not-sent'; readonly reason: 'forbidden-address' | 'no-secret' | 'unusable-secret' };

/** Why another system was not told, for good. */
export const whyNotDelivered = {
  refused: 'the receiver refused it',
  gone: 'the receiver takes nothing under this address any more; it should be taken out of marketing/destinations.yaml',
  redirected: 'the receiver pointed elsewhere, and webhooks follow no redirects',
  'gave-up': 'the receiver was away for too long',
  'forbidden-address': 'the address leads into a network that webhooks must not reach',
  'no-secret': 'this stage has no such secret',
  'unusable-secret': 'the secret is not of the form that the destination needs',
  'unknown-destination': 'the destination is no longer declared in marketing/destinations.yaml',
  'no-address': 'the customer has no email address',
  unsubscribed: 'the customer has unsubscribed from mail',
  'no-consent': 'the customer has not agreed to mail',
  suppressed: 'mail to the address came back for good, or was reported as unwanted',
} as const;
export type WhyNotDelivered = keyof typeof whyNotDelivered;

/** How the matter ended. It is decided once. */
export type WebhookOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'failed'; readonly reason: WhyNotDelivered; readonly status?: number };

/** `not-now`: the same again may be taken later. */
export type WebhookVerdict = WebhookOutcome | { readonly kind: 'not-now'; readonly code: string; readonly status?: number };

// 408 and 425 say "again", 429 says "slower"; what a server did wrong, it may do right later.
const laterStatuses: ReadonlySet<number> = new Set([408, 425, 429]);

export const judge = (answer: WebhookAnswer): WebhookVerdict => {
  switch (answer.kind) {
    case 'no-answer':
      return { kind: 'not-now', code: answer.why };
    case 'not-sent':
      return { kind: 'failed', reason: answer.reason };
    case 'answered':
      return judgeStatus(answer.status);
  }
};

const judgeStatus = (status: number): WebhookVerdict => {
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  if (status >= 500 || laterStatuses.has(status)) return { kind: 'not-now', code: String(status), status };
  if (status === 410) return { kind: 'failed', reason: 'gone', status };
  return { kind: 'failed', reason: status >= 300 && status < 400 ? 'redirected' : 'refused', status };
};

/**
 * How long a receiver may be away before the journey goes on without it, counted from the first attempt that failed: a bad deployment or a
 * short night of an operator. What is told later than that is rarely still of use.
 */
export const webhookPatienceMilliseconds = 4 * 3_600_000;

/** An outcome as the label of a decision, `delivered 200` or `gave-up 503`, and back. */
export const labelOf = (outcome: WebhookOutcome): string =>
  [outcome.kind === 'delivered' ? outcome.kind : outcome.reason, outcome.status].filter((part) => part !== undefined).join(' ');

export const outcomeOf = (label: string): WebhookOutcome => {
  const [word = '', number] = label.split(' ');
  const status = number === undefined ? {} : { status: Number(number) };
  if (isWhyNotDelivered(word)) return { kind: 'failed', reason: word, ...status };
  return { kind: 'delivered', status: Number(number) };
};

const isWhyNotDelivered = (word: string): word is WhyNotDelivered => Object.hasOwn(whyNotDelivered, word);
