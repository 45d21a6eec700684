import type { Destination } from '#shared/domain/webhook/destination.ts';
import type { WebhookAnswer } from '#shared/domain/webhook/webhook-answer.ts';
import type { WebhookDelivery, Webhooks } from '#shared/ports/webhooks.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What the receiver of a webhook answers, by its destination. */
export type AnswerWebhook = (destination: string, delivery: WebhookDelivery, at: Date) => WebhookAnswer;

const takesEverything: AnswerWebhook = () => ({ kind: 'answered', status: 200 });

/** Webhooks that go nowhere. */
export const simulatedWebhooks = (
  destinations: readonly Destination[],
  { now }: Pick<VirtualClock, 'now'>,
  answer: AnswerWebhook = takesEverything,
): Webhooks => ({
  deliver: async (delivery) => answer(destinationOf(delivery, destinations), delivery, now()),
});

/** The destination that a delivery goes to. Two of the same address and secret are one receiver, and the first stands for both. */
const destinationOf = (delivery: WebhookDelivery, destinations: readonly Destination[]): string => {
  const found = destinations.find((each) =>
    each.kind === 'webhook'
      ? delivery.kind === 'webhook' && each.url === delivery.url && each.secret === delivery.secret
      : delivery.kind === 'mailchimp' && each.audience === delivery.audience && each.secret === delivery.secret,
  );
  return found?.destination ?? '';
};
