import type { SendingPolicy } from '#shared/domain/sending/policy.ts';
import { sayCap } from '#shared/domain/sending/policy-texts.ts';
import type { CompiledJourney } from '../compile-journey.ts';
import { sayDuration } from '../duration.ts';
import { type Flow, type FlowNode, type Timing, timeFlow, toFlow } from '../flow.ts';
import { sayStep, sayWait, sayWaitFor } from '../graph/say-box.ts';
import { sayChoice } from '../graph/say-choice.ts';
import { sayEntry } from '../graph/say-entry.ts';
import { sayLeaving } from '../graph/say-leaving.ts';
import type { Likely } from '../read-likely.ts';
import { dayOf } from '../stages.ts';

/** One thing that a journey does, in words. */
export interface OutlineStep {
  /** The same in two versions of a journey, as long as it is the same step at the same place of the same arms. */
  readonly key: string;
  /** In which arms it stands, outermost first. */
  readonly arms: readonly string[];
  readonly words: string;
  /** When it is reached: `Day 3`, or `Day 3+` where it may be later. */
  readonly day: string;
}

/** A journey as a list of sentences, to be compared with another version of it: what the YAML means, not how it is written. */
export interface Outline {
  /** Rules by what they are about: `enter`, `holdout`, `exit: Order Completed`. */
  readonly rules: ReadonlyMap<string, string>;
  readonly steps: readonly OutlineStep[];
}

export const outlineOf = (journey: CompiledJourney): Outline => {
  const flow = toFlow(journey.written.steps);
  return { rules: rulesOf(journey), steps: stepsOf(flow, timeFlow(flow)) };
};

const rulesOf = ({ rules, written, sending, budget, likely = {} }: CompiledJourney): ReadonlyMap<string, string> => {
  const { exits, exitsWhen } = sayLeaving(written.rules.exit ?? []);
  const entry = sayEntry(written.rules, 0);
  const { goal } = rules;
  return new Map([
    ['enter', [entry.title, ...entry.details].join('; ')],
    holdoutOf(rules.holdout),
    ...exits.map(({ what, when }): [string, string] => [
      `exit: ${what}${when === undefined ? '' : ` if ${when}`}`,
      'leaves at once',
    ]),
    ...exitsWhen.map((when): [string, string] => [`exit: ${when}`, 'leaves before the next step']),
    ...(goal === undefined
      ? []
      : [
          [
            'goal',
            `${goal.on}${goal.when === undefined ? '' : ` if ${goal.when}`} within ${sayDuration(goal.withinMilliseconds)}`,
          ] as const,
        ]),
    ...policyOf(sending),
    ...(budget === undefined ? [] : [['budget', `$${budget.dollarsPerContact} per contact`] as const]),
    ...Object.entries(likely).map(([step, arms]): [string, string] => [`likely at ${step}`, sayArms(arms)]),
  ]);
};

/** The rules that `sending.yaml` sets for all journeys that do not set them for themselves. */
export const usualRulesOf = ({
  policy,
  holdout,
}: {
  readonly policy: SendingPolicy;
  readonly holdout: number;
}): ReadonlyMap<string, string> => new Map([holdoutOf(holdout), ...policyOf(policy)]);

const holdoutOf = (holdout: number): readonly [string, string] => [
  'left alone to compare with',
  `${Math.round(holdout * 1_000) / 10} %`,
];

const sayArms = (arms: Likely[string]): string =>
  Object.entries(arms)
    .map(([arm, probability]) => `${arm} ${Math.round(probability * 1_000) / 10} %`)
    .join(', ');

const policyOf = ({
  quietHours,
  window,
  caps,
  over,
  holdAtMostHours,
  priority,
}: SendingPolicy): readonly (readonly [string, string])[] => [
  ['quiet hours', quietHours === undefined ? 'none' : `${quietHours.from} to ${quietHours.to}`],
  ['window', window === undefined ? 'none' : `${window.days.join(', ')} ${window.from} to ${window.to}`],
  ['caps', caps.length === 0 ? 'none' : caps.map(sayCap).join(', ')],
  ['over a cap', over === 'drop' ? 'drop' : `hold for ${holdAtMostHours} hours at most`],
  ['priority', priority],
];

const stepsOf = (flow: Flow, timing: Timing): readonly OutlineStep[] => {
  const steps: OutlineStep[] = [];
  const walk = (nodes: Flow, arms: readonly string[]): void => {
    // A wait without a name is known by what it comes after.
    let before = 'the beginning';
    for (const node of nodes) {
      const name = nameOf(node);
      const isAnonymous = node.placed.step.isAnonymous === true;
      const key = JSON.stringify([arms, isAnonymous ? `${node.kind} after ${before}` : `${node.kind} ${name}`]);
      steps.push({ key, arms, words: wordsOf(node), day: dayOf(node, timing) });
      if (!isAnonymous) before = name;
      for (const [arm, inside] of armsOf(node)) walk(inside, [...arms, `${name}: ${arm}`]);
    }
  };
  walk(flow, []);
  return steps;
};

const nameOf = ({ placed: { step } }: FlowNode): string => step.name ?? step.title;

const armsOf = (node: FlowNode): readonly (readonly [string, Flow])[] => {
  if (node.kind === 'choose') return [...node.arms];
  if (node.kind === 'wait-for') {
    return [
      ['came', node.came],
      ['not in time', node.timedOut],
    ];
  }
  return [];
};

const wordsOf = (node: FlowNode): string => {
  const said = (kind: string, { title, details }: { readonly title: string; readonly details: readonly string[] }) =>
    [`${kind} ${title}`, ...details].join(', ');
  switch (node.kind) {
    case 'run':
      return said(node.step.kind, sayStep(node.step, node.placed.step));
    case 'wait':
      return said('', sayWait(node)).trim();
    case 'wait-for':
      return node.awaited.task === undefined
        ? said('wait for', sayWaitFor(node))
        : `wait until it is done, ${sayDuration(node.milliseconds)} at most`;
    case 'choose': {
      const { kind, title, details, ways } = sayChoice(node);
      return said(kind, {
        title,
        details: [...details, ...ways.map(({ label, when }) => (when === undefined ? label : `${label}: ${when}`))],
      });
    }
    case 'end':
      return `end${node.reason === undefined ? '' : `: ${node.reason}`}`;
  }
};
