import type { EventNames } from '#shared/adapters/yaml/condition.ts';
import { type Finding, under } from '#shared/adapters/yaml/finding.ts';
import { day, sayDuration } from './duration.ts';
import type { Flow, Timing } from './flow.ts';
import { identify } from './identify-steps.ts';
import { allSteps, type PlacedStep } from './read-journey.ts';
import type { Known } from './steps/kind.ts';

/**
 * Step Functions ends an execution after a year, whatever its definition says; one day of it is kept for the retries of the last stage.
 * What messages are held for is not counted: it is hours, of journeys that take months.
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

/** What is read of a journey's steps, and what they may name. */
export interface CheckedSteps {
  readonly steps: readonly PlacedStep[];
  readonly strays: readonly PlacedStep[];
  readonly hasAllSteps: boolean;
  readonly entries: EventNames;
}

/** Whether the steps make sense, each by itself and all together. */
export const checkSteps = ({ steps, strays, hasAllSteps, entries }: CheckedSteps, known: Known): readonly Finding[] => [
  ...checkEach(allSteps(steps), hasAllSteps, { ...known, entries }),
  ...allSteps(strays).flatMap(({ path, step }) => under(path, step.check({ ...known, entries, replies: 'unknown' }))),
  ...checkIdentities(allSteps(steps)),
  ...checkNeighbours(steps),
];

/** Each step may speak of what was received before it. Where steps are missing, what they would have received is not known. */
const checkEach = (
  steps: readonly PlacedStep[],
  hasAllSteps: boolean,
  known: Known & { readonly entries: EventNames },
): readonly Finding[] => {
  const received = new Set<string>();
  return steps.flatMap(({ path, step }) => {
    const replies = received.size === 0 ? undefined : [...received];
    for (const event of step.awaits ?? []) received.add(event);
    return under(path, step.check({ ...known, replies: hasAllSteps ? replies : 'unknown' }));
  });
};

/** Whether every step can be reached, and the journey ends within a year. */
export const checkFlow = (flow: Flow, { at, longest }: Timing): readonly Finding[] => {
  const findings: Finding[] = [];
  // Of steps that cannot be reached one after the other, the first says it.
  const walk = (nodes: Flow): void => {
    for (const node of nodes) {
      if (!at.has(node)) {
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
  if (longest <= longestJourney) return findings;
  return [...findings, tooLong(flow, { at, longest })];
};

/** Points at the first wait with which the journey becomes too long. */
const tooLong = (flow: Flow, timing: Timing): Finding => {
  const hint = `a journey may take ${sayDuration(longestJourney)} at most: AWS ends whatever runs for more than a year`;
  const first = allNodes(flow).find((node) => {
    const elapsed = timing.at.get(node);
    if (elapsed === undefined || elapsed.max > longestJourney) return false;
    if (node.kind === 'wait-for') return elapsed.max + node.milliseconds > longestJourney;
    return node.kind === 'wait' && latestEnd(node, flow, timing) > longestJourney;
  });
  return {
    path: first === undefined ? ['steps'] : [...first.placed.path, first.placed.step.kind],
    message: `with this wait the journey takes ${sayDuration(Math.floor(timing.longest / day) * day)}`,
    hint,
  };
};

const latestEnd = (node: Flow[number], flow: Flow, { at, longest }: Timing): number => {
  const nodes = allNodes(flow);
  const next = nodes.slice(nodes.indexOf(node) + 1).find((other) => (at.get(other)?.max ?? 0) > (at.get(node)?.max ?? 0));
  return (next === undefined ? undefined : at.get(next)?.max) ?? longest;
};

const allNodes = (flow: Flow): readonly Flow[number][] =>
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
    if (step.isAnonymous === true) continue;
    const { id, name } = identify(step);
    const earlier = first.get(id);
    first.set(id, earlier ?? placed);
    if (earlier === undefined) continue;
    findings.push(
      step.name === undefined
        ? {
            path,
            message: `this is the second step called \`${name}\` (the first is ${sayPlace(earlier)})`,
            hint: 'give one of them a name of its own, like `name: second reminder`',
          }
        : {
            path: [...path, 'name'],
            message: `${sayPlace(earlier)} is called \`${name}\` too`,
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
    // A step between them that cannot be read is not here.
    const before = previous?.path.at(-1) === Number(path.at(-1)) - 1 ? previous.step : undefined;
    const [wait] = step.lower(identify(step));
    const [earlier] = before === undefined ? [] : before.lower(identify(before));
    if (wait?.kind !== 'wait' || earlier?.kind !== 'wait') return inside;
    if (wait.wait.kind !== 'duration' || earlier.wait.kind !== 'duration') return inside;
    const hint = `write one \`wait: ${sayDuration(earlier.wait.milliseconds + wait.wait.milliseconds)}\``;
    return [{ path, message: 'this wait follows another one', hint }, ...inside];
  });

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
