import * as z from 'zod';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { explainIssue } from './explain-issue.ts';
import { type Finding, type Path, under } from './finding.ts';
import { type RawJourney, rawJourney } from './journey-file.ts';
import { knownFields } from './known-fields.ts';
import type { Kind, Step } from './steps/kind.ts';
import { isKind, kinds, stepKinds } from './steps/registry.ts';

/** A step and where it stands. */
export interface PlacedStep {
  readonly path: Path;
  readonly step: Step;
}

/** A journey as its file says it: well-formed, but not yet checked for sense. */
export interface Journey {
  /** From the file's name. */
  readonly journey: string;
  readonly rules: Omit<RawJourney, 'steps'>;
  readonly steps: readonly PlacedStep[];
}

/**
 * The first pass: from plain values to a journey. What is wrong with its form is reported all at once; what can be read is still
 * handed on, so that the next pass finds its part of the mistakes in the same run.
 */
export const readJourney = (
  journey: string,
  value: unknown,
): { readonly findings: readonly Finding[]; readonly steps: readonly PlacedStep[]; readonly journey?: Journey } => {
  if (value === null || value === undefined) return { findings: [{ path: [], message: 'the file is empty' }], steps: [] };

  const read = rawJourney.safeParse(value, { reportInput: true });
  const stepsAsWritten = z.object({ steps: z.array(z.unknown()) }).safeParse(value);
  const { steps, findings } = readSteps(stepsAsWritten.success ? stepsAsWritten.data.steps : [], ['steps']);
  if (!read.success) {
    return { findings: [...read.error.issues.flatMap((issue) => explainIssue(issue, fieldsOfJourney)), ...findings], steps };
  }
  const { steps: _, ...rules } = read.data;
  return { findings, steps, journey: { journey, rules, steps } };
};

const readSteps = (values: readonly unknown[], path: Path): { steps: readonly PlacedStep[]; findings: readonly Finding[] } => {
  const steps: PlacedStep[] = [];
  const findings: Finding[] = [];
  for (const [index, value] of values.entries()) {
    const place = [...path, index];
    const read = readStep(value);
    if ('step' in read) steps.push({ path: place, step: read.step });
    else findings.push(...under(place, read.findings));
  }
  return { steps, findings };
};

const readStep = (value: unknown): { readonly step: Step } | { readonly findings: readonly Finding[] } => {
  const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const present = keys.filter(isKind);
  const [kind, second] = present;
  if (kind === undefined) return { findings: [notAStep(value, keys)] };
  if (second !== undefined) {
    const message = `one step cannot both ${kind} and ${second}`;
    return { findings: [{ path: [second], at: 'key', message, hint: `begin a new step with \`- ${second}:\`` }] };
  }

  const read = stepKinds[kind].schema.safeParse(value, { reportInput: true });
  if (read.success) return { step: read.data };
  return { findings: read.error.issues.flatMap((issue) => explainIssue(issue, fieldsOfStep[kind])) };
};

const notAStep = (value: unknown, keys: readonly string[]): Finding => {
  const wanted = `a step begins with ${kinds.map((kind) => `\`${kind}:\``).join(', ')}`;
  const [first] = keys;
  if (first !== undefined) {
    return { path: [first], at: 'key', message: `there is no step \`${first}\``, hint: didYouMean(first, kinds) ?? wanted };
  }
  return { path: [], message: typeof value === 'string' ? `\`${value}\` is not a step` : 'this is not a step', hint: wanted };
};

const fieldsOfJourney = knownFields(rawJourney);

const fieldsOfKind = (kind: Kind) => knownFields(stepKinds[kind].schema);
const fieldsOfStep: Readonly<Record<Kind, (path: Path) => readonly string[]>> = {
  send: fieldsOfKind('send'),
  wait: fieldsOfKind('wait'),
  task: fieldsOfKind('task'),
};
