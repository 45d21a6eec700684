import type { AwaitedEvent } from '#shared/domain/journey/journey.ts';
import type { StageStep } from '#shared/domain/journey/stage-step.ts';
import { longestWaitMilliseconds } from '#shared/domain/time/wait-end.ts';
import type { WaitSpec } from '#shared/domain/time/wait-spec.ts';
import { identify } from './identify-steps.ts';
import type { PlacedStep } from './read-journey.ts';
import type { Identity, Lowered } from './steps/kind.ts';

/** Something of a journey that happens at one point of it, with all that it can lead to inside. */
export type FlowNode =
  | { readonly kind: 'run'; readonly placed: PlacedStep; readonly step: StageStep }
  | {
      readonly kind: 'choose';
      readonly placed: PlacedStep;
      readonly arms: ReadonlyMap<string, Flow>;
      readonly choose: Extract<Lowered, { kind: 'choose' }>['choose'];
    }
  | WaitNode
  | WaitForNode
  | { readonly kind: 'end'; readonly placed: PlacedStep; readonly identity: Identity; readonly reason?: string };

export interface WaitNode {
  readonly kind: 'wait';
  readonly placed: PlacedStep;
  readonly identity: Identity;
  readonly wait: WaitSpec;
}

export interface WaitForNode {
  readonly kind: 'wait-for';
  readonly placed: PlacedStep;
  readonly identity: Identity;
  readonly awaited: AwaitedEvent;
  readonly milliseconds: number;
  readonly came: Flow;
  readonly timedOut: Flow;
}

/** What happens one after the other. */
export type Flow = readonly FlowNode[];

/** The second pass: from steps as they are written to what happens, one kind of step like the other. */
export const toFlow = (steps: readonly PlacedStep[]): Flow =>
  steps.flatMap((placed) => {
    const identity = identify(placed.step);
    return placed.step.lower(identity).map((lowered) => toNode(lowered, placed, identity));
  });

/** Whether it may take any time, because not all of the step can be read: then it counts as no time here. */
export const isUnclear = ({ placed }: FlowNode): boolean => placed.mending !== undefined;

/** Where some of them cannot be read, there may be one that goes on at once. */
const armsOf = ({ arms, mending }: PlacedStep): PlacedStep['arms'] =>
  mending?.hasLostParts === true || arms.size === 0 ? new Map([...arms, ['', []]]) : arms;

const toNode = (lowered: Lowered, placed: PlacedStep, identity: Identity): FlowNode => {
  const arm = (label: string) => toFlow(placed.arms.get(label) ?? []);
  switch (lowered.kind) {
    case 'run':
      return { kind: 'run', placed, step: lowered.step };
    case 'choose':
      return {
        kind: 'choose',
        placed,
        arms: new Map([...armsOf(placed)].map(([label, steps]) => [label, toFlow(steps)])),
        choose: lowered.choose,
      };
    case 'wait':
      return { kind: 'wait', placed, identity, wait: lowered.wait };
    case 'wait-for': {
      const { awaited, milliseconds, arms } = lowered;
      return {
        kind: 'wait-for',
        placed,
        identity: { id: identity.id, name: lowered.name ?? identity.name },
        awaited: { step: identity.id, ...awaited },
        milliseconds,
        came: arm(arms.came),
        timedOut: arm(arms.timedOut),
      };
    }
    case 'end':
      return { kind: 'end', placed, identity, ...(lowered.reason === undefined ? {} : { reason: lowered.reason }) };
  }
};

/** Since the entry, at least and at most; milliseconds. */
export interface Elapsed {
  readonly min: number;
  readonly max: number;
}

/** What time it is in a journey at each of its points, and at its ends. What is not in `at` is never reached. */
export interface Timing {
  readonly at: ReadonlyMap<FlowNode, Elapsed>;
  /** The longest way there is. */
  readonly longest: number;
}

/** When a wait is over that begins then. */
export const waitOver = (node: WaitNode, now: Elapsed): Elapsed => {
  if (isUnclear(node)) return now;
  const { wait } = node;
  const most = longestWaitMilliseconds(wait);
  return { min: now.min + (wait.kind === 'duration' ? most : 0), max: now.max + most };
};

/** When the event of a `wait for` has come, and when it is too late for it. */
export const waitForOver = (node: WaitForNode, now: Elapsed): { readonly came: Elapsed; readonly timedOut: Elapsed } => {
  if (isUnclear(node)) return { came: now, timedOut: now };
  const { milliseconds } = node;
  const timedOut = { min: now.min + milliseconds, max: now.max + milliseconds };
  return { came: { min: now.min, max: timedOut.max }, timedOut };
};

/**
 * Works out when each point of a journey can be reached, at the earliest and the latest.
 *
 * @param heldFor how long each message may be held, in milliseconds. Where it only matters when things usually happen, not at all.
 */
export const timeFlow = (flow: Flow, heldFor = 0): Timing => {
  const at = new Map<FlowNode, Elapsed>();
  let longest = 0;
  const ends = ({ max }: Elapsed): undefined => {
    longest = Math.max(longest, max);
    return undefined;
  };

  const walk = (nodes: Flow, start: Elapsed): Elapsed | undefined => {
    let now: Elapsed | undefined = start;
    for (const node of nodes) {
      if (now === undefined) return undefined;
      at.set(node, now);
      now = after(node, now);
    }
    return now;
  };

  const after = (node: FlowNode, now: Elapsed): Elapsed | undefined => {
    switch (node.kind) {
      case 'run':
        return node.step.kind === 'send' ? { min: now.min, max: now.max + heldFor } : now;
      case 'choose':
        return either([...node.arms.values()].map((arm) => walk(arm, now)));
      case 'wait':
        return waitOver(node, now);
      case 'wait-for': {
        const { came, timedOut } = waitForOver(node, now);
        return either([walk(node.came, came), walk(node.timedOut, timedOut)]);
      }
      case 'end':
        return ends(now);
    }
  };

  const last = walk(flow, { min: 0, max: 0 });
  if (last !== undefined) ends(last);
  return { at, longest };
};

const either = (ways: readonly (Elapsed | undefined)[]): Elapsed | undefined => {
  const open = ways.filter((way) => way !== undefined);
  if (open.length === 0) return undefined;
  return { min: Math.min(...open.map(({ min }) => min)), max: Math.max(...open.map(({ max }) => max)) };
};
