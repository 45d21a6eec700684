import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import type { Membership, SegmentDefinition } from './segment.ts';

/** Whether the condition of a segment holds for a profile now. Conditions that meet something unknown do not. */
export type HoldsFor = (when: string, profile: Profile) => boolean;

/** Somebody came into a segment or went out of it. */
export interface SegmentChange {
  readonly segment: string;
  readonly to: 'in' | 'out';
  readonly at: string;
  readonly by: string;
}

export interface Evaluated {
  /** The very one given, where nothing changed. */
  readonly profile: Profile;
  /** Those who leave first: who moves from one state to the next is not in both. */
  readonly changes: readonly SegmentChange[];
}

/**
 * Looks which segments a customer is in now. Pure, and indifferent to the order of the definitions. What is stored about segments that no
 * file declares any more is forgotten without a word.
 *
 * @param by what this is looked at on: see {@link Membership}.
 */
export const evaluateSegments = (
  profile: Profile,
  definitions: readonly SegmentDefinition[],
  holds: HoldsFor,
  now: Date,
  by: string,
): Evaluated => {
  const changes: SegmentChange[] = [];
  let stillKnown = 0;
  for (const { segment, when } of definitions) {
    const before = ownEntry(profile.segments, segment);
    if (before !== undefined) stillKnown += 1;
    const to = holds(when, profile) ? 'in' : 'out';
    if (to !== (before?.state ?? 'out')) changes.push({ segment, to, at: afterwards(before?.at, now), by });
  }
  // As nearly always: nothing is written out anew.
  if (changes.length === 0 && stillKnown === Object.keys(profile.segments).length) return { profile, changes };

  const segments: Record<string, Membership> = {};
  for (const { segment } of definitions) {
    const before = ownEntry(profile.segments, segment);
    if (before !== undefined) segments[segment] = before;
  }
  for (const { segment, to, at } of changes) segments[segment] = { state: to, at, by };
  return { profile: { ...profile, segments }, changes: changes.toSorted(leavingFirst) };
};

/** Never at the same time as the change before: the event about it is known by its time, and two would be one. */
const afterwards = (before: string | undefined, now: Date): string =>
  new Date(before === undefined ? now.getTime() : Math.max(now.getTime(), Date.parse(before) + 1)).toISOString();

const leavingFirst = (a: SegmentChange, b: SegmentChange): number =>
  a.to === b.to ? (a.segment < b.segment ? -1 : 1) : a.to === 'out' ? -1 : 1;
