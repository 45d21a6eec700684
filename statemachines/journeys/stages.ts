import type { StageStep } from '#shared/domain/journey/stage-step.ts';
import { day } from './duration.ts';
import {
  type Elapsed,
  type Flow,
  type FlowNode,
  type Timing,
  type WaitForNode,
  type WaitNode,
  waitForOver,
  waitOver,
} from './flow.ts';
import { createStateNames } from './state-names.ts';

/** The steps between two waits, done in one go by `run-stage`, down whatever arms it chooses. */
export interface Stage {
  /** Of its state. */
  readonly name: string;
  readonly steps: readonly StageStep[];
  /** Where a run can go on from here: the states it waits in. */
  readonly exits: readonly Exit[];
  /** Whether a run can come to its end here. */
  readonly canEnd: boolean;
  /** It comes after a `wait for`. */
  readonly after?: { readonly step: string; readonly way: 'came' | 'timed-out' };
}

/** A state in which a run waits, and the stages after it. */
export type Exit =
  | { readonly kind: 'wait'; readonly name: string; readonly node: WaitNode; readonly next: Stage }
  | {
      readonly kind: 'wait-for';
      readonly name: string;
      readonly node: WaitForNode;
      readonly came: Stage;
      readonly timedOut: Stage;
    };

/** All stages and waits of a journey, the first stage first. */
export interface Stages {
  readonly first: Stage;
  readonly all: readonly Stage[];
  readonly exits: readonly Exit[];
}

/** A place in a journey: the nodes of a list from an index on, and what comes after the list. */
interface Place {
  readonly nodes: Flow;
  readonly from: number;
  readonly onward?: Place | undefined;
}

/**
 * The third pass: cuts the flow at its waits. A stage begins at the entry or after a wait, and holds everything that can happen up to the
 * next one: arms without waits are chosen inside it and cost nothing; what comes after a branch is in every stage that gets there, which
 * costs some kilobytes of definition and no transition.
 *
 * A stage without steps comes where a journey begins or ends with a wait: `run-stage` still works out when the wait is over, or ends
 * the run.
 */
export const toStages = (flow: Flow, timing: Timing): Stages => {
  const nameState = createStateNames();
  const stages: Stage[] = [];
  const exits = new Map<FlowNode, Exit>();
  const names = new Map<FlowNode, string>();

  // Waits are named in the order of the file, whichever way they are first come to.
  const nameWaits = (nodes: Flow): void => {
    for (const node of nodes) {
      if (node.kind === 'choose') for (const arm of node.arms.values()) nameWaits(arm);
      if (node.kind === 'wait' || node.kind === 'wait-for')
        names.set(node, nameState(`${dayOf(node, timing)} · ${node.identity.name}`));
      if (node.kind === 'wait-for') for (const arm of [node.came, node.timedOut]) nameWaits(arm);
    }
  };
  nameWaits(flow);

  const exitAt = (node: WaitNode | WaitForNode, rest: Place): Exit => {
    const known = exits.get(node);
    if (known !== undefined) return known;
    const name = names.get(node) ?? node.identity.name;
    const step = node.identity.id;
    const now = timing.at.get(node) ?? atEntry;
    const exit: Exit =
      node.kind === 'wait'
        ? { kind: 'wait', name, node, next: stageAt(rest, waitOver(node, now)) }
        : {
            kind: 'wait-for',
            name,
            node,
            came: stageAt({ nodes: node.came, from: 0, onward: rest }, waitForOver(node, now).came, { step, way: 'came' }),
            timedOut: stageAt({ nodes: node.timedOut, from: 0, onward: rest }, waitForOver(node, now).timedOut, {
              step,
              way: 'timed-out',
            }),
          };
    exits.set(node, exit);
    return exit;
  };

  const stageAt = (start: Place, begins: Elapsed, after?: Stage['after']): Stage => {
    const index = stages.push(emptyStage) - 1;
    const own = new Map<string, Exit>();
    let canEnd = false;

    /** The steps from a place to the end of its list; `falls`: some way leads on to what comes after it. */
    const walk = ({ nodes, from, onward }: Place): { readonly steps: readonly StageStep[]; readonly falls: boolean } => {
      const steps: StageStep[] = [];
      for (const [place, node] of nodes.entries()) {
        if (place < from) continue;
        const rest: Place = { nodes, from: place + 1, onward };
        switch (node.kind) {
          case 'run':
            steps.push(node.step);
            continue;
          case 'end':
            canEnd = true;
            steps.push({ kind: 'end', ...node.identity, ...(node.reason === undefined ? {} : { reason: node.reason }) });
            return { steps, falls: false };
          case 'wait':
          case 'wait-for': {
            const exit = exitAt(node, rest);
            own.set(exit.name, exit);
            // A date that is not known ends the run.
            if (node.kind === 'wait' && node.wait.kind === 'date') canEnd = true;
            steps.push(waitStep(node, exit.name, rest));
            return { steps, falls: false };
          }
          case 'choose': {
            const arms = new Map([...node.arms].map(([label, arm]) => [label, walk({ nodes: arm, from: 0, onward: rest })]));
            steps.push(node.choose((label) => arms.get(label)?.steps ?? []));
            if (![...arms.values()].some(({ falls }) => falls)) return { steps, falls: false };
          }
        }
      }
      return { steps, falls: true };
    };

    const steps: StageStep[] = [];
    let at: Place | undefined = start;
    while (at !== undefined) {
      const walked = walk(at);
      steps.push(...walked.steps);
      if (!walked.falls) break;
      at = at.onward;
    }
    if (at === undefined) canEnd = true;

    const name = nameState(`${sayDay(begins)} · ${describeSteps(steps, index === 0)}`);
    const stage: Stage = { name, steps, exits: [...own.values()], canEnd, ...(after === undefined ? {} : { after }) };
    stages[index] = stage;
    return stage;
  };

  const first = stageAt({ nodes: flow, from: 0 }, atEntry);
  return { first, all: stages, exits: [...names.keys()].flatMap((node) => exits.get(node) ?? []) };
};

const atEntry: Elapsed = { min: 0, max: 0 };

const emptyStage: Stage = { name: '', steps: [], exits: [], canEnd: false };

const waitStep = (node: WaitNode | WaitForNode, exit: string, rest: Place): StageStep =>
  node.kind === 'wait'
    ? { kind: 'wait', ...node.identity, exit, wait: node.wait, ...(nextNode(rest)?.isSend === true ? { intoWindow: true } : {}) }
    : { kind: 'wait-for', ...node.identity, exit };

const nextNode = (place: Place | undefined): { readonly node: FlowNode; readonly isSend: boolean } | undefined => {
  if (place === undefined) return undefined;
  const node = place.nodes[place.from];
  if (node === undefined) return nextNode(place.onward);
  return { node, isSend: node.kind === 'run' && node.step.kind === 'send' };
};

const describeSteps = (steps: readonly StageStep[], isFirst: boolean): string => {
  const names = steps.filter(({ kind }) => kind !== 'wait' && kind !== 'wait-for').map(({ name }) => name);
  if (names.length > 0) return names.join(', ');
  if (isFirst) return 'start';
  return steps.length === 0 ? 'end' : 'go on';
};

/** `Day 3`, or `Day 3+` where it may be later than that. */
export const dayOf = (node: FlowNode, { at }: Timing): string => sayDay(at.get(node));

const sayDay = (elapsed: Elapsed | undefined): string => {
  if (elapsed === undefined) return 'Never';
  const { min, max } = elapsed;
  return `Day ${Math.floor(min / day) + 1}${min === max ? '' : '+'}`;
};
