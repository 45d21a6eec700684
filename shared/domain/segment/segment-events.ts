import { ownEvent } from '#shared/domain/event/own-event.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { isProfileId, type ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Membership } from './segment.ts';

export const segmentEntered = 'Segment Entered';
export const segmentExited = 'Segment Exited';

/**
 * What segments tell the customer's log. Ids and times come from the profile as stored, never from a clock, so that
 * putting an event again, after a crash or a redelivery, writes the same item.
 */
export const segmentEvent = (profileId: ProfileId, segment: string, { state, at, of = profileId }: Membership): CustomerEvent =>
  ownEvent({
    profileId: isProfileId(of) ? of : profileId,
    name: state === 'in' ? segmentEntered : segmentExited,
    messageId: `segment:${segment}:${state}:${at}`,
    at,
    properties: { segment },
    channel: 'segment',
  });

/** Tells a journey with a schedule that it is a customer's turn. One for each customer and each time that it is due. */
export const journeyDue = (profileId: ProfileId, journey: string, dueAt: string): CustomerEvent =>
  ownEvent({
    profileId,
    name: 'Journey Due',
    messageId: `due:${journey}:${dueAt}`,
    at: dueAt,
    properties: { journey, dueAt },
    channel: 'journey',
  });

/** Whether an event tells of a segment: a profile is not evaluated on it, or a segment that counts such events would never rest. */
export const tellsOfSegment = ({ name, type }: CustomerEvent): boolean =>
  type === 'track' && (name === segmentEntered || name === segmentExited);

/** The events of all memberships that one of these sources has brought about, those of the segments left first. */
export const eventsBroughtBy = (profile: Profile, isSource: (by: string) => boolean): readonly CustomerEvent[] => {
  const found: (readonly [string, Membership])[] = [];
  for (const name in profile.segments) {
    const membership = profile.segments[name];
    if (membership !== undefined && isSource(membership.by)) found.push([name, membership]);
  }
  return found
    .sort(([a, { state: of }], [b, { state: to }]) => (of === to ? (a < b ? -1 : 1) : of === 'out' ? -1 : 1))
    .map(([name, membership]) => segmentEvent(profile.id, name, membership));
};

/** The stream delivers a record again for 24 hours, and an hour more is for clocks. */
const longestUntoldMilliseconds = 25 * 3_600_000;

/**
 * The events of memberships that `after` no longer holds. Whoever replaces a membership puts its event first: the batch that
 * brought it about may have been interrupted before it did, and would not find it again. An older one has been told long since.
 */
export const eventsOfReplaced = (before: readonly Profile[], after: Profile, now: Date): readonly CustomerEvent[] => {
  const since = now.getTime() - longestUntoldMilliseconds;
  const replaced: CustomerEvent[] = [];
  for (const profile of before) {
    for (const name in profile.segments) {
      const membership = profile.segments[name];
      if (membership === undefined || Date.parse(membership.at) < since) continue;
      const stands = Object.hasOwn(after.segments, name) ? after.segments[name] : undefined;
      if (stands?.at === membership.at && stands.state === membership.state && stands.by === membership.by) continue;
      replaced.push(segmentEvent(profile.id, name, membership));
    }
  }
  return replaced;
};
