import { ownEvent } from '#shared/domain/event/own-event.ts';
import type { Decision, JourneyRun } from '#shared/domain/journey/run.ts';
import { digest } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { JsonObject } from '#shared/events/json.ts';
import { outcomeOf, whyNotDelivered } from './webhook-answer.ts';

/** The id that the receiver gets, the same for every attempt of one step of one run: by it a repeated delivery is known. */
export const webhookIdOf = (runId: string, step: string): string => `msg_${digest('webhook', runId, step)}`;

/** What became of a webhook. All of it comes from the decision as stored, so that telling again writes the same item. */
export const webhookEvent = (run: JourneyRun, step: string, destination: string, decision: Decision): CustomerEvent => {
  const outcome = outcomeOf(decision.label);
  const status: JsonObject = outcome.status === undefined ? {} : { status: outcome.status };
  const webhookId = webhookIdOf(run.runId, step);
  const properties = { destination, webhookId, journey: run.journey, runId: run.runId, step, ...status };
  return ownEvent({
    profileId: run.profileId,
    name: outcome.kind === 'delivered' ? 'Webhook Delivered' : 'Webhook Failed',
    messageId: `${webhookId}:${outcome.kind}`,
    at: decision.at,
    properties:
      outcome.kind === 'delivered'
        ? properties
        : { ...properties, reason: outcome.reason, explanation: whyNotDelivered[outcome.reason] },
    channel: 'journey',
  });
};
