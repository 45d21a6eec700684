import * as z from 'zod';

const sentMessage = z.object({
  MessageId: z.string(),
  Source: z.string(),
  To: z.array(z.string()),
  Subject: z.string(),
  BodyText: z.string().nullish(),
  BodyHtml: z.string().nullish(),
  /** Seconds since 1970. */
  Timestamp: z.number(),
  Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).optional(),
  Tags: z.array(z.object({ Name: z.string(), Value: z.string() })).optional(),
});

const sentMessages = z.object({ messages: z.record(z.string(), z.array(sentMessage)) });

/** A mail that the emulator's SES has accepted. */
export interface InboxMessage {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly sentAt: Date;
  readonly html?: string;
  readonly text?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** SES message tags: not part of the mail, only of the events about it. */
  readonly tags: readonly (readonly [name: string, value: string])[];
}

/** Reads the emulator's answer; newest first. */
export const parseSentMail = (answer: unknown): readonly InboxMessage[] =>
  Object.values(sentMessages.parse(answer).messages)
    .flat()
    .map(
      (message): InboxMessage => ({
        id: message.MessageId.replace(/@.*$/, ''),
        from: message.Source,
        to: message.To,
        subject: message.Subject,
        sentAt: new Date(message.Timestamp * 1_000),
        ...(message.BodyHtml ? { html: message.BodyHtml } : {}),
        ...(message.BodyText ? { text: message.BodyText } : {}),
        headers: (message.Headers ?? []).map(({ Name, Value }) => [Name, Value] as const),
        tags: (message.Tags ?? []).map(({ Name, Value }) => [Name, Value] as const),
      }),
    )
    .sort((a, b) => b.sentAt.getTime() - a.sentAt.getTime() || a.id.localeCompare(b.id));

/** Every mail that the emulator has taken since it started, newest first. */
export const readSentMail = async (endpointUrl: string): Promise<readonly InboxMessage[]> => {
  const answer = await fetch(`${endpointUrl}/_ministack/ses/messages`);
  if (!answer.ok) throw new Error(`the emulator does not show its sent mail: ${answer.status}`);
  return parseSentMail(await answer.json());
};
