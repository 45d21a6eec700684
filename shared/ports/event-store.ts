import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';

/** A page of a customer's log, newest first by the sender's clock (`originalTimestamp`), which the log is sorted by. */
export interface TimelinePage {
  readonly events: readonly CustomerEvent[];
  /** How many entries between these could not be read and were passed over. Absent where there were none. */
  readonly unreadable?: number;
  /** Opaque; give it back to read on. Absent on the last page. */
  readonly next?: string;
}

/** The log of everything that happened to customers. */
export interface EventStore {
  /**
   * Keeps events; when it returns, all of them are durable. Keyed by profile, `originalTimestamp` and `messageId`, so putting an
   * event again changes nothing that anybody sees.
   *
   * @throws StoreUnavailable when some could not be stored after retries: the caller must report failure, though some may be kept.
   */
  put(events: readonly CustomerEvent[]): Promise<void>;

  /**
   * Remembers when a message without a client time was first received, and returns that instant at every later call. For events
   * whose key would otherwise change with a retry.
   */
  firstReceipt(profileId: ProfileId, messageId: string, receivedAt: string): Promise<string>;

  /**
   * The events of several source partitions as one log, newest `originalTimestamp` first. `limit` 1–200. What is not readable as an
   * event is passed over and counted: one bad entry must not hide a customer.
   */
  timeline(profileIds: readonly ProfileId[], limit: number, next?: string): Promise<TimelinePage>;

  /** One event by its key, for redrive. */
  get(profileId: ProfileId, originalTimestamp: string, messageId: string): Promise<CustomerEvent | undefined>;
}
