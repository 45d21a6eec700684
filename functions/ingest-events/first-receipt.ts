import { receivedFirst } from '#shared/domain/event/normalise-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventStore } from '#shared/ports/event-store.ts';

// Each is a conditional write and perhaps a read, and a batch can hold 2,500 of them: all at once would queue up behind the client's
// connections (50) and time out there.
const atOnce = 25;

/** The events, each with the instant of its first receipt as its time, in the order in which they were given. */
export const atFirstReceipt = async (
  events: Pick<EventStore, 'firstReceipt'>,
  untimed: readonly CustomerEvent[],
): Promise<readonly CustomerEvent[]> => {
  const timed: CustomerEvent[] = [...untimed];
  const waiting = untimed.entries();
  const worker = async (): Promise<void> => {
    for (const [index, event] of waiting) {
      timed[index] = receivedFirst(event, await events.firstReceipt(event.profileId, event.messageId, event.receivedAt));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, untimed.length) }, worker));
  return timed;
};
