/** What is known after one call to SES. */
export type MailOutcome =
  | { readonly kind: 'accepted'; readonly sesMessageId: string }
  /** Definitely not accepted, and will not be. */
  | { readonly kind: 'rejected'; readonly code: string }
  /** Definitely not accepted now (throttled, sending paused): safe to call again. */
  | { readonly kind: 'not-now'; readonly code: string }
  /** No answer, or one that leaves open whether the mail was accepted. */
  | { readonly kind: 'unknown'; readonly code: string };
