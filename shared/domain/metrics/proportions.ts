/** How often something came true: in `of` of `n`. */
export interface Proportion {
  readonly of: number;
  readonly n: number;
}

export type Interval = readonly [low: number, high: number];

/** Of the standard normal distribution: 95 % lie between minus and plus this. */
const z = 1.959963984540054;

export const rateOf = ({ of, n }: Proportion): number => of / n;

/** The 95 % score interval of a proportion: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212. `n` at least 1. */
export const wilsonInterval = ({ of, n }: Proportion): Interval => {
  const centre = of + (z * z) / 2;
  const spread = z * Math.sqrt((of * (n - of)) / n + (z * z) / 4);
  const within = (value: number): number => Math.min(1, Math.max(0, value / (n + z * z)));
  // Where all or none came true the bound is exact, and what rounding leaves of it would be shown.
  return [of === 0 ? 0 : within(centre - spread), of === n ? 1 : within(centre + spread)];
};

/**
 * By how much `a` is more often true than `b`, with its 95 % interval by Newcombe's hybrid score method: R. G. Newcombe, Stat. Med. 17 (1998)
 * 873–890, method 10. It is made from the two Wilson intervals, so it stays within −1 and 1 and holds for small groups and
 * for groups in which nobody converted, where the usual one (Wald's) is far too sure of itself. The two groups must be independent.
 */
export const differenceOf = (a: Proportion, b: Proportion): { readonly difference: number; readonly interval: Interval } => {
  const difference = rateOf(a) - rateOf(b);
  const [lowA, highA] = wilsonInterval(a);
  const [lowB, highB] = wilsonInterval(b);
  return {
    difference,
    interval: [
      difference - Math.hypot(rateOf(a) - lowA, highB - rateOf(b)),
      difference + Math.hypot(highA - rateOf(a), rateOf(b) - lowB),
    ],
  };
};
