import { day, sayDuration } from './duration.ts';
import { type Finding, under } from './finding.ts';
import { identify } from './identify-steps.ts';
import type { RawJourney } from './journey-file.ts';
import type { PlacedStep } from './read-journey.ts';
import type { Known } from './steps/kind.ts';

/** Step Functions ends an execution after a year; one day of it is kept for the retries of the last stage. */
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

/** Whether the rules make sense together. */
export const checkRules = ({ enter, exit = [], goal }: Omit<RawJourney, 'steps'>): readonly Finding[] => {
  const findings: Finding[] = [];
  if (goal !== undefined && goal.on === enter.on) {
    findings.push({
      path: ['goal', 'on'],
      message: `\`${goal.on}\` is already what customers enter by`,
      hint: 'the goal is what should happen to them later',
    });
  }
  const seen = new Set<string>();
  for (const [index, rule] of exit.entries()) {
    const on = exitEvent(rule);
    const path = rule === 'unsubscribed' ? ['exit', index] : ['exit', index, 'on'];
    if (on === enter.on) {
      findings.push({
        path,
        message: `\`${on}\` is what customers enter by: they would leave at once`,
        hint: 'remove this exit',
      });
    }
    if (on === goal?.on) {
      findings.push({
        path,
        message: `\`${on}\` is the goal, and whoever reaches the goal leaves anyway`,
        hint: 'remove this exit',
      });
    }
    if (seen.has(on)) findings.push({ path, message: `\`${on}\` is an exit already`, hint: 'remove this one' });
    seen.add(on);
  }
  return findings;
};

/** The event behind an exit rule; an unsubscription is an event like all others. */
export const exitEvent = (rule: NonNullable<RawJourney['exit']>[number]): string =>
  rule === 'unsubscribed' ? 'Unsubscribed' : rule.on;

/** Whether the steps make sense, each by itself and all together. */
export const checkSteps = (steps: readonly PlacedStep[], known: Known): readonly Finding[] => [
  ...steps.flatMap(({ path, step }) => under(path, step.check(known))),
  ...checkIdentities(steps),
  ...checkWaits(steps),
];

const checkIdentities = (steps: readonly PlacedStep[]): readonly Finding[] => {
  const findings: Finding[] = [];
  const first = new Map<string, number>();
  for (const [index, { path, step }] of steps.entries()) {
    const identity = identify(step);
    // Nothing is ever reported about an unnamed wait, so any number of them may look alike.
    if (step.name === undefined && step.lower(identity).kind === 'wait') continue;
    const { id, name } = identity;
    const earlier = first.get(id);
    first.set(id, earlier ?? index);
    if (earlier === undefined) continue;
    findings.push(
      step.name === undefined
        ? {
            path,
            message: `this is the second step called \`${name}\` (the first is step ${earlier + 1})`,
            hint: 'give one of them a name of its own, like `name: second reminder`',
          }
        : {
            path: [...path, 'name'],
            message: `step ${earlier + 1} is called \`${name}\` too`,
            hint: 'reports tell steps by their names: choose another one',
          },
    );
  }
  return findings;
};

const checkWaits = (steps: readonly PlacedStep[]): readonly Finding[] => {
  const findings: Finding[] = [];
  let length = 0;
  let previous: number | undefined;
  for (const { path, step } of steps) {
    const lowered = step.lower(identify(step));
    if (lowered.kind !== 'wait') {
      previous = undefined;
      continue;
    }
    if (previous !== undefined) {
      const hint = `write one \`wait: ${sayDuration(previous + lowered.milliseconds)}\``;
      findings.push({ path, message: 'this wait follows another one', hint });
    }
    previous = lowered.milliseconds;
    if (length <= longestJourney && length + lowered.milliseconds > longestJourney) {
      findings.push({
        path: [...path, 'wait'],
        message: `with this wait the journey takes ${sayDuration(length + lowered.milliseconds)}`,
        hint: `a journey may take ${sayDuration(longestJourney)} at most: AWS ends whatever runs for more than a year`,
      });
    }
    length += lowered.milliseconds;
  }
  return findings;
};
