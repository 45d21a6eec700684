import type { Cap } from './caps.ts';

/** A message on one way through a journey: how many milliseconds after the entry it is sent at the earliest. */
export interface PlannedSend {
  readonly offset: number;
  readonly topic?: string;
}

/** A cap that one way through a journey exceeds by itself. */
export interface BrokenCap {
  readonly cap: Cap;
  /** How many messages go within the length of the cap, at worst. */
  readonly sends: number;
  /** Index of the first message that finds no room. */
  readonly first: number;
}

/** The most messages within any stretch of this length. */
export const mostSendsWithin = (offsets: readonly number[], milliseconds: number): number => {
  const sorted = offsets.toSorted((a, b) => a - b);
  return Math.max(0, ...sorted.map((start, index) => lengthOfWindow(sorted, index, start + milliseconds)));
};

const lengthOfWindow = (sorted: readonly number[], from: number, end: number): number => {
  const next = sorted.findIndex((offset, index) => index >= from && offset >= end);
  return (next === -1 ? sorted.length : next) - from;
};

/** The caps that a journey breaks on this way even for a customer who gets nothing else. */
export const capsBroken = (sends: readonly PlannedSend[], caps: readonly Cap[]): readonly BrokenCap[] =>
  caps.flatMap((cap) => {
    const counted = sends
      .map(({ offset, topic }, index) => ({ offset, topic, index }))
      .filter(({ topic }) => cap.topic === undefined || cap.topic === topic)
      .toSorted((a, b) => a.offset - b.offset);
    const offsets = counted.map(({ offset }) => offset);
    const over = counted.find(({ offset }, index) => {
      const before = offsets[index - cap.most];
      return before !== undefined && offset - before < cap.perMilliseconds;
    });
    return over === undefined ? [] : [{ cap, sends: mostSendsWithin(offsets, cap.perMilliseconds), first: over.index }];
  });
