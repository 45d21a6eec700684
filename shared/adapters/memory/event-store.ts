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

/** An event as it was put last, in the place where it was put first. */
interface Kept {
  event: CustomerEvent;
}

/**
 * Events in this process, with the promises of the real store.
 *
 * @param copies whether whoever puts and gets an event has one of their own, as from a table. A simulation of thousands of customers, in which
 * nobody changes an event, does without.
 */
export const createMemoryEventStore = ({ copies = true }: { readonly copies?: boolean } = {}): MemoryEventStore => {
  const copyOf = <T>(value: T): T => (copies ? structuredClone(value) : value);
  // By profile, as in the table: whoever asks for one customer's events does not go through those of all.
  const partitions = new Map<string, Map<string, Kept>>();
  const log: Kept[] = [];
  const receipts = new Map<string, string>();
  const unreadable: TimelineEntry[] = [];
  const listeners: InsertListener[] = [];
  let sequence = 0n;
  const keyOf = (one: string, other: string) => `${one}\n${other}`;

  return {
    put: async (incoming) => {
      const inserted: CustomerEvent[] = [];
      for (const event of incoming) {
        const partition = partitions.get(event.profileId) ?? new Map<string, Kept>();
        partitions.set(event.profileId, partition);
        const key = keyOf(event.originalTimestamp, event.messageId);
        const there = partition.get(key);
        if (there !== undefined) {
          there.event = copyOf(event);
          continue;
        }
        const kept = { event: copyOf(event) };
        partition.set(key, kept);
        log.push(kept);
        inserted.push(event);
      }
      for (const event of inserted) {
        sequence += 1n;
        for (const listener of listeners) listener(copyOf(event), String(sequence));
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
      const asked = new Set<string>(distinctProfiles(profileIds));
      const own = [...asked].flatMap((id) => [...(partitions.get(id)?.values() ?? [])]);
      const readable = own.map(({ event }) => ({ position: positionOf(event), event }));
      const candidates = [...readable, ...unreadable.filter(({ position }) => asked.has(position.p))].filter(
        ({ position }) => last === undefined || comesAfter(position, last),
      );
      return timelinePage(candidates, limit);
    },

    get: async (profileId, originalTimestamp, messageId) =>
      copyOf(partitions.get(profileId)?.get(keyOf(originalTimestamp, messageId))?.event),

    onInsert: (listener) => {
      listeners.push(listener);
    },

    spoil: (profileId, originalTimestamp, messageId) => {
      unreadable.push({ position: { t: originalTimestamp, m: messageId, p: profileId } });
    },

    all: () => log.map(({ event }) => event),
  };
};
