import type { WebhookAnswer } from '#shared/domain/webhook/webhook-answer.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Webhooks } from '#shared/ports/webhooks.ts';
import { type Guard, guardedRequest, usualLimits } from './guarded-request.ts';
import { mailchimpHost, memberRequest, tagsRequest } from './mailchimp.ts';
import { signedRequest } from './signed-request.ts';

export interface WebhooksSetting {
  /** The secret of this name; `undefined` where there is none that could be used. */
  readonly secrets: (name: string) => Promise<string | undefined>;
  /** Whether receivers on this machine are fine, by plain HTTP: in the local stage, and nowhere else. */
  readonly allowLoopback?: boolean | undefined;
  readonly clock?: Clock;
  readonly limits?: Pick<Guard, 'resolve' | 'deadline'>;
  /** Where the API of a data centre of Mailchimp is. */
  readonly mailchimp?: (dataCentre: string) => string;
}

/** Webhooks by HTTPS, within the limits of {@link guardedRequest}. */
export const createWebhooks = ({
  secrets,
  allowLoopback = false,
  clock = () => new Date(),
  limits = usualLimits,
  mailchimp = mailchimpHost,
}: WebhooksSetting): Webhooks => ({
  deliver: async (delivery) => {
    const secret = await secrets(delivery.secret);
    const guard = { ...limits, allowLoopback };
    if (secret === undefined) return { kind: 'not-sent', reason: 'no-secret' };
    if (delivery.kind === 'webhook') {
      const request = signedRequest(delivery, secret, clock());
      return request === undefined ? unusable : guardedRequest(request, guard);
    }
    const member = memberRequest(delivery, secret, mailchimp);
    const tags = tagsRequest(delivery, secret, mailchimp);
    if (member === undefined) return unusable;
    const answer = await guardedRequest(member, guard);
    return tags === undefined || !isTaken(answer) ? answer : guardedRequest(tags, guard);
  },
});

const unusable: WebhookAnswer = { kind: 'not-sent', reason: 'unusable-secret' };

const isTaken = (answer: WebhookAnswer): boolean => answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
