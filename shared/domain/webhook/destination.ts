import * as z from 'zod/mini';

/**
 * JSON with expressions in it: an object whose only key is `from` is the expression there, `{ from: traits.email }`; everything else is
 * itself.
 */
const template = z.record(z.string(), z.json());

/** Another system that journeys tell about customers, from `marketing/destinations.yaml`; `run-stage` gets them in `destinations.json`. */
export const destination = z.discriminatedUnion('kind', [
  /** Anything that takes JSON by HTTPS, signed by the Standard Webhooks specification. */
  z.object({
    kind: z.literal('webhook'),
    destination: z.string(),
    url: z.string(),
    /** Name of the secret that signs; each stage has its own. */
    secret: z.string(),
    /** What is sent; where absent, {@link defaultPayload}. */
    body: z.optional(template),
  }),
  /** An audience of Mailchimp, which the customer becomes a member of. */
  z.object({
    kind: z.literal('mailchimp'),
    destination: z.string(),
    audience: z.string(),
    /** Name of the secret with the API key. */
    secret: z.string(),
    /** `pending`: Mailchimp asks the customer first. Of those who are there already, the status stays. */
    statusIfNew: z.enum(['subscribed', 'pending']),
    tags: z.array(z.string()),
    /** Mailchimp's merge fields. */
    fields: template,
  }),
]);
export type Destination = Readonly<z.infer<typeof destination>>;
export type Template = Readonly<z.infer<typeof template>>;
