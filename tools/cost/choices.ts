import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { toFlow } from '#statemachines/journeys/flow.ts';
import { armsOf, type Fork, forksIn, stepOf } from '#statemachines/journeys/forks.ts';
import { identify } from '#statemachines/journeys/identify-steps.ts';
import type { Likely } from '#statemachines/journeys/read-likely.ts';

/** A step at which journeys of customers part, and how likely each of its arms is for those who come there. */
export interface Choice {
  /** Of the step. */
  readonly step: string;
  readonly name: string;
  readonly arms: readonly Arm[];
}

export interface Arm {
  readonly label: string;
  /** Of all arms of a step together 1. */
  readonly probability: number;
}

/**
 * Every choice of a journey, in the order of its file. Of a step that nothing is said of here, it is as likely as the file says. What is
 * said nowhere of a split follows from its weights; of branches and waits for events nothing is known then, and all arms are taken to be
 * as likely. Where something was said of some arms, the others share the rest.
 */
export const choicesOf = ({ written, likely = {} }: CompiledJourney, said: Likely = {}): readonly Choice[] =>
  forksIn(toFlow(written.steps)).map((fork) => {
    const step = stepOf(fork);
    const arms = withProbabilities(weightsOf(fork), ownEntry(said, step) ?? ownEntry(likely, step) ?? {});
    return { step, name: identify(fork.placed.step).name, arms };
  });

const weightsOf = (fork: Fork): readonly (readonly [label: string, weight: number])[] => {
  const split = fork.kind === 'choose' ? fork.choose(() => []) : undefined;
  return split?.kind === 'split'
    ? split.arms.map(({ label, weight }) => [label, weight] as const)
    : [...armsOf(fork).keys()].map((label) => [label, 1] as const);
};

const withProbabilities = (
  weights: readonly (readonly [label: string, weight: number])[],
  said: Readonly<Record<string, number>>,
): readonly Arm[] => {
  const isSaid = (label: string) => Object.hasOwn(said, label);
  const rest = Math.max(0, 1 - weights.reduce((sum, [label]) => sum + (isSaid(label) ? (said[label] ?? 0) : 0), 0));
  const unsaid = weights.reduce((sum, [label, weight]) => sum + (isSaid(label) ? 0 : weight), 0);
  return weights.map(([label, weight]) => ({
    label,
    probability: isSaid(label) ? (said[label] ?? 0) : unsaid === 0 ? 0 : (rest * weight) / unsaid,
  }));
};
