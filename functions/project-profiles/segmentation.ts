import type { Profile } from '#shared/domain/profile/profile.ts';
import type { EvaluateProfile } from '#shared/domain/segment/evaluator.ts';
import { eventsOfReplaced, tellsOfSegment } from '#shared/domain/segment/segment-events.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { ProfileDraft } from './draft-profile.ts';

/** What it takes to look which segments a folded profile is in. */
export interface Segmentation {
  readonly evaluate: EvaluateProfile;
  readonly events: Pick<EventStore, 'put'>;
  readonly clock: Clock;
}

/** A draft, with its segments looked at anew. */
export interface EvaluatedDraft {
  readonly profile: Profile;
  /** Events of memberships that the write will replace: to be put before it. */
  readonly replaced: readonly CustomerEvent[];
}

/**
 * Looks which segments the drafted profile is in, where something new has been folded or merged. A draft that changes nothing is a
 * redelivery, and one that holds nothing new but events about segments is left alone, or a segment that counts those would
 * bring about its own next change, forever.
 */
export const evaluateDraft = (draft: ProfileDraft, segmentation: Segmentation | undefined): EvaluatedDraft => {
  const { before, profile, others } = draft;
  const by = profile === before ? undefined : causeOf(draft);
  if (segmentation === undefined || by === undefined) return { profile, replaced: [] };
  const now = segmentation.clock();
  const evaluated = segmentation.evaluate(profile, now, by).profile;
  return { profile: evaluated, replaced: eventsOfReplaced([before, ...others], evaluated, now) };
};

/** The messageId of the last event that was folded; where profiles were merged without one, of an event that was folded before. */
const causeOf = ({ folded, merged, groups }: ProfileDraft): string | undefined => {
  const last = folded.findLast(({ content }) => content.kind === 'event' && !tellsOfSegment(content.event));
  const cause =
    last ?? (merged.length === 0 ? undefined : groups[0]?.records.findLast(({ content }) => content.kind === 'event'));
  return cause?.content.kind === 'event' ? cause.content.event.messageId : undefined;
};
