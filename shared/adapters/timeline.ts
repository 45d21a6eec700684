import * as z from 'zod';
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

/** The page out of candidates that hold at least `limit + 1` events of each partition, or all of them. */
export const timelinePage = (candidates: readonly CustomerEvent[], limit: number): TimelinePage => {
  const sorted = [...candidates].sort((a, b) => compare(positionOf(b), positionOf(a)));
  const events = sorted.slice(0, limit);
  const last = events.at(-1);
  return { events, ...(sorted.length > limit && last && { next: pageToken(positionOf(last)) }) };
};

export const distinctProfiles = (ids: readonly ProfileId[]): ProfileId[] => [...new Set(ids)];
