import { came, timedOut } from '#shared/domain/journey/awaited.ts';
import type { Flow, FlowNode } from './flow.ts';
import { identify } from './identify-steps.ts';

/** A point of a journey at which ways part. */
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

/** Every fork, in the order of the journey's file. */
export const forksIn = (flow: Flow): readonly Fork[] =>
  flow.filter(isFork).flatMap((fork) => [fork, ...[...armsOf(fork).values()].flatMap(forksIn)]);
