/** A mail ready to go. */
export interface Mail {
  /** The ledger's id, attached as a message tag so that what becomes of the mail can be told. */
  readonly sendId: string;
  /** Opaque reference to the ledger line (`<profile partition>` is not personal data), attached as a message tag. */
  readonly tags: Readonly<Record<string, string>>;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type MailOutcome =
  | { readonly kind: 'accepted'; readonly sesMessageId: string }
  /** Definitely not accepted, and will not be. */
  | { readonly kind: 'rejected'; readonly code: string }
  /** Definitely not accepted now (throttled, sending paused): safe to call again. */
  | { readonly kind: 'not-now'; readonly code: string }
  /** No answer, or one that leaves open whether the mail was accepted. */
  | { readonly kind: 'unknown'; readonly code: string };

/** Hands one mail over, with one attempt, and tells what is known of it. Never throws for what the other side did. */
export interface Mailer {
  send(mail: Mail): Promise<MailOutcome>;
}
