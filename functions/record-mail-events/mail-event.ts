import * as z from 'zod/mini';

const instant = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text) => new Date(text).toISOString()),
);
const recipients = z.array(z.object({ emailAddress: z.string() }));
const mail = z.object({
  timestamp: instant,
  messageId: z.string(),
  tags: z._default(z.record(z.string(), z.array(z.string())), {}),
});

const event = <Type extends string, Shape extends z.core.$ZodLooseShape>(eventType: Type, shape: Shape) =>
  z.object({ eventType: z.literal(eventType), mail, ...shape });

/** The reports of SES that mean something here, as they stand in `detail` of an EventBridge event; all others are `ignored`. */
export const mailEvent = z.discriminatedUnion('eventType', [
  event('Send', {}),
  event('Delivery', { delivery: z.object({ timestamp: instant }) }),
  event('DeliveryDelay', { deliveryDelay: z.object({ timestamp: instant, delayType: z.string() }) }),
  event('Bounce', {
    bounce: z.object({ timestamp: instant, bounceType: z.string(), bounceSubType: z.string(), bouncedRecipients: recipients }),
  }),
  event('Complaint', {
    complaint: z.object({ timestamp: instant, complainedRecipients: recipients, complaintFeedbackType: z.nullish(z.string()) }),
  }),
  event('Reject', { reject: z.object({ reason: z.string() }) }),
  event('Rendering Failure', { failure: z.object({ errorMessage: z.optional(z.string()) }) }),
]);
export type MailEvent = z.infer<typeof mailEvent>;

/** Opens, clicks and list subscriptions: reported by the same configuration set when they are switched on, and not used yet. */
const ignored = z.object({ eventType: z.enum(['Open', 'Click', 'Subscription']) });

/** The part of an EventBridge event that is read here. Address lists and headers of the mail are not even parsed. */
export const mailEventEnvelope = z.object({ source: z.literal('aws.ses'), detail: z.union([mailEvent, ignored]) });

export const isIgnored = (detail: z.infer<typeof mailEventEnvelope>['detail']): detail is z.infer<typeof ignored> =>
  ignored.safeParse(detail).success;
