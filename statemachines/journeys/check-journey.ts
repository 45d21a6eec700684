import type { EventNames } from '#shared/adapters/yaml/condition.ts';
import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import type { Split } from '#shared/domain/condition/check-condition.ts';
import { day, hour, sayDuration } from './duration.ts';
import { type Elapsed, type Flow, type FlowNode, isUnclear, type Timing, timeFlow, waitForOver, waitOver } from './flow.ts';
import { identify } from './identify-steps.ts';
import { unread } from './mend.ts';
import { allSteps, hasReadableName, mistakesOf, type PlacedStep } from './read-journey.ts';
import { splitsOf } from './splits-of.ts';
import type { Known, Scope } from './steps/kind.ts';

/**
 * Step Functions ends an execution after a year, whatever its definition says; one day of it is kept for the retries of the last stage.
 */
export const longestJourney = 364 * day;

const longestName = 40;

/** The name of a journey is part of its state machine's name (80 characters at most, with the stage's prefix). */
export const checkName = (journey: string): readonly Finding[] => {
  const hint = 'name the file in small letters and digits with hyphens between the words, like lead-nurture.yaml';
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(journey))
    return [{ path: [], message: `\`${journey}\` is not a name for a journey`, hint }];
  if (journey.length > longestName) {
    return [
      {
        path: [],
        message: `the name of the journey is longer than ${longestName} characters`,
        hint: 'give the file a shorter name',
      },
    ];
  }
  return [];
};

/** Whether each step makes sense by itself, and all that it names is there. */
export const checkSteps = (steps: readonly PlacedStep[], entries: EventNames, known: Known): readonly Finding[] =>
  checkEach(steps, { replies: undefined, splits: new Set() }, { ...known, entries, splits: splitsOf(steps) }).findings;

/** Whether they make sense beside each other. */
export const checkTogether = (steps: readonly PlacedStep[]): readonly Finding[] => [
  ...checkIdentities(allSteps(steps)),
  ...checkNeighbours(steps),
];

/** What has happened on the way to a step. */
interface Before {
  readonly replies: EventNames | undefined;
  /** Ids of the splits. */
  readonly splits: ReadonlySet<string>;
}

interface Checked extends Before {
  readonly findings: readonly Finding[];
}

/** Each step may speak of what was received and drawn before it on its way. Where steps cannot be read, what they would have received is not known. */
const checkEach = (steps: readonly PlacedStep[], start: Before, known: Omit<Scope, 'replies'>): Checked => {
  const findings: Finding[] = [];
  let before = start;
  for (const placed of steps) {
    const { replies, splits } = before;
    findings.push(...mistakesOf(placed, { ...known, replies, splits: known.splits?.map(aheadUnless(splits)) }));
    const after: Before = {
      replies: together(replies, receivedBy(placed)),
      splits: placed.step.kind === 'split' ? new Set([...splits, identify(placed.step).id]) : splits,
    };
    const arms = [...placed.arms.values()].map((arm) => checkEach(arm, after, known));
    findings.push(...arms.flatMap((arm) => arm.findings));
    before = arms.reduce<Before>(
      (all, arm) => ({ replies: together(all.replies, arm.replies), splits: new Set([...all.splits, ...arm.splits]) }),
      after,
    );
  }
  return { findings, ...before };
};

const aheadUnless =
  (met: ReadonlySet<string>) =>
  (split: Split): Split =>
    split.names.some((name) => met.has(name)) ? split : { ...split, isAhead: true };

const receivedBy = ({ step: { awaits }, mending }: PlacedStep): EventNames | undefined => {
  if (mending?.hasLostParts === true || awaits?.includes(unread) === true) return 'unknown';
  return awaits;
};

const together = (one: EventNames | undefined, other: EventNames | undefined): EventNames | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  return one === 'unknown' || other === 'unknown' ? 'unknown' : [...new Set([...one, ...other])];
};

/**
 * Whether every step can be reached, and the journey ends within a year.
 *
 * @param heldFor how long each of its messages may be held, in milliseconds: the journey waits with it.
 */
export const checkFlow = (flow: Flow, heldFor: number): readonly Finding[] => {
  const timing = timeFlow(flow, heldFor);
  const findings: Finding[] = [];
  // Of steps that cannot be reached one after the other, the first says it.
  const walk = (nodes: Flow): void => {
    for (const node of nodes) {
      if (!timing.at.has(node)) {
        findings.push({
          path: node.placed.path,
          message: 'nobody ever comes to this step: all ways before it end the journey',
          hint: 'remove it, or the `end` before it',
        });
        return;
      }
      if (node.kind === 'choose') for (const arm of node.arms.values()) walk(arm);
      if (node.kind === 'wait-for') for (const arm of [node.came, node.timedOut]) walk(arm);
    }
  };
  walk(flow);
  return timing.longest <= longestJourney ? findings : [...findings, ...tooLong(flow, timing, heldFor)];
};

