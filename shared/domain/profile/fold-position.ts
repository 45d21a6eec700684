import type { FoldPosition } from './profile.ts';

/**
 * Orders two stream sequence numbers. They are decimal numbers without leading zeros, too long for a double: the longer one is
 * the greater, and among equally long ones the text order is the number's.
 *
 * @returns below zero when `a` comes first, zero when they are the same, above zero when `b` comes first.
 */
export const compareSequence = (a: string, b: string): number => {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/**
 * `ahead`: the stream had not come to this record yet, as far as the profile knows. `open`: it was put aside, and may still be
 * folded. `folded`: it counts in the profile already; this is a redelivery.
 */
export type Place = 'ahead' | 'open' | 'folded';

export const placeOf = (position: FoldPosition | undefined, sequenceNumber: string): Place => {
  if (position === undefined || compareSequence(sequenceNumber, position.upTo) > 0) return 'ahead';
  return position.except?.includes(sequenceNumber) ? 'open' : 'folded';
};

/** The position after a record was folded: the mark moves up, or the record is struck off the list of those put aside. */
export const afterFold = (position: FoldPosition | undefined, sequenceNumber: string): FoldPosition => {
  if (position === undefined) return { upTo: sequenceNumber };
  if (placeOf(position, sequenceNumber) === 'ahead') return { ...position, upTo: sequenceNumber };
  const except = position.except?.filter((open) => open !== sequenceNumber) ?? [];
  return except.length === 0 ? { upTo: position.upTo } : { upTo: position.upTo, except };
};

/** The position after a record was put aside: the mark moves past it, and the list keeps it open. Anywhere else nothing changes. */
export const afterPutAside = (position: FoldPosition | undefined, sequenceNumber: string): FoldPosition => {
  if (position === undefined) return { upTo: sequenceNumber, except: [sequenceNumber] };
  if (placeOf(position, sequenceNumber) !== 'ahead') return position;
  return { upTo: sequenceNumber, except: [...(position.except ?? []), sequenceNumber] };
};

/** The position after a record was passed for good, because no more can be kept open. */
export const afterPassing = (position: FoldPosition | undefined, sequenceNumber: string): FoldPosition =>
  position !== undefined && placeOf(position, sequenceNumber) !== 'ahead' ? position : { ...position, upTo: sequenceNumber };
