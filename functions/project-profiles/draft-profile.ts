import type { DeclaredEvents } from '#shared/domain/profile/apply-events.ts';
import { foldRecords, type RefusedRecord } from '#shared/domain/profile/fold-records.ts';
import { answersTo, decideLink } from '#shared/domain/profile/links.ts';
import { mergeProfiles, withAlias } from '#shared/domain/profile/merge-profiles.ts';
import { AmountTooLarge } from '#shared/domain/profile/money.ts';
import type { MergedProfile, Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { isTooLarge } from '#shared/domain/profile/profile-size.ts';
import type { LogRecord } from './log-record.ts';
import type { RecordGroup } from './record-group.ts';

/** What a profile will be if the write succeeds, and what it took to get there. */
export interface ProfileDraft {
  readonly before: Profile;
  readonly profile: Profile;
  /** Pointers of the ids that were merged into it. */
  readonly merged: readonly MergedProfile[];
  /** What was known under those ids. */
  readonly others: readonly Profile[];
  /** The groups whose records are folded in it: those given, and those of the profiles merged. */
  readonly groups: readonly RecordGroup[];
  readonly folded: readonly LogRecord[];
  readonly refused: readonly RefusedRecord<LogRecord>[];
  /** More was linked than one write can hold: draft again after this one is written. */
  readonly isPartial: boolean;
}

/** A transaction holds 100 items; this leaves room, and is far more than one batch links in practice. */
const linksPerWrite = 50;

/**
 * Folds groups into their profile and merges what their events link, in memory. `waiting` are the batch's other groups by profile:
 * when one's profile is merged, its records are folded along, which saves it a write of its own.
 *
 * Links are taken from all records, also those folded before: a batch that was interrupted between two writes completes its links when
 * it is delivered again.
 */
export const draftProfile = async (
  before: Profile,
  given: readonly RecordGroup[],
  waiting: ReadonlyMap<ProfileId, RecordGroup>,
  resolve: (id: ProfileId) => Promise<Profile | undefined>,
  declared: DeclaredEvents,
): Promise<ProfileDraft> => {
  let profile = before;
  let isPartial = false;
  const merged: MergedProfile[] = [];
  const others: Profile[] = [];
  const folded: LogRecord[] = [];
  const refused: RefusedRecord<LogRecord>[] = [];
  const groups = [...given];

  // `groups` grows while it is walked: merged profiles bring their records, which may bring further links.
  for (const group of groups) {
    const result = foldRecords(profile, group.records, declared);
    profile = result.profile;
    folded.push(...result.folded);
    refused.push(...result.refused);

    for (const link of group.links) {
      if (answersTo(profile, link.id)) continue;
      if (merged.length === linksPerWrite) {
        isPartial = true;
        break;
      }
      const decision = decideLink(profile, link, await resolve(link.id));
      if (decision.kind === 'known' || decision.kind === 'leave') continue;
      const other = decision.kind === 'merge' ? decision.other : { id: link.id, version: 0 };
      const joined = decision.kind === 'merge' ? joinedWith(profile, decision.other) : withAlias(profile, link.id);
      // Two profiles too large for one item, or for one sum, stay two; the next event with both ids asks again.
      if (joined === undefined || isTooLarge(joined)) continue;
      profile = joined;
      if (decision.kind === 'merge') others.push(decision.other);
      merged.push({ id: other.id, version: other.version, mergedInto: profile.id });
      const brought = waiting.get(other.id);
      if (brought !== undefined && !groups.includes(brought)) groups.push(brought);
    }
  }
  return { before, profile, merged, others, groups, folded, refused, isPartial };
};

const joinedWith = (profile: Profile, other: Profile): Profile | undefined => {
  try {
    return mergeProfiles(profile, other);
  } catch (error) {
    if (error instanceof AmountTooLarge) return undefined;
    throw error;
  }
};
