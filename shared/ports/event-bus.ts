import type { BehaviourEvent } from '#shared/events/behaviour-event.ts';

/** The bus that journeys, destinations and a team's own rules listen to. Delivery is at least once and unordered. */
export interface EventBus {
  /**
   * Publishes all of them.
   *
   * @throws StoreUnavailable when some were not taken after retries; publishing all of them again is safe.
   */
  publish(events: readonly BehaviourEvent[]): Promise<void>;
}
