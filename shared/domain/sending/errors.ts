import { TributaryError } from '#shared/domain/errors.ts';

/** SES certainly took nothing and will take the mail later (throttled, sending paused, not reachable). The stage is tried again. */
export class SendNotNow extends TributaryError {
  override readonly name = 'SendNotNow';
  override readonly retryable = true;

  constructor(sendId: string, code: string) {
    super(`the mail provider takes no mail now (${code}); the message is still to be sent`, { sendId, code });
  }
}
