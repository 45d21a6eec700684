import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mailer } from '#shared/ports/mailer.ts';
import { mailOutcomeOf } from './mail-outcome-of.ts';
import { mailbox, type Sender } from './sender.ts';

export interface SesMailerOptions {
  readonly from: Sender;
  readonly replyTo?: string | undefined;
  /** Through it SES reports what becomes of a mail. */
  readonly configurationSet: string;
}

/**
 * A client that asks once. The SDK's own retries would send again after a lost answer, and SES has no idempotency key: the ledger
 * decides what may be tried again. Ten seconds are far more than SES takes; after them the answer counts as lost.
 */
export const newSesClient = (): SESv2Client =>
  new SESv2Client({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });

/** Hands mail to SES. Who may be written to is decided before; this only tells what SES said. */
export const createSesMailer = ({ from, replyTo, configurationSet }: SesMailerOptions, client = newSesClient()): Mailer => ({
  send: async (mail) => {
    const command = new SendEmailCommand({
      FromEmailAddress: mailbox(mail.sender === undefined ? from : { ...from, name: mail.sender }),
      Destination: { ToAddresses: [mail.to] },
      ...(replyTo === undefined ? {} : { ReplyToAddresses: [replyTo] }),
      Content: {
        Simple: {
          Subject: { Data: mail.subject, Charset: 'UTF-8' },
          Body: { Html: { Data: mail.html, Charset: 'UTF-8' }, Text: { Data: mail.text, Charset: 'UTF-8' } },
          Headers: Object.entries(mail.headers).map(([Name, Value]) => ({ Name, Value })),
        },
      },
      EmailTags: Object.entries({ sendId: mail.sendId, ...mail.tags }).map(([Name, Value]) => ({ Name, Value })),
      ConfigurationSetName: configurationSet,
    });
    try {
      const { MessageId } = await client.send(command);
      // SES names every mail it accepts; an answer without a name is not one that can be trusted.
      return MessageId === undefined ? { kind: 'unknown', code: 'NoMessageId' } : { kind: 'accepted', sesMessageId: MessageId };
    } catch (error) {
      return mailOutcomeOf(error);
    }
  },
});
