import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';

/** Reads a customer's log from its newest entry on, page by page. */
export type ReadLog = (
  profileIds: readonly ProfileId[],
  limit: number,
  next?: string,
) => Promise<{ readonly events: readonly CustomerEvent[]; readonly next?: string }>;

/** The log is sorted by the sender's clock, which may be wrong by so much and not a fool's. */
const clockSlackMilliseconds = 48 * 3_600_000;
const pageSize = 200;

/** A customer who does more than this between two looks is not a person, and is judged by the newest of it. */
const mostPages = 10;

/** The events of some names that happened at or after an instant (event time), oldest first. `ids`: all ids of the customer. */
export const eventsSince = async (
  readLog: ReadLog,
  ids: readonly ProfileId[],
  names: readonly string[],
  since: string,
): Promise<readonly CustomerEvent[]> => {
  if (names.length === 0) return [];
  const earliest = new Date(Date.parse(since) - clockSlackMilliseconds).toISOString();
  const found: CustomerEvent[] = [];
  let next: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const read = await readLog(ids, pageSize, next);
    found.push(...read.events.filter(({ name, timestamp }) => names.includes(name) && timestamp >= since));
    const oldest = read.events.at(-1);
    next = read.next;
    if (next === undefined || (oldest !== undefined && oldest.originalTimestamp < earliest)) break;
  }
  return found.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp) || a.messageId.localeCompare(b.messageId));
};
