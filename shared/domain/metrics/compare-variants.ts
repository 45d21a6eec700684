import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { fewest, firstRuns, groupOf, isMature, matureBefore } from './compare-with-held-out.ts';
import { type JourneyMetrics, type NoComparisonReason, noComparisonReasons } from './journey-metrics.ts';
import type { JourneyOutline } from './journey-outline.ts';
import { differenceOf, wilsonInterval, zOf, zOfOneIn10000 } from './proportions.ts';

type Split = JourneyMetrics['splits'][number];
type SplitStep = JourneyOutline['steps'][number];

/**
 * The splits of a journey: who drew which variant, and what follows from it.
 *
 * Every variant is compared with the first one of the file, by the same rules as entered with held out: first runs of customers whose window
 * is over, whatever became of them. With k variants there are k − 1 chances to be wrong, so each interval is made wider until all of
 * them together hold in 95 % of cases (Bonferroni: 1 − 0.05 / (k − 1) each).
 */
export const splitsOf = (runs: readonly JourneyRun[], outline: JourneyOutline | undefined, now: Date): readonly Split[] =>
  (outline?.steps ?? []).flatMap((step) => (step.kind === 'split' ? [splitOf(step, runs, outline, now)] : []));

const splitOf = (
  { id, name, variants = [] }: SplitStep,
  runs: readonly JourneyRun[],
  outline: JourneyOutline | undefined,
  now: Date,
): Split => {
  const before = matureBefore(outline, now);
  const labelOf = ({ decisions }: JourneyRun): string => decisions?.[id]?.label ?? '';
  const drawing = runs.filter(({ decisions }) => decisions?.[id] !== undefined);
  const drawn = Map.groupBy(drawing, labelOf);
  // A customer who drew otherwise later, after a change of the weights, stays in one group.
  const firsts = Map.groupBy(firstRuns(drawing), labelOf);
  // A variant that the file has no more is still somebody's.
  const inFile = variants.map(({ label }) => label);
  const counted = [...new Set([...inFile, ...[...drawn.keys()].toSorted()])].map((variant) => {
    const own = drawn.get(variant) ?? [];
    return {
      variant,
      entered: own.length,
      converted: own.filter(({ convertedAt }) => convertedAt !== undefined).length,
      mature: groupOf((firsts.get(variant) ?? []).filter((run) => isMature(run, before))),
    };
  });
  // A weight of 0 takes a variant out; in what relation the others stand to each other, it does not change.
  const compared = variants.filter(({ weight }) => weight > 0);
  const current = counted.filter(({ variant }) => compared.some(({ label }) => label === variant));
  const [first] = current;
  const reason = whyNone(
    outline,
    current.map(({ mature }) => mature.customers),
    compared.map(({ label, weight }) => ({ weight, customers: firsts.get(label)?.length ?? 0 })),
  );
  const z = zOf(current.length - 1);
  return {
    step: id,
    name,
    comparedWith: first?.variant ?? null,
    variants: counted.map((each) => ({
      ...each,
      difference:
        reason !== undefined || first === undefined || each === first || !current.includes(each)
          ? null
          : comparedWith(first.mature, each.mature, z),
    })),
    ...(reason === undefined ? {} : { noComparisonBecause: { reason, explanation: noComparisonReasons[reason] } }),
  };
};

const comparedWith = (first: Split['variants'][number]['mature'], other: typeof first, z: number) => {
  const { difference, interval } = differenceOf(
    { of: other.converted, n: other.customers },
    { of: first.converted, n: first.customers },
    z,
  );
  return { points: difference, interval: [...interval] satisfies [number, number] };
};

interface Drawn {
  readonly weight: number;
  readonly customers: number;
}

const whyNone = (
  outline: JourneyOutline | undefined,
  mature: readonly number[],
  drawn: readonly Drawn[],
): NoComparisonReason | undefined => {
  if (outline?.goalWithinMilliseconds === undefined) return 'no-goal';
  if (isUneven(drawn)) return 'uneven';
  return Math.min(...mature) < fewest ? 'too-few' : undefined;
};

/**
 * Whether customers were divided otherwise than by the weights, more than chance does it (once in 10,000 times, for each variant). Then
 * something took people out of one variant or counted them only in another, and no comparison can be trusted: the check for a sample ratio
 * mismatch of A. Fabijan et al., KDD 2019. The score interval holds the weight's share exactly where the χ² test with one degree of freedom
 * does not reject it.
 */
const isUneven = (drawn: readonly Drawn[]): boolean => {
  const n = drawn.reduce((sum, { customers }) => sum + customers, 0);
  const weights = drawn.reduce((sum, { weight }) => sum + weight, 0);
  if (n === 0) return false;
  return drawn.some(({ weight, customers }) => {
    const [low, high] = wilsonInterval({ of: customers, n }, zOfOneIn10000);
    const share = weight / weights;
    return share < low || share > high;
  });
};
