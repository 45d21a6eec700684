import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { applyEvents, type DeclaredEvents } from './apply-events.ts';
import { afterFold, afterPassing, afterPutAside, compareSequence, placeOf } from './fold-position.ts';
import { ownEntry } from './own-entry.ts';
import type { FoldPosition, Profile } from './profile.ts';
import type { ProfileId } from './profile-id.ts';
import { isTooLarge, maxProfileBytes } from './profile-size.ts';

/** An event where the stream has it: the partition it is stored in, and its place there; or what is wrong with it. */
export interface FoldRecord {
  readonly partition: ProfileId;
  readonly sequenceNumber: string;
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
 * How many put-aside records a profile keeps open, over all its partitions. One takes some 30 bytes of an item that may not pass
 * 400 KB, and the rest of a profile ends at {@link maxProfileBytes}: both together stay below.
 */
export const maxOpenRecords = 1_000;

/**
 * Folds records into a profile, each at most once, ever: a record at or below its partition's position was folded before, unless
 * the position keeps it open. The positions move with the facts, in the same value, so whoever stores it stores both or neither.
 *
 * Expects what a stream gives: each partition's records complete up to the highest one given. Their order in `records` is free,
 * and one that is there twice counts once. DynamoDB gives that as long as it keeps a partition key's items together, which it does
 * below a sustained thousand writes a second to one key: no customer, but a placeholder id shared by a whole shop could come near.
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
  const fresh = records.filter(
    (record) => placeOf(ownEntry(profile.folded, record.partition), record.sequenceNumber) !== 'folded',
  );
  if (fresh.length < 2) return fresh;
  return fresh
    .sort((a, b) => compareSequence(a.sequenceNumber, b.sequenceNumber))
    .filter((record, index, all) => {
      const previous = all[index - 1];
      return previous?.sequenceNumber !== record.sequenceNumber || previous.partition !== record.partition;
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
    for (const { partition, sequenceNumber } of records) folded[partition] = afterFold(folded[partition], sequenceNumber);
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
    const { partition, sequenceNumber } = record;
    const position = positions[partition];
    const outcome = applyOne(current, record, declared);
    if (typeof outcome !== 'string') {
      current = outcome;
      positions[partition] = afterFold(position, sequenceNumber);
      folded.push(record);
    } else if (placeOf(position, sequenceNumber) === 'open') {
      refused.push({ record, reason: outcome, fate: 'still-open' });
    } else if (open >= maxOpenRecords) {
      positions[partition] = afterPassing(position, sequenceNumber);
      refused.push({ record, reason: outcome, fate: 'passed' });
    } else {
      open += 1;
      positions[partition] = afterPutAside(position, sequenceNumber);
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
    // The class only: a message may quote what it stumbled over.
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
