import { createHash } from 'node:crypto';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { type Flow, toFlow } from '#statemachines/journeys/flow.ts';
import { armsOf, isFork, stepOf } from '#statemachines/journeys/forks.ts';
import type { Choice } from './choices.ts';

/** One way through a journey: the arm taken at each step at which ways part, in the order in which they are come to. */
export interface Way {
  readonly arms: ReadonlyMap<string, string>;
  /** Of all ways together 1. */
  readonly probability: number;
}

export interface Ways {
  readonly ways: readonly Way[];
  /** How many there are; more than are listed where they are a sample. */
  readonly all: number;
}

/** More ways than this are not counted one by one: each takes some hundredths of a second. */
export const mostWays = 64;

/**
 * The ways through a journey that somebody can take. Of too many, a sample of {@link mostWays} that stand for the same share each: at every
 * step it takes each arm as often as its probability says, as far as that divides, and arms of different steps meet each other without a
 * pattern (a Latin hypercube). What a way costs is nearly the sum of what its stages cost, so the mean of such a sample is nearly that of
 * all. It is always the same sample.
 */
export const waysThrough = ({ written }: CompiledJourney, choices: readonly Choice[]): Ways => {
  const flow = toFlow(written.steps);
  const arms = new Map(choices.map((choice) => [choice.step, choice.arms.filter(({ probability }) => probability > 0)]));
  const all = countWays(flow, arms);
  if (all.open + all.ended > mostWays) return { ways: sample(flow, arms), all: all.open + all.ended };
  const ways = follow(flow, [{ arms: new Map(), probability: 1, isOver: false }], arms);
  return { ways: ways.map(({ isOver: _, ...way }) => way), all: ways.length };
};

type Arms = ReadonlyMap<string, Choice['arms']>;
type Going = Way & { readonly isOver: boolean };

const follow = (flow: Flow, from: readonly Going[], choices: Arms): readonly Going[] => {
  let ways = from;
  for (const node of flow) {
    if (node.kind === 'end') return ways.map((way) => ({ ...way, isOver: true }));
    if (!isFork(node)) continue;
    const step = stepOf(node);
    const next = armsOf(node);
    ways = ways.flatMap((way) =>
      way.isOver
        ? [way]
        : (choices.get(step) ?? []).flatMap(({ label, probability }) =>
            follow(
              next.get(label) ?? [],
              [{ arms: new Map([...way.arms, [step, label]]), probability: way.probability * probability, isOver: false }],
              choices,
            ),
          ),
    );
  }
  return ways;
};

/** `open`: ways that come to the end of the list; `ended`: those that end on the way. */
const countWays = (flow: Flow, choices: Arms): { readonly open: number; readonly ended: number } => {
  let open = 1;
  let ended = 0;
  for (const node of flow) {
    if (node.kind === 'end') return { open: 0, ended: ended + open };
    if (!isFork(node)) continue;
    const next = armsOf(node);
    const arms = (choices.get(stepOf(node)) ?? []).map(({ label }) => countWays(next.get(label) ?? [], choices));
    ended += open * arms.reduce((sum, arm) => sum + arm.ended, 0);
    open *= arms.reduce((sum, arm) => sum + arm.open, 0);
  }
  return { open, ended };
};

const sample = (flow: Flow, choices: Arms): readonly Way[] => {
  const places = new Map([...choices.keys()].map((step) => [step, shuffled(step)]));
  return Array.from({ length: mostWays }, (_, number): Way => {
    const arms = new Map<string, string>();
    const walk = (nodes: Flow): 'over' | undefined => {
      for (const node of nodes) {
        if (node.kind === 'end') return 'over';
        if (!isFork(node)) continue;
        const step = stepOf(node);
        const label = armAt(choices.get(step) ?? [], ((places.get(step)?.[number] ?? 0) + 0.5) / mostWays);
        arms.set(step, label);
        if (walk(armsOf(node).get(label) ?? []) === 'over') return 'over';
      }
      return undefined;
    };
    walk(flow);
    return { arms, probability: 1 / mostWays };
  });
};

/** The numbers below {@link mostWays} in an order of the step's own. */
const shuffled = (step: string): readonly number[] => {
  const key = (number: number) => createHash('sha256').update(`${number} ${step}`).digest('hex');
  const order = Array.from({ length: mostWays }, (_, number) => ({ number, key: key(number) }));
  return order.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ number }) => number);
};

const armAt = (arms: Choice['arms'], share: number): string => {
  let before = 0;
  for (const { label, probability } of arms) {
    before += probability;
    if (share < before) return label;
  }
  return arms.at(-1)?.label ?? '';
};
