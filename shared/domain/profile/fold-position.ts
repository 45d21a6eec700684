import type { FoldPosition } from './profile.ts';

/** Where a record is: in which stream, where that is known (see `streamName`), and at which of its sequence numbers. */
export interface StreamPlace {
  readonly stream?: string;
  readonly sequenceNumber: string;
}

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

/** A stream that the position knows nothing of starts anew: its sequence numbers say nothing about those of another. */
export const placeOf = (position: FoldPosition | undefined, place: StreamPlace): Place => {
  if (position === undefined) return 'ahead';
  if (position.except?.some((open) => isAt(open, place))) return 'open';
  const which = markFor(position, place);
  const mark = which === undefined ? undefined : position[which];
  return mark === undefined || compareSequence(place.sequenceNumber, readMark(mark).sequenceNumber) > 0 ? 'ahead' : 'folded';
};

/** The position after a record was folded: the mark moves up, or the record is struck off the list of those put aside. */
export const afterFold = (position: FoldPosition | undefined, place: StreamPlace): FoldPosition => {
  if (position === undefined || placeOf(position, place) === 'ahead') return moved(position, place);
  const { except = [], ...marks } = position;
  const open = except.filter((one) => !isAt(one, place));
  return open.length === 0 ? marks : { ...marks, except: open };
};

/** The position after a record was put aside: the mark moves past it, and the list keeps it open. Anywhere else nothing changes. */
export const afterPutAside = (position: FoldPosition | undefined, place: StreamPlace): FoldPosition => {
  if (position !== undefined && placeOf(position, place) !== 'ahead') return position;
  return { ...moved(position, place), except: [...(position?.except ?? []), markOf(place)] };
};

/** The position after a record was passed for good, because no more can be kept open. */
export const afterPassing = (position: FoldPosition | undefined, place: StreamPlace): FoldPosition =>
  position !== undefined && placeOf(position, place) !== 'ahead' ? position : moved(position, place);

/** The mark of the record's stream moves up to it, or a new stream's begins there and the oldest is forgotten. */
const moved = (position: FoldPosition | undefined, place: StreamPlace): FoldPosition => {
  if (position === undefined) return { upTo: markOf(place) };
  const which = markFor(position, place);
  return which === undefined
    ? { ...position, upTo: markOf(place), before: position.upTo }
    : { ...position, [which]: markOf({ ...readMark(position[which] ?? ''), ...place }) };
};

const markFor = ({ upTo, before }: FoldPosition, place: StreamPlace): 'upTo' | 'before' | undefined => {
  if (isSameStream(readMark(upTo), place)) return 'upTo';
  return before !== undefined && isSameStream(readMark(before), place) ? 'before' : undefined;
};

const separator = ':';

const markOf = ({ stream, sequenceNumber }: StreamPlace): string =>
  stream === undefined ? sequenceNumber : stream + separator + sequenceNumber;

const readMark = (mark: string): StreamPlace => {
  const end = mark.indexOf(separator);
  return end < 0 ? { sequenceNumber: mark } : { stream: mark.slice(0, end), sequenceNumber: mark.slice(end + 1) };
};

/** A place without a stream is one of the time before places had one: it is taken for the stream that is there. */
const isSameStream = (a: StreamPlace, b: StreamPlace): boolean =>
  a.stream === undefined || b.stream === undefined || a.stream === b.stream;

const isAt = (mark: string, place: StreamPlace): boolean => {
  const marked = readMark(mark);
  return marked.sequenceNumber === place.sequenceNumber && isSameStream(marked, place);
};
