import { TributaryError } from '#shared/domain/errors.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { applyEvents, type DeclaredEvents } from './apply-events.ts';
import { afterFold, afterPassing, afterPutAside, compareSequence, placeOf, type StreamPlace } from './fold-position.ts';
import { ownEntry } from './own-entry.ts';
import type { FoldPosition, Profile } from './profile.ts';
import type { ProfileId } from './profile-id.ts';
import { isTooLarge, maxProfileBytes } from './profile-size.ts';

/** An event where the stream has it: the partition it is stored in, and its place there; or what is wrong with it. */
export interface FoldRecord extends StreamPlace {
  readonly partition: ProfileId;
  readonly content:
    | { readonly kind: 'event'; readonly event: CustomerEvent }
    | { readonly kind: 'unreadable'; readonly reason: string };
}

/**
 * A record that a profile cannot take. `put-aside`: it was ahead, and the new position lists it as open. `still-open`: it was open before
 * and remains so. `passed`: it was ahead and can never be folded, since the profile keeps {@link maxOpenRecords} open already; the
 * event stays in the log, from which a profile can be built again.
 */
export interface RefusedRecord<R extends FoldRecord> {
  readonly record: R;
  readonly reason: string;
  readonly fate: 'put-aside' | 'still-open' | 'passed';
}

/** What a fold made of its records. Those that were folded before are in neither list. */
export interface FoldResult<R extends FoldRecord> {
  readonly profile: Profile;
  readonly folded: readonly R[];
  readonly refused: readonly RefusedRecord<R>[];
}

/**
 * How many put-aside records a profile keeps open, over all its partitions. One takes some 40 bytes of an item that may not pass
 * 400 KB, and the rest of a profile ends at {@link maxProfileBytes}: both together stay below.
 */
export const maxOpenRecords = 1_000;

/**
 * Folds records into a profile, each at most once, ever: a record at or below its partition's position was folded before, unless
 * the position keeps it open. The positions move with the facts, in the same value, so whoever stores it stores both or neither.
 *
 * Expects what a stream gives: each partition's records complete up to the highest one given. Their order in `records` is free,
 * and one that is there twice counts once. What it takes for DynamoDB and Lambda to give that: docs/decisions/0011.
 */
export const foldRecords = <R extends FoldRecord>(
  profile: Profile,
  records: readonly R[],
  declared: DeclaredEvents,
): FoldResult<R> => {
  const fresh = unfolded(profile, records);
  if (fresh.length === 0) return { profile, folded: [], refused: [] };
  return foldTogether(profile, fresh, declared) ?? foldOneByOne(profile, fresh, declared);
};

/** Records not folded yet, each once, in the order of the stream. */
const unfolded = <R extends FoldRecord>(profile: Profile, records: readonly R[]): readonly R[] => {
  const fresh = records.filter((record) => placeOf(ownEntry(profile.folded, record.partition), record) !== 'folded');
  if (fresh.length < 2) return fresh;
  return fresh
    .sort((a, b) => compareSequence(a.sequenceNumber, b.sequenceNumber))
    .filter((record, index, all) => {
      // A stream numbers its records without repetition, so only a repeated record, or one of another stream, has the same number.
      for (let earlier = index - 1; all[earlier]?.sequenceNumber === record.sequenceNumber; earlier -= 1) {
        if (all[earlier]?.stream === record.stream && all[earlier]?.partition === record.partition) return false;
      }
      return true;
    });
};

/** The common case, all in one go; undefined when there is anything unusual about any of them. */
const foldTogether = <R extends FoldRecord>(
  profile: Profile,
  records: readonly R[],
  declared: DeclaredEvents,
): FoldResult<R> | undefined => {
  const events: CustomerEvent[] = [];
  for (const { content } of records) {
    if (content.kind !== 'event' || !isRealInstant(content.event.timestamp)) return undefined;
    events.push(content.event);
  }
  try {
    const applied = applyEvents(profile, events, declared);
    if (isTooLarge(applied)) return undefined;
    const folded: Record<string, FoldPosition> = { ...profile.folded };
    for (const record of records) folded[record.partition] = afterFold(folded[record.partition], record);
    return { profile: { ...applied, folded }, folded: records, refused: [] };
  } catch {
    return undefined;
  }
};

/** So that one record's trouble does not become the others'. */
const foldOneByOne = <R extends FoldRecord>(profile: Profile, records: readonly R[], declared: DeclaredEvents): FoldResult<R> => {
  let current = profile;
  const positions: Record<string, FoldPosition> = { ...profile.folded };
  let open = Object.values(positions).reduce((sum, position) => sum + (position.except?.length ?? 0), 0);
  const folded: R[] = [];
  const refused: RefusedRecord<R>[] = [];
  for (const record of records) {
    const { partition } = record;
    const position = positions[partition];
    const outcome = applyOne(current, record, declared);
    if (typeof outcome !== 'string') {
      current = outcome;
      positions[partition] = afterFold(position, record);
      folded.push(record);
    } else if (placeOf(position, record) === 'open') {
      refused.push({ record, reason: outcome, fate: 'still-open' });
    } else if (open >= maxOpenRecords) {
      positions[partition] = afterPassing(position, record);
      refused.push({ record, reason: outcome, fate: 'passed' });
    } else {
      open += 1;
      positions[partition] = afterPutAside(position, record);
      refused.push({ record, reason: outcome, fate: 'put-aside' });
    }
  }
  return { profile: { ...current, folded: positions }, folded, refused };
};

/** The profile with this record's event, or why it cannot be. */
const applyOne = (profile: Profile, record: FoldRecord, declared: DeclaredEvents): Profile | string => {
  if (record.content.kind === 'unreadable') return record.content.reason;
  const { event } = record.content;
  if (!isRealInstant(event.timestamp)) return 'the event time is not a day of the calendar';
  try {
    const applied = applyEvents(profile, [event], declared);
    return isTooLarge(applied) ? `the profile would be larger than ${maxProfileBytes / 1024} KB` : applied;
  } catch (error) {
    // Of others' errors the class only: a message may quote what it stumbled over.
    if (error instanceof TributaryError) return error.message;
    return `folding failed: ${error instanceof Error ? error.name : 'not an error'}`;
  }
};

/** Profiles keep instants as numbers, so an instant must survive the way there and back; 30 February does not. */
const isRealInstant = (text: string): boolean => {
  const time = Date.parse(text);
  return !Number.isNaN(time) && (isEasyDay(text) || new Date(time).toISOString() === text);
};

/** Days 01 to 28 exist in every month, which spares nearly all events the second conversion. */
const isEasyDay = (text: string): boolean => text.length === 24 && text.slice(8, 10) <= '28';
