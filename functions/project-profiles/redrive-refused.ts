import { TributaryError } from '#shared/domain/errors.ts';

/**
 * A record that was handed in again cannot be folded, for now: `ahead` means that the stream has not come to it yet (the batch that put it
 * aside was interrupted and will be delivered again), `refused` that what was wrong with it still is.
 */
export class RedriveRefused extends TributaryError {
  override readonly name = 'RedriveRefused';
  override readonly retryable = true;
  readonly why: 'ahead' | 'refused';

  constructor(why: 'ahead' | 'refused', sequenceNumber: string, reason: string) {
    super(`the record cannot be folded: ${reason}`, { why, sequenceNumber, reason });
    this.why = why;
  }
}
