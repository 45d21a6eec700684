import { digest } from '#shared/domain/profile/profile-id.ts';
import type { Json } from '#shared/events/json.ts';

/** One thing wrong with an event. `path` is like `properties.products[0].price`, empty for the event itself. */
export interface EventProblem {
  readonly path: string;
  readonly message: string;
}

/**
 * An event that could not be accepted, kept with why. `id` is the day of its receipt (UTC) and the digest of its content, like
 * `2026-11-22.9f86d081…`: a resend on the same day is the same rejection, and the day tells where it is kept.
 */
export interface RejectedEvent {
  readonly id: string;
  readonly receivedAt: string;
  /** Every problem found; the message says what is wrong and what to do. */
  readonly problems: readonly EventProblem[];
  /** As it came, with the batch's context merged in. */
  readonly event: Json;
  /** When the batch was sent by the client's clock, needed to correct the event's time at replay. */
  readonly sentAt?: string;
}

/** `content` is the event as JSON text. */
export const rejectedEventId = (receivedAt: string, content: string): string =>
  `${receivedAt.slice(0, 10)}.${digest('rejected', content)}`;

/** The day and digest in an id, or nothing where it is not one of ours. */
export const partsOfRejectedEventId = (id: string): { readonly day: string; readonly digest: string } | undefined => {
  const match = /^(\d{4}-\d\d-\d\d)\.([0-9a-f]{32})$/.exec(id);
  return match?.[1] && match[2] ? { day: match[1], digest: match[2] } : undefined;
};
