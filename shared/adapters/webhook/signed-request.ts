import { Webhook } from 'standardwebhooks';
import type { WebhookDelivery } from '#shared/ports/webhooks.ts';
import type { OutgoingRequest } from './guarded-request.ts';

/**
 * The request as the Standard Webhooks specification wants it. The secret may be two, with a blank between: then it is signed with both, and
 * a receiver can change from one to the other without missing anything. `undefined` where the secret is none of that form.
 */
export const signedRequest = (
  { url, webhookId, body }: Extract<WebhookDelivery, { kind: 'webhook' }>,
  secret: string,
  now: Date,
): OutgoingRequest | undefined => {
  const payload = JSON.stringify(body);
  const signatures = signaturesOf(secret, (webhook) => webhook.sign(webhookId, now, payload));
  if (signatures === undefined) return undefined;
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(payload)),
      'user-agent': 'Tributary',
      'webhook-id': webhookId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signatures.join(' '),
    },
    body: payload,
  };
};

const signaturesOf = (secret: string, sign: (webhook: Webhook) => string): readonly string[] | undefined => {
  const secrets = secret.trim().split(/\s+/);
  if (secrets.some((one) => !usable.test(one))) return undefined;
  try {
    return secrets.map((one) => sign(new Webhook(one)));
  } catch {
    return undefined;
  }
};

/** `whsec_` and base64 of at least 24 bytes, as the specification asks for. */
const usable = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;
