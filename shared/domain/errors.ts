/**
 * The one base class of errors that cross a boundary.
 *
 * `name` is a literal of each subclass, because Step Functions matches it and minifying would rename a class.
 * `facts` say what, where and which, and never hold personal data: they end up in logs.
 */
export abstract class TributaryError extends Error {
  abstract override readonly name: string;
  /** Whether the same call may succeed later; Retry and Catch in ASL and partial batch responses follow this. */
  abstract readonly retryable: boolean;
  readonly facts: Readonly<Record<string, string | number | boolean>>;

  constructor(message: string, facts: Readonly<Record<string, string | number | boolean>> = {}, options?: ErrorOptions) {
    super(message, options);
    this.facts = facts;
  }
}

/** A store throttled us or was away; nothing is known to be lost, and the caller may try again after `retryAfterSeconds`. */
export class StoreUnavailable extends TributaryError {
  override readonly name = 'StoreUnavailable';
  override readonly retryable = true;
  readonly reason: 'throttled' | 'unavailable';
  readonly retryAfterSeconds: number;

  constructor(reason: 'throttled' | 'unavailable', retryAfterSeconds: number, options?: ErrorOptions) {
    super(`the store is ${reason}; try again in ${retryAfterSeconds} s`, { reason, retryAfterSeconds }, options);
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Two writers met on one item and this one gave up after its retries; the work is redelivered. */
export class WriteConflict extends TributaryError {
  override readonly name = 'WriteConflict';
  override readonly retryable = true;

  constructor(what: string, attempts: number) {
    super(`${what} was changed by another writer ${attempts} times in a row`, { what, attempts });
  }
}

/**
 * The store will never take this profile as it is: something in it cannot be stored, or it is too large. `reason` says what, and quotes
 * nothing of it.
 */
export class ProfileRefused extends TributaryError {
  override readonly name = 'ProfileRefused';
  override readonly retryable = false;

  constructor(reason: string, options?: ErrorOptions) {
    super(`the store refuses the profile: ${reason}`, { reason }, options);
  }
}

/** A `next` that this store did not give out, or that was cut or changed on its way. */
export class InvalidPageToken extends TributaryError {
  override readonly name = 'InvalidPageToken';
  override readonly retryable = false;

  constructor(options?: ErrorOptions) {
    super('`next` is not a page token of this list: give back the `next` of the page before, or leave it out', {}, options);
  }
}
