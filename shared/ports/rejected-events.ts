import type { Json } from '#shared/events/json.ts';

/** An event that could not be accepted, kept with why. `id` is the digest of its content, so a resend is the same rejection. */
export interface RejectedEvent {
  readonly id: string;
  readonly receivedAt: string;
  /** Every problem: `path` like `properties.revenue`, `message` says what is wrong and what to do. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  /** As it came, with the batch's context merged in. */
  readonly event: Json;
  /** When the batch was sent by the client's clock, needed to correct the event's time at replay. */
  readonly sentAt?: string;
}

export interface RejectedEventPage {
  readonly rejected: readonly RejectedEvent[];
  readonly next?: string;
}

export interface RejectedEvents {
  /** Keeps rejections; the same rejection twice is one. @throws StoreUnavailable */
  put(rejected: readonly RejectedEvent[]): Promise<void>;
  /** Newest day first. `limit` 1–200. */
  list(limit: number, next?: string): Promise<RejectedEventPage>;
  get(id: string): Promise<RejectedEvent | undefined>;
  remove(id: string): Promise<void>;
}
