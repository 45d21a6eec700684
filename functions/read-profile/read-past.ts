import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventStore } from '#shared/ports/event-store.ts';

/** The log is sorted by the sender's clock, which may be wrong by so much and not a fool's. */
const clockSlackMilliseconds = 48 * 3_600_000;
const pageSize = 200;
/** 5,000 events: some years of most customers, and read within seconds. */
const mostPages = 25;

export interface ReadPast {
  readonly events: readonly CustomerEvent[];
  readonly isAll: boolean;
  readonly incompleteBefore?: string;
}

/**
 * The log back to the entry of the first of these runs, as far as it can be read at once, and the events that brought them in. Nothing is read
 * for somebody without runs.
 */
export const readPast = async (
  events: Pick<EventStore, 'timeline' | 'get'>,
  ids: readonly ProfileId[],
  runs: readonly JourneyRun[],
): Promise<ReadPast> => {
  const [first] = runs.map(({ enteredAt }) => enteredAt).toSorted();
  if (first === undefined) return { events: [], isAll: false };
  const earliest = new Date(Date.parse(first) - clockSlackMilliseconds).toISOString();
  const entries = Promise.all(
    runs.flatMap(({ entry }) =>
      entry === undefined ? [] : [events.get(entry.profileId, entry.originalTimestamp, entry.messageId)],
    ),
  );
  const read: CustomerEvent[] = [];
  let next: string | undefined;
  let reachesBack = false;
  for (let page = 0; page < mostPages && !reachesBack; page += 1) {
    const timeline = await events.timeline(ids, pageSize, next);
    read.push(...timeline.events);
    next = timeline.next;
    const oldest = timeline.events.at(-1);
    reachesBack = next === undefined || (oldest !== undefined && oldest.originalTimestamp < earliest);
  }
  const oldest = read.at(-1);
  return {
    events: [...read, ...(await entries).flatMap((event) => event ?? [])],
    isAll: next === undefined,
    ...(reachesBack || oldest === undefined ? {} : { incompleteBefore: oldest.originalTimestamp }),
  };
};
