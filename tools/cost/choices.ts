import { came, timedOut } from '#shared/domain/journey/awaited.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { type Flow, type FlowNode, toFlow } from '#statemachines/journeys/flow.ts';
import { identify } from '#statemachines/journeys/identify-steps.ts';

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

/** What was said or seen of the arms of steps: step → arm → probability, of some or of all. */
export type SaidProbabilities = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A node of a journey at which ways part. */
export type Fork = Extract<FlowNode, { kind: 'choose' | 'wait-for' }>;

export const isFork = (node: FlowNode): node is Fork => node.kind === 'choose' || node.kind === 'wait-for';

export const stepOf = ({ placed }: Fork): string => identify(placed.step).id;

/** What comes after each arm of a fork, as runs note the arm. */
export const armsOf = (fork: Fork): ReadonlyMap<string, Flow> =>
  fork.kind === 'choose'
    ? fork.arms
    : new Map([
        [came, fork.came],
        [timedOut, fork.timedOut],
      ]);

/**
 * Every choice of a journey, in the order of its file. What was not said of a split follows from its weights; of branches and waits for
 * events nothing is known, and all arms are taken to be as likely. Where something was said of some arms, the others share the rest.
 */
export const choicesOf = ({ written }: CompiledJourney, said: SaidProbabilities = {}): readonly Choice[] =>
  forksIn(toFlow(written.steps)).map((fork) => {
    const step = stepOf(fork);
    return { step, name: identify(fork.placed.step).name, arms: withProbabilities(weightsOf(fork), said[step] ?? {}) };
  });

const forksIn = (flow: Flow): readonly Fork[] =>
  flow.filter(isFork).flatMap((fork) => [fork, ...[...armsOf(fork).values()].flatMap(forksIn)]);

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
