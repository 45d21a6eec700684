import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import { came, timedOut } from '#shared/domain/journey/awaited.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import { toFlow } from './flow.ts';
import { armsOf, type Fork, forksIn, stepOf } from './forks.ts';
import { shortTitle } from './identify-steps.ts';
import type { SaidOfArms } from './likely.ts';
import type { PlacedStep } from './read-journey.ts';

/** How likely arms are, of some steps and of some of their arms: id of the step → arm, as runs note it → from 0 to 1. */
export type Likely = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What is said of steps by their names, as {@link Likely}, and every name and sum that is wrong. Paths begin at the list of steps. */
export const readLikely = (
  said: SaidOfArms,
  steps: readonly PlacedStep[],
): { readonly likely: Likely; readonly findings: readonly Finding[] } => {
  const forks = forksIn(toFlow(steps));
  const findings: Finding[] = [];
  const byStep: Record<string, Readonly<Record<string, number>>> = {};
  for (const [name, ofArms] of Object.entries(said)) {
    const [fork, another] = forks.filter((each) => callsOf(each).includes(name));
    if (fork === undefined || another !== undefined) {
      const message = fork === undefined ? `there is no step \`${name}\` at which ways part` : `\`${name}\` may be several steps`;
      const hint = forks.length === 0 ? 'the journey goes one way only' : didYouMean(name, forks.map(nameOf));
      findings.push({ path: [name], at: 'key', message, hint });
      continue;
    }
    const step = stepOf(fork);
    if (Object.hasOwn(byStep, step)) findings.push({ path: [name], at: 'key', message: `\`${nameOf(fork)}\` is said twice` });
    const read = readArms(name, ofArms, [...armsOf(fork).keys()]);
    findings.push(...read.findings);
    byStep[step] = read.arms;
  }
  return { likely: byStep, findings };
};

const readArms = (step: string, said: Readonly<Record<string, number>>, labels: readonly string[]) => {
  const findings: Finding[] = [];
  const read = new Map<string, number>();
  for (const [arm, value] of Object.entries(said)) {
    const path: Path = [step, arm];
    const label = labels.includes(arm) ? arm : ownEntry(outcomes, arm);
    if (label === undefined || !labels.includes(label)) {
      const known = labels.map((each) => (each === timedOut ? 'not in time' : each));
      const hint = didYouMean(arm, known);
      findings.push({ path, at: 'key', message: `${step} has no arm \`${arm}\``, hint });
    } else if (read.has(label)) findings.push({ path, at: 'key', message: `\`${label}\` is said twice` });
    else read.set(label, value);
  }
  const sum = [...read.values()].reduce((total, each) => total + each, 0);
  const isWhole = labels.every((label) => read.has(label));
  if (sum > 1 + rounding)
    findings.push({ path: [step], at: 'key', message: `the arms of ${step} make ${percent(sum)}: more than all` });
  else if (isWhole && sum < 1 - rounding) {
    const message = `the arms of ${step} make ${percent(sum)}, and none is left for the rest`;
    findings.push({ path: [step], at: 'key', message, hint: 'leave one out: it gets the rest' });
  }
  // What is rounded to two digits need not make 1 to the last one.
  const scale = isWhole && sum > 0 ? sum : 1;
  return { arms: Object.fromEntries([...read].map(([label, value]) => [label, value / scale])), findings };
};

/** How people call the two ways of a wait for an event, or for a task. */
const outcomes: Readonly<Record<string, string>> = {
  done: came,
  'timed out': timedOut,
  'too late': timedOut,
  'not in time': timedOut,
};

const rounding = 0.011;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

const nameOf = ({ placed: { step } }: Fork): string => step.name ?? shortTitle(step.title);

/** Every way in which one may speak of a step: by its name, its title, the short form of that, or its id. */
const callsOf = (fork: Fork): readonly string[] => {
  const { title } = fork.placed.step;
  return [nameOf(fork), title, shortTitle(title), stepOf(fork)];
};
