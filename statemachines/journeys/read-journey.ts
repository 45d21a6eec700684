import * as z from 'zod';
import { explainIssues } from '#shared/adapters/yaml/explain-issue.ts';
import { type Finding, type Path, under } from '#shared/adapters/yaml/finding.ts';
import { parseAs, wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { examples } from './examples.ts';
import { type RawJourney, rawJourney } from './journey-file.ts';
import type { Kind, Step } from './steps/kind.ts';
import { isKind, kinds, stepKinds } from './steps/registry.ts';

/** A step and where it stands, and the steps of its arms by their labels. */
export interface PlacedStep {
  readonly path: Path;
  readonly step: Step;
  readonly arms: ReadonlyMap<string, readonly PlacedStep[]>;
}

/** Every step of a journey, in whatever arm, in the order of the file. */
export const allSteps = (steps: readonly PlacedStep[]): readonly PlacedStep[] =>
  steps.flatMap((placed) => [placed, ...[...placed.arms.values()].flatMap(allSteps)]);

/** A journey as its file says it: well-formed, but not yet checked for sense. */
export interface Journey {
  /** From the file's name. */
  readonly journey: string;
  readonly rules: Omit<RawJourney, 'steps'>;
  readonly steps: readonly PlacedStep[];
}

/** The rules of a journey as far as they can be read. */
export type ReadableRules = z.infer<typeof readableRules>;

/** What could be read of a file, and what could not. */
export interface ReadJourney {
  readonly findings: readonly Finding[];
  readonly rules: ReadableRules;
  readonly steps: readonly PlacedStep[];
  /** Steps in the arms of those that could not be read: they have mistakes of their own. */
  readonly strays: readonly PlacedStep[];
  /** Whether no step is missing. */
  readonly hasAllSteps: boolean;
  /** The whole of it, where nothing is wrong with the form of its rules. */
  readonly journey?: Journey;
}

/**
 * The first pass: from plain values to a journey. What is wrong with its form is reported all at once; what can be read is still
 * handed on, so that the next pass finds its part of the mistakes in the same run.
 */
export const readJourney = (journey: string, value: unknown): ReadJourney => {
  if (value === null || value === undefined) {
    return { findings: [{ path: [], message: 'the file is empty' }], rules: {}, steps: [], strays: [], hasAllSteps: false };
  }

  const read = parseAs(rawJourney, value);
  const stepsAsWritten = z.object({ steps: z.array(z.unknown()) }).safeParse(value);
  const { steps, strays, findings } = readSteps(stepsAsWritten.success ? stepsAsWritten.data.steps : [], ['steps']);
  const hasAllSteps = stepsAsWritten.success && findings.length === 0;
  if (!read.success) {
    const mistakes = explainIssues(read.error.issues, wordingOfJourney);
    return { findings: [...mistakes, ...findings], rules: readRules(value), steps, strays, hasAllSteps };
  }
  const { steps: _, ...rules } = read.data;
  return { findings, rules, steps, strays, hasAllSteps, journey: { journey, rules, steps } };
};

const readableRules = rawJourney.omit({ steps: true }).partial();

/** Those fields that have the right form. */
const readRules = (value: unknown): ReadableRules => {
  const fields = z.record(z.string(), z.unknown()).safeParse(value);
  if (!fields.success) return {};
  const { steps: _, ...rules } = fields.data;
  const whole = readableRules.safeParse(rules);
  if (whole.success) return whole.data;
  const wrong = new Set(
    whole.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : issue.path.slice(0, 1),
    ),
  );
  const rest = readableRules.safeParse(Object.fromEntries(Object.entries(rules).filter(([field]) => !wrong.has(field))));
  return rest.success ? rest.data : {};
};

interface StepsRead {
  readonly steps: readonly PlacedStep[];
  readonly strays: readonly PlacedStep[];
  readonly findings: readonly Finding[];
}

const readSteps = (values: readonly unknown[], path: Path): StepsRead => {
  const steps: PlacedStep[] = [];
  const strays: PlacedStep[] = [];
  const findings: Finding[] = [];
  for (const [index, value] of values.entries()) {
    const place = [...path, index];
    const read = readStep(value);
    if (!('step' in read)) {
      findings.push(...under(place, read.findings));
      for (const inside of armsIn(value, place).map((arm) => readSteps(arm.steps, arm.path))) {
        strays.push(...inside.steps, ...inside.strays);
        findings.push(...inside.findings);
      }
      continue;
    }
    const { step } = read;
    const arms = step.arms.map((arm) => ({ arm, ...readSteps(arm.steps, [...place, ...arm.path]) }));
    findings.push(...arms.flatMap((each) => each.findings));
    strays.push(...arms.flatMap((each) => each.strays));
    steps.push({ path: place, step, arms: new Map(arms.map((each) => [each.arm.label, each.steps])) });
  }
  return { steps, strays, findings };
};

/** The fields that hold the steps of an arm, whatever the kind of the step. */
const armFields = ['then', 'otherwise', 'else', 'steps'];

/** Lists of steps in a step that cannot be read. */
const armsIn = (value: unknown, path: Path): readonly { readonly path: Path; readonly steps: readonly unknown[] }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, inner]) =>
    armFields.includes(String(key)) && Array.isArray(inner)
      ? [{ path: [...path, key], steps: inner }]
      : armsIn(inner, [...path, key]),
  );
};

/** How the steps of an arm are taken at first: as they come, because more can be said about a wrong step one by one. */
const anySteps = z.array(z.unknown(), { error: 'steps are a list: each begins with a hyphen' });

const readStep = (value: unknown): { readonly step: Step } | { readonly findings: readonly Finding[] } => {
  const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const present = keys.filter(isKind);
  const [kind, second] = present;
  if (kind === undefined) return { findings: [notAStep(value, keys)] };
  if (second !== undefined) {
    const message = `one step cannot both ${kind} and ${second}`;
    return { findings: [{ path: [second], at: 'key', message, hint: `begin a new step with \`- ${second}:\`` }] };
  }

  const read = parseAs(stepSchemas[kind], value);
  if (read.success) return { step: read.data };
  return { findings: explainIssues(read.error.issues, wordingOfStep[kind]) };
};

const notAStep = (value: unknown, keys: readonly string[]): Finding => {
  const wanted = `a step begins with ${kinds.map((kind) => `\`${kind}:\``).join(', ')}`;
  const [first] = keys;
  if (first !== undefined) {
    return { path: [first], at: 'key', message: `there is no step \`${first}\``, hint: didYouMean(first, kinds) ?? wanted };
  }
  return { path: [], message: typeof value === 'string' ? `\`${value}\` is not a step` : 'this is not a step', hint: wanted };
};

const wordingOfJourney = wordingOf(rawJourney, { examples });

const ofKinds = <T>(make: (kind: Kind) => T): Readonly<Record<Kind, T>> =>
  Object.fromEntries(kinds.map((kind) => [kind, make(kind)])) as Record<Kind, T>;

const stepSchemas = ofKinds((kind) => stepKinds[kind].schema(anySteps));
const wordingOfStep = ofKinds((kind) => wordingOf(stepSchemas[kind], { examples }));
