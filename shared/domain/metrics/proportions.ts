/** How often something came true: in `of` of `n`. */
export interface Proportion {
  readonly of: number;
  readonly n: number;
}

export type Interval = readonly [low: number, high: number];

/** Quantiles of the standard normal distribution, at 1 − 0.025 / m for m = 1, 2, …, 9. */
const quantiles = [
  1.9599639845400536, 2.2414027276049464, 2.3939797998185104, 2.4977054744123737, 2.5758293035489, 2.638257273476751,
  2.690109527158866, 2.734368786533176, 2.772921294608662,
];

/** The most intervals that {@link zOf} holds together. */
export const mostComparisons = quantiles.length;

/** How wide `comparisons` intervals (9 at most) must be, in standard errors, to hold all together in 95 % of cases: Bonferroni's way. */
export const zOf = (comparisons: number): number => {
  const z = quantiles[Math.max(comparisons, 1) - 1];
  if (z === undefined) throw new RangeError(`${comparisons} comparisons are more than ${mostComparisons}`);
  return z;
};

const usual = zOf(1);

/** Of the standard normal distribution: one in 10,000 lies outside of minus and plus this. */
export const zOfOneIn10000 = 3.89059188641312;

export const rateOf = ({ of, n }: Proportion): number => of / n;

/**
 * The score interval of a proportion: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212. `n` at least 1; `z` standard errors to either side,
 * those of 95 % if none are given.
 */
export const wilsonInterval = ({ of, n }: Proportion, z = usual): Interval => {
  const centre = of + (z * z) / 2;
  const spread = z * Math.sqrt((of * (n - of)) / n + (z * z) / 4);
  const within = (value: number): number => Math.min(1, Math.max(0, value / (n + z * z)));
  // Where all or none came true the bound is exact, and what rounding leaves of it would be shown.
  return [of === 0 ? 0 : within(centre - spread), of === n ? 1 : within(centre + spread)];
};

/**
 * By how much `a` is more often true than `b`, with its interval (95 % if no `z` is given) by Newcombe's hybrid score method: R. G. Newcombe, Stat. Med. 17 (1998)
 * 873–890, method 10. It is made from the two Wilson intervals, so it stays within −1 and 1 and holds for small groups and
 * for groups in which nobody converted, where the usual one (Wald's) is far too sure of itself. The two groups must be independent.
 */
export const differenceOf = (
  a: Proportion,
  b: Proportion,
  z = usual,
): { readonly difference: number; readonly interval: Interval } => {
  const difference = rateOf(a) - rateOf(b);
  const [lowA, highA] = wilsonInterval(a, z);
  const [lowB, highB] = wilsonInterval(b, z);
  return {
    difference,
    interval: [
      difference - Math.hypot(rateOf(a) - lowA, highB - rateOf(b)),
      difference + Math.hypot(highA - rateOf(a), rateOf(b) - lowB),
    ],
  };
};
