import { type JourneyRun, personOf } from '#shared/domain/journey/run.ts';
import { type JourneyMetrics, type NoLiftReason, noLiftReasons } from './journey-metrics.ts';
import type { JourneyOutline } from './journey-outline.ts';
import { differenceOf, rateOf, wilsonInterval } from './proportions.ts';

/** Below that the interval says nothing that anybody could act on. */
export const fewest = 20;

type Compared = Pick<JourneyMetrics, 'comparison' | 'lift' | 'noLiftBecause'>;

/** Entered before this instant, the window of the goal is over by now. */
export const matureBefore = (outline: JourneyOutline | undefined, now: Date): string | undefined =>
  outline?.goalWithinMilliseconds === undefined
    ? undefined
    : new Date(now.getTime() - outline.goalWithinMilliseconds).toISOString();

export const isMature = ({ enteredAt }: JourneyRun, before: string | undefined): boolean =>
  before !== undefined && enteredAt < before;

/**
 * The lift of a journey: how much more often its goal is reached by those who entered than by those who were held out of it.
 *
 * Both are judged by the same rule. Everybody counts who entered, whatever became of them, also who left at once: whether they were held out
 * was drawn at the entry, and who stays is no matter of chance. Only those count whose window is over: whoever converts early
 * would otherwise count before those who are not going to. And each customer counts once, with the first run of the time looked at, since
 * two runs of one person are not two independent observations.
 */
export const compareWithHeldOut = (runs: readonly JourneyRun[], outline: JourneyOutline | undefined, now: Date): Compared => {
  const before = matureBefore(outline, now);
  const mature = runs.filter((run) => isMature(run, before));
  const entered = groupOf(mature.filter(({ state }) => state !== 'held-out'));
  const heldOut = groupOf(mature.filter(({ state }) => state === 'held-out'));
  const comparison = { matureBefore: before ?? null, entered, heldOut };

  const reason = whyNone(outline, entered.customers, heldOut.customers);
  if (reason !== undefined) return { comparison, lift: null, noLiftBecause: { reason, explanation: noLiftReasons[reason] } };
  const rest = { of: heldOut.converted, n: heldOut.customers };
  const { difference, interval } = differenceOf({ of: entered.converted, n: entered.customers }, rest);
  const relative = rest.of === 0 ? null : difference / rateOf(rest);
  return { comparison, lift: { difference, interval: [...interval], relative } };
};

const whyNone = (outline: JourneyOutline | undefined, entered: number, heldOut: number): NoLiftReason | undefined => {
  if (outline === undefined) return 'not-deployed';
  if (outline.goalWithinMilliseconds === undefined) return 'no-goal';
  if (heldOut === 0) return 'no-holdout';
  return Math.min(entered, heldOut) < fewest ? 'too-few' : undefined;
};

/** Each customer's first run. */
export const firstRuns = (runs: readonly JourneyRun[]): readonly JourneyRun[] => {
  const firsts = new Map<string, JourneyRun>();
  for (const run of runs) {
    const person = personOf(run);
    const known = firsts.get(person);
    if (known === undefined || run.enteredAt < known.enteredAt) firsts.set(person, run);
  }
  return [...firsts.values()];
};

/** How many of the customers of these runs converted in the first of them. */
export const groupOf = (runs: readonly JourneyRun[]): JourneyMetrics['comparison']['entered'] => {
  const firsts = firstRuns(runs);
  const converted = firsts.filter(({ convertedAt }) => convertedAt !== undefined).length;
  const proportion = { of: converted, n: firsts.length };
  const isNobody = firsts.length === 0;
  return {
    customers: firsts.length,
    converted,
    rate: isNobody ? null : rateOf(proportion),
    interval: isNobody ? null : [...wilsonInterval(proportion)],
  };
};
