import * as z from 'zod/mini';

/**
 * A message as the message compiler leaves it for `run-stage`: MJML is already HTML, Liquid is not yet rendered.
 * `text` is the plain-text part, generated from the HTML, with Liquid in it too.
 */
export const compiledMessage = z.object({
  message: z.string(),
  /** One of marketing/sending.yaml: what it is about, as far as caps tell messages apart. */
  topic: z.exactOptional(z.string()),
  /** The name that it is sent under, where that is not the channel's: said by the layout of another brand. */
  sender: z.exactOptional(z.string()),
  subject: z.string(),
  preheader: z.string(),
  html: z.string(),
  text: z.string(),
});
export type CompiledMessage = z.infer<typeof compiledMessage>;

/** Who a channel's mail comes from, from `marketing/channels.yaml`. */
export const emailChannel = z.object({
  from: z.object({ name: z.string(), address: z.email() }),
  replyTo: z.optional(z.email()),
  /** The sender's postal address, which the law wants in every marketing mail. */
  postalAddress: z.string().check(z.minLength(1)),
  /** `explicit`: only to those who subscribed. `implied`: to all who have not unsubscribed. */
  consent: z.enum(['explicit', 'implied']),
});
export type EmailChannel = z.infer<typeof emailChannel>;
