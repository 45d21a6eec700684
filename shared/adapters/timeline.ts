import * as z from 'zod/mini';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { TimelinePage } from '#shared/ports/event-store.ts';
import { pageToken } from './page-token.ts';

/** Where an event stands in the timeline of several partitions: by its client time, then messageId, then partition. */
export const timelinePosition = z.object({ t: z.string(), m: z.string(), p: z.string() });
export type TimelinePosition = z.infer<typeof timelinePosition>;

export const positionOf = (event: CustomerEvent): TimelinePosition => ({
  t: event.originalTimestamp,
  m: event.messageId,
  p: event.profileId,
});

/** Whether an event at this position comes after `last` in a timeline that runs from newest to oldest. */
export const comesAfter = (position: TimelinePosition, last: TimelinePosition): boolean => compare(position, last) < 0;

// By bytes, as DynamoDB orders a sort key, since pages read from several partitions have to meet at one line.
const compareText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const compare = (a: TimelinePosition, b: TimelinePosition): number =>
  compareText(a.t, b.t) || compareText(a.m, b.m) || compareText(a.p, b.p);

/** What stands at one position of a log: an event, or something that cannot be read as one. */
export interface TimelineEntry {
  readonly position: TimelinePosition;
  readonly event?: CustomerEvent;
}

/** The page out of candidates that hold at least `limit + 1` readable events of each partition, or all there is. */
export const timelinePage = (candidates: readonly TimelineEntry[], limit: number): TimelinePage => {
  const sorted = [...candidates].sort((a, b) => compare(b.position, a.position));
  const readable = sorted.flatMap(({ event }) => event ?? []);
  const events = readable.slice(0, limit);
  const last = events.at(-1);
  const next = readable.length > limit && last ? positionOf(last) : undefined;
  // What stands behind the last event of this page is counted on the next one.
  const passed = sorted.filter(({ position, event }) => event === undefined && !(next && comesAfter(position, next)));
  return { events, ...(passed.length > 0 && { unreadable: passed.length }), ...(next && { next: pageToken(next) }) };
};

export const distinctProfiles = (ids: readonly ProfileId[]): ProfileId[] => [...new Set(ids)];
