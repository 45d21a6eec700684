import { readPageToken } from '#shared/adapters/page-token.ts';
import {
  comesAfter,
  distinctProfiles,
  positionOf,
  type TimelineEntry,
  timelinePage,
  timelinePosition,
} from '#shared/adapters/timeline.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventStore } from '#shared/ports/event-store.ts';

/** Called once for each event that was not in the log before, in the order of the log, as the table's stream would. */
export type InsertListener = (event: CustomerEvent, sequenceNumber: string) => void;

export interface MemoryEventStore extends EventStore {
  /** Follows the log like its stream does: first insertions only, each with its growing sequence number. */
  onInsert(listener: InsertListener): void;
  /** Puts something into the log that cannot be read as an event. */
  spoil(profileId: ProfileId, originalTimestamp: string, messageId: string): void;
  /** Every event, in the order of first insertion. */
  all(): readonly CustomerEvent[];
}

export const createMemoryEventStore = (): MemoryEventStore => {
  const events = new Map<string, CustomerEvent>();
  const receipts = new Map<string, string>();
  const unreadable: TimelineEntry[] = [];
  const listeners: InsertListener[] = [];
  let sequence = 0n;
  const keyOf = (...parts: readonly string[]) => parts.join('\n');

  return {
    put: async (incoming) => {
      const inserted: CustomerEvent[] = [];
      for (const event of incoming) {
        const key = keyOf(event.profileId, event.originalTimestamp, event.messageId);
        if (!events.has(key)) inserted.push(event);
        events.set(key, structuredClone(event));
      }
      for (const event of inserted) {
        sequence += 1n;
        for (const listener of listeners) listener(structuredClone(event), String(sequence));
      }
    },

    firstReceipt: async (profileId, messageId, receivedAt) => {
      const key = keyOf(profileId, messageId);
      const first = receipts.get(key) ?? receivedAt;
      receipts.set(key, first);
      return first;
    },

    timeline: async (profileIds, limit, next) => {
      const last = next === undefined ? undefined : readPageToken(next, timelinePosition);
      const partitions = new Set<string>(distinctProfiles(profileIds));
      const readable = [...events.values()].map((event) => ({ position: positionOf(event), event }));
      const candidates = [...readable, ...unreadable].filter(
        ({ position }) => partitions.has(position.p) && (last === undefined || comesAfter(position, last)),
      );
      return timelinePage(candidates, limit);
    },

    get: async (profileId, originalTimestamp, messageId) =>
      structuredClone(events.get(keyOf(profileId, originalTimestamp, messageId))),

    onInsert: (listener) => {
      listeners.push(listener);
    },

    spoil: (profileId, originalTimestamp, messageId) => {
      unreadable.push({ position: { t: originalTimestamp, m: messageId, p: profileId } });
    },

    all: () => [...events.values()],
  };
};
