import type { Counter } from './profile.ts';

/** A counter with one more occurrence, at this event time. */
export const counted = (counter: Counter | undefined, at: string): Counter =>
  counter === undefined
    ? { count: 1, first: at, last: at }
    : {
        count: counter.count + 1,
        first: at < counter.first ? at : counter.first,
        last: at > counter.last ? at : counter.last,
      };

export const mergeCounters = (a: Counter, b: Counter): Counter => ({
  count: a.count + b.count,
  first: earlier(a.first, b.first),
  last: later(a.last, b.last),
});

export const earlier = (a: string, b: string): string => (a < b ? a : b);
export const later = (a: string, b: string): string => (a > b ? a : b);
