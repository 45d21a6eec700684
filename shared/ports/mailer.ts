import type { MailOutcome } from '#shared/domain/sending/mail-outcome.ts';

export type { MailOutcome };

/** A mail ready to go. */
export interface Mail {
  /** The ledger's id, attached as a message tag so that what becomes of the mail can be told. */
  readonly sendId: string;
  /** More message tags: where the ledger line is, see `ledgerTags`. Names and values of `A-Za-z0-9_-`, values up to 256 long. */
  readonly tags: Readonly<Record<string, string>>;
  readonly to: string;
  /** The name it is sent under, where that is not the channel's. The address is always the channel's. */
  readonly sender?: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Hands one mail over, with one attempt, and tells what is known of it. Never throws for what the other side did. */
export interface Mailer {
  send(mail: Mail): Promise<MailOutcome>;
}
