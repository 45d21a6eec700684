import type { BehaviourEvent } from '#shared/events/behaviour-event.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';

/** A bus that keeps what was published, in order, and hands it to `listener` if there is one. */
export const createMemoryEventBus = (
  listener: (event: BehaviourEvent) => Promise<void> | void = () => {},
): EventBus & { readonly published: readonly BehaviourEvent[] } => {
  const published: BehaviourEvent[] = [];
  return {
    published,
    publish: async (events) => {
      for (const event of events) {
        published.push(event);
        await listener(event);
      }
    },
  };
};
