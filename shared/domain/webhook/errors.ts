import { TributaryError } from '#shared/domain/errors.ts';

/**
 * The receiver of a webhook is away, or asked to be left alone for now. The stage is tried again; the receiver knows a repeated delivery by
 * its id.
 */
export class WebhookNotNow extends TributaryError {
  override readonly name = 'WebhookNotNow';
  override readonly retryable = true;

  /** @param code an HTTP status, `timeout` or `network`. */
  constructor(destination: string, webhookId: string, code: string) {
    super(`${destination} takes nothing now (${code}); it is still to be told`, { destination, webhookId, code });
  }
}