/** Points at the waits, or messages, with which the journey becomes too long: one on each way that is. */
const tooLong = (flow: Flow, { at }: Timing, heldFor: number): readonly Finding[] => {
  const nodes = allNodes(flow);
  const unheld = timeFlow(flow).at;
  const atLeast = nodes.some(isUnclear) ? 'at least ' : '';
  return nodes.flatMap((node): Finding[] => {
    const now = at.get(node);
    if (now === undefined || now.max > longestJourney) return [];
    const end = latestEnd(node, now, heldFor);
    if (end <= longestJourney) return [];
    const isHeld = isSend(node) || now.max > (unheld.get(node)?.max ?? 0);
    const held = isHeld ? `, as each of its messages may be held for ${sayAtLength(heldFor)}` : '';
    return [
      {
        path: [...node.placed.path, ...fieldOfLength(node)],
        message: `with this ${isSend(node) ? 'message' : 'wait'} the journey takes ${atLeast}${sayAtLength(end)}${held}`,
        hint: `a journey may take ${sayDuration(longestJourney)} at most: AWS ends whatever runs for more than a year`,
      },
    ];
  });
};

const latestEnd = (node: FlowNode, now: Elapsed, heldFor: number): number => {
  if (node.kind === 'wait') return waitOver(node, now).max;
  if (node.kind === 'wait-for') return waitForOver(node, now).timedOut.max;
  return isSend(node) ? now.max + heldFor : now.max;
};

const isSend = (node: FlowNode): boolean => node.kind === 'run' && node.step.kind === 'send';

/** Which field of a step says how long it takes. */
const fieldOfLength = ({ kind, placed: { step } }: FlowNode): Path => {
  if (kind !== 'wait-for') return [step.kind];
  return step.kind === 'task' ? ['wait for completion', 'at most'] : ['at most'];
};

/** In days and hours: what is too long may be so by an hour. */
const sayAtLength = (milliseconds: number): string => {
  const hours = Math.ceil(milliseconds / hour) * hour;
  const parts = [hours - (hours % day), hours % day].filter((part) => part > 0);
  return parts.map(sayDuration).join(' and ');
};

const allNodes = (flow: Flow): readonly FlowNode[] =>
  flow.flatMap((node) => {
    if (node.kind === 'choose') return [node, ...[...node.arms.values()].flatMap(allNodes)];
    if (node.kind === 'wait-for') return [node, ...allNodes(node.came), ...allNodes(node.timedOut)];
    return [node];
  });

const checkIdentities = (steps: readonly PlacedStep[]): readonly Finding[] => {
  const findings: Finding[] = [];
  const first = new Map<string, PlacedStep>();
  for (const placed of steps) {
    const { path, step } = placed;
    if (step.isAnonymous === true || !hasReadableName(placed)) continue;
    const { id, name } = identify(step);
    const earlier = first.get(id);
    first.set(id, earlier ?? placed);
    if (earlier === undefined) continue;
    const earlierName = identify(earlier.step).name;
    findings.push(
      step.name === undefined
        ? {
            path,
            message: `this is the second step called \`${name}\` (the first is ${sayPlace(earlier)})`,
            hint: 'give one of them a name of its own, like `name: second reminder`',
          }
        : {
            path: [...path, 'name'],
            message: `${sayPlace(earlier)} is called \`${earlierName}\`${earlierName === name ? ' too' : ', which is nearly the same'}`,
            hint: 'reports tell steps by their names: choose another one',
          },
    );
  }
  return findings;
};

/** `step 3`, or `a step in an arm of step 3`. */
const sayPlace = ({ path }: PlacedStep): string => {
  const [, index] = path;
  const step = `step ${typeof index === 'number' ? index + 1 : '?'}`;
  return path.length > 2 ? `one inside ${step}` : step;
};

/** Two waits one after the other are one. */
const checkNeighbours = (steps: readonly PlacedStep[]): readonly Finding[] =>
  steps.flatMap(({ step, path, arms }, index) => {
    const inside = [...arms.values()].flatMap(checkNeighbours);
    const previous = steps[index - 1];
    const [wait] = step.lower(identify(step));
    const [earlier] = previous === undefined ? [] : previous.step.lower(identify(previous.step));
    if (wait?.kind !== 'wait' || earlier?.kind !== 'wait' || isAnything(steps[index]) || isAnything(previous)) return inside;
    if (wait.wait.kind !== 'duration' || earlier.wait.kind !== 'duration') return inside;
    const isKnown = steps[index]?.mending === undefined && previous?.mending === undefined;
    const hint = isKnown
      ? `write one \`wait: ${sayDuration(earlier.wait.milliseconds + wait.wait.milliseconds)}\``
      : 'write one `wait:` that is as long as both';
    return [{ path, message: 'this wait follows another one', hint }, ...inside];
  });

/** Whether nothing of a step can be read. */
const isAnything = (placed: PlacedStep | undefined): boolean =>
  placed?.mending?.places.some(({ length }) => length === 0) === true;

/** AWS takes a million characters for a definition, and for the template that deploys it, in which its quotation marks count twice. */
const mostCharacters = 900_000;

/** Whether AWS takes the state machine. */
export const checkSize = (definition: Readonly<Record<string, unknown>>): readonly Finding[] => {
  const characters = JSON.stringify(JSON.stringify(definition)).length;
  if (characters <= mostCharacters) return [];
  return [
    {
      path: ['steps'],
      at: 'key',
      message: `the journey is too large: ${Math.ceil(characters / 1000)} kB, and AWS takes ${mostCharacters / 1000} kB`,
      hint: 'what comes after a branch is repeated for each of its waits: make two journeys of it, the second entered by `Journey Completed` of the first',
    },
  ];
};
