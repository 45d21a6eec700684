import type { WebhookAnswer } from '#shared/domain/webhook/webhook-answer.ts';
import type { WebhookDelivery, Webhooks } from '#shared/ports/webhooks.ts';

/** Delivers nowhere and remembers it. Receivers answer as `answers` says, and 200 after that. */
export const createMemoryWebhooks = (
  answers: readonly WebhookAnswer[] = [],
): Webhooks & { readonly deliveries: readonly WebhookDelivery[] } => {
  const deliveries: WebhookDelivery[] = [];
  return {
    deliveries,
    deliver: async (delivery) => {
      const answer = answers[deliveries.length] ?? { kind: 'answered', status: 200 };
      deliveries.push(delivery);
      return answer;
    },
  };
};
