import { readFileSync } from 'node:fs';
import type { Finding } from '#shared/adapters/yaml/finding.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import { came, timedOut } from '#shared/domain/journey/awaited.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import { namesOfSteps, stepsMeant } from '#statemachines/simulator/named-steps.ts';
import { choicesOf, type SaidProbabilities } from '#tools/cost/choices.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

const forks = ['branch', 'split', 'wait for', 'task'] as const;

/** How people call the two ways of a wait for an event, or for a task. */
const outcomes: Readonly<Record<string, string>> = {
  came,
  done: came,
  [timedOut]: timedOut,
  'timed out': timedOut,
  'too late': timedOut,
  'not in time': timedOut,
};

/**
 * Reads a file that says how likely the arms of steps are, YAML or JSON: `{ <step>: { <arm>: 0.3 } }`.
 *
 * @throws CommandFailure with all that is wrong with it.
 */
export const readProbabilities = (file: string, journey: CompiledJourney): SaidProbabilities => {
  const read = parseProbabilities(file, textOf(file), journey);
  if ('said' in read) return read.said;
  const lines = read.problems.map(
    ({ line, column, message, hint }) => `  ${line}:${column}  ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
  throw new CommandFailure([`${file} has mistakes.`, ...lines].join('\n'), exitCodes.failed, { code: 'problems' });
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CommandFailure(`${file} cannot be read.`, exitCodes.usage);
  }
};

/** Pure; `file` is for the problems. */
export const parseProbabilities = (
  file: string,
  text: string,
  journey: CompiledJourney,
): { readonly said: SaidProbabilities } | { readonly problems: readonly Problem[] } => {
  const source = readYaml(file, text);
  if (source.problems.length > 0) return { problems: source.problems };
  const findings: Finding[] = [];
  const said: Record<string, Record<string, number>> = {};
  const choices = new Map(choicesOf(journey).map((choice) => [choice.step, choice]));
  for (const [name, arms] of fieldsOf(source.value, [], findings)) {
    const meant = stepsMeant(journey, forks, name).filter(({ id }) => choices.has(id));
    const [step] = meant;
    const choice = step && choices.get(step.id);
    if (choice === undefined || meant.length > 1) {
      const known = namesOfSteps(journey, forks).filter((each) =>
        stepsMeant(journey, forks, each).some(({ id }) => choices.has(id)),
      );
      findings.push({
        path: [name],
        at: 'key',
        message: meant.length > 1 ? `\`${name}\` may be several steps` : `there is no step \`${name}\` at which ways part`,
        ...hintFor(name, known),
      });
      continue;
    }
    const labels = choice.arms.map(({ label }) => label);
    const ofStep = new Map<string, number>();
    for (const [arm, value] of fieldsOf(arms, [name], findings)) {
      const label = labels.includes(arm) ? arm : outcomes[arm];
      if (label === undefined || !labels.includes(label))
        findings.push({ path: [name, arm], at: 'key', message: `${name} has no arm \`${arm}\``, ...hintFor(arm, labels) });
      else if (ofStep.has(label)) findings.push({ path: [name, arm], at: 'key', message: `\`${label}\` is said twice` });
      else if (typeof value !== 'number' || value < 0 || value > 1)
        findings.push({ path: [name, arm], message: 'a probability is a number from 0 to 1' });
      else ofStep.set(label, value);
    }
    const sum = [...ofStep.values()].reduce((total, each) => total + each, 0);
    if (sum > 1 + rounding)
      findings.push({ path: [name], at: 'key', message: `the arms of ${name} make ${percent(sum)}: more than all` });
    else if (labels.every((label) => ofStep.has(label)) && sum < 1 - rounding)
      findings.push({
        path: [name],
        at: 'key',
        message: `the arms of ${name} make ${percent(sum)}, and none is left for the rest`,
        hint: 'leave one out: it gets the rest',
      });
    // What is rounded to two digits need not make 1 to the last one.
    const scale = labels.every((label) => ofStep.has(label)) && sum > 0 ? sum : 1;
    said[choice.step] = Object.fromEntries([...ofStep].map(([label, value]) => [label, value / scale]));
  }
  if (findings.length > 0) return { problems: source.problemsOf(findings) };
  return { said };
};

const rounding = 0.011;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

const hintFor = (name: string, known: readonly string[]): { readonly hint?: string } => {
  const hint = known.length === 0 ? 'the journey goes one way only' : didYouMean(name, known);
  return hint === undefined ? {} : { hint };
};

const fieldsOf = (value: unknown, path: Finding['path'], findings: Finding[]): readonly (readonly [string, unknown])[] => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  const message = path.length === 0 ? 'the file says nothing about steps' : 'this is not a list of arms';
  findings.push({ path, message, hint: 'like `is a demonstration booked: { booked already: 0.3 }`' });
  return [];
};
