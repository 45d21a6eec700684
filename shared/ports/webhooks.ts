import type { WebhookAnswer } from '#shared/domain/webhook/webhook-answer.ts';
import type { JsonObject } from '#shared/events/json.ts';

/** What another system is told about a customer. Telling it twice is harmless: by id for webhooks, by address for Mailchimp. */
export type WebhookDelivery =
  | {
      readonly kind: 'webhook';
      readonly webhookId: string;
      readonly url: string;
      readonly secret: string;
      readonly body: JsonObject;
    }
  | {
      readonly kind: 'mailchimp';
      readonly webhookId: string;
      readonly audience: string;
      readonly secret: string;
      /** In its canonical form. */
      readonly email: string;
      readonly statusIfNew: 'subscribed' | 'pending';
      readonly tags: readonly string[];
      readonly fields: JsonObject;
    };

export interface Webhooks {
  /**
   * Makes one attempt. Nothing that the receiver does is an error.
   *
   * @throws StoreUnavailable when the secret cannot be read now.
   */
  deliver(delivery: WebhookDelivery): Promise<WebhookAnswer>;
}
