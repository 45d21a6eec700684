import * as z from 'zod';
import { type Finding, type Path, under } from '#shared/adapters/yaml/finding.ts';
import { wordingOf } from '#shared/adapters/yaml/read-as.ts';
import { didYouMean, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { examples } from './examples.ts';
import { type RawJourney, rawJourney } from './journey-file.ts';
import { inFile, lenientReader, type Mending, ofTheFile, unread } from './mend.ts';
import type { Kind, Scope, Step } from './steps/kind.ts';
import { isKind, kinds, stepKinds } from './steps/registry.ts';

/** A step and where it stands, and the steps of its arms by their labels. */
export interface PlacedStep {
  readonly path: Path;
  readonly step: Step;
  readonly arms: ReadonlyMap<string, readonly PlacedStep[]>;
  /** Where it has mistakes in its form: what was done to read the rest of it. */
  readonly mending?: Mending;
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

/** The rules of a journey as far as they can be read; what could not is left out, or `unread`. */
export type ReadableRules = Partial<Omit<RawJourney, 'steps'>>;

/** What could be read of a file, and what could not. */
export interface ReadJourney {
  readonly findings: readonly Finding[];
  readonly rules: ReadableRules;
  /** Where the rules have mistakes in their form: what was done to read the rest of them. */
  readonly mending?: Mending;
  /** Those that cannot be read stand among them: what can is looked at, and the rest is taken for anything. */
  readonly steps: readonly PlacedStep[];
  /** The whole of it, where nothing is wrong with its form. */
  readonly journey?: Journey;
}

/**
 * The first pass: from plain values to a journey. What is wrong with its form is reported all at once; what can be read is still
 * handed on, so that the next passes find their part of the mistakes in the same run.
 */
export const readJourney = (journey: string, value: unknown): ReadJourney => {
  if (value === null || value === undefined)
    return { findings: [{ path: [], message: 'the file is empty' }], rules: {}, steps: [] };

  const read = readRules(value);
  const field = inFile(['steps'], read.mending?.renamed ?? []);
  const stepsAsWritten = z.array(z.unknown()).safeParse(isFields(value) ? value[String(field[0])] : undefined);
  const { steps, findings } = readSteps(stepsAsWritten.data ?? [], (index) => [...field, index]);
  const { steps: _, ...rules } = read.value ?? {};
  const mending = read.mending === undefined ? {} : { mending: read.mending };
  const all = [...read.findings, ...findings];
  if (read.value === undefined || all.length > 0) return { findings: all, rules, ...mending, steps };
  const { steps: __, ...said } = read.value;
  return { findings: [], rules, steps, journey: { journey, rules: said, steps } };
};

/** The mistakes of a step that its form does not show. */
export const mistakesOf = ({ path, step, mending }: PlacedStep, scope: Scope): readonly Finding[] =>
  under(path, ofTheFile(step.check(scope), mending));

/** Whether what a step is called says what stands in the file. */
export const hasReadableName = ({ step }: PlacedStep): boolean => !(step.name ?? step.title).includes(unread);

interface StepsRead {
  readonly steps: readonly PlacedStep[];
  readonly findings: readonly Finding[];
}

const readSteps = (values: readonly unknown[], placeOf: (index: number) => Path): StepsRead => {
  const steps: PlacedStep[] = [];
  const findings: Finding[] = [];
  for (const [index, value] of values.entries()) {
    const place = placeOf(index);
    const read = readStep(value);
    findings.push(...under(place, read.findings));
    for (const { step, mending } of read.steps) {
      const arms = new Map<string, readonly PlacedStep[]>();
      for (const arm of step.arms) {
        const inside = readSteps(arm.steps, (at) => [...place, ...inFile([...arm.path, at], mending?.renamed ?? [])]);
        findings.push(...inside.findings);
        arms.set(unusedKey(arm.label, arms), inside.steps);
      }
      steps.push({ path: place, step, arms, ...(mending === undefined ? {} : { mending }) });
    }
  }
  return { steps, findings };
};

/** Two arms of one label are a mistake, of which the steps in them are not to suffer. */
const unusedKey = (label: string, taken: ReadonlyMap<string, unknown>): string =>
  taken.has(label) ? unusedKey(`${label} `, taken) : label;

interface StepRead {
  readonly steps: readonly Pick<PlacedStep, 'step' | 'mending'>[];
  readonly findings: readonly Finding[];
}

const readStep = (value: unknown): StepRead => {
  const keys = isFields(value) ? Object.keys(value) : [];
  const [kind, second] = keys.filter(isKind);
  if (kind === undefined) return readUnknown(value, keys);
  if (second !== undefined && isFields(value)) return readTwo(value, kind, second);
  const { value: step, findings, mending } = stepReaders[kind](value);
  if (step === undefined) return { steps: [anything(value)], findings };
  return { steps: [{ step, ...(mending === undefined ? {} : { mending }) }], findings };
};

/** A step that begins with a word that there is not is read as the one that was probably meant. */
const readUnknown = (value: unknown, keys: readonly string[]): StepRead => {
  const wanted = `a step begins with ${kinds.map((kind) => `\`${kind}:\``).join(', ')}`;
  const [first] = keys;
  if (first === undefined || !isFields(value)) {
    const [, kind = '', said] = typeof value === 'string' ? (/^([a-z ]+):(\S.*)$/.exec(value) ?? []) : [];
    if (isKind(kind)) {
      const message = `a space is missing after the colon in \`${value}\``;
      return { steps: [anything(value)], findings: [{ path: [], message, hint: `write \`- ${kind}: ${said}\`` }] };
    }
    const message = typeof value === 'string' ? `\`${value}\` is not a step` : 'this is not a step';
    return { steps: [anything(value)], findings: [{ path: [], message, hint: wanted }] };
  }
  const finding: Finding = {
    path: [first],
    at: 'key',
    message: `there is no step \`${first}\``,
    hint: didYouMean(first, kinds) ?? wanted,
  };
  const meant = nearest(first, kinds);
  if (meant === undefined) return { steps: [anything(value)], findings: [finding] };
  const renamed = [{ path: [], from: first, to: meant }];
  const read = readStep(Object.fromEntries(Object.entries(value).map(([key, said]) => [key === first ? meant : key, said])));
  return {
    steps: read.steps.map(({ step, mending }) => ({
      step,
      mending: { ...nothingMended, ...mending, renamed: [...renamed, ...(mending?.renamed ?? [])] },
    })),
    findings: [finding, ...read.findings.map((other) => ({ ...other, path: inFile(other.path, renamed) }))],
  };
};

/** One step that begins like two is read as two, each with the fields that it may have. */
const readTwo = (value: Fields, kind: Kind, second: Kind): StepRead => {
  const ofFirst = wordingOfStep[kind].fields([]);
  const entries = Object.entries(value);
  const parts = [
    entries.filter(([key]) => key !== second && (ofFirst.includes(key) || !wordingOfStep[second].fields([]).includes(key))),
    entries.filter(([key]) => !ofFirst.includes(key) && wordingOfStep[second].fields([]).includes(key)),
  ].map((fields) => readStep(Object.fromEntries(fields)));
  const message = `one step cannot both ${kind} and ${second}`;
  const finding: Finding = { path: [second], at: 'key', message, hint: `begin a new step with \`- ${second}:\`` };
  return {
    // Which of them a field belongs to is a guess: they are taken to be as long as anything.
    steps: parts.flatMap(({ steps }) => steps.map((read) => ({ ...read, mending: read.mending ?? nothingMended }))),
    findings: [finding, ...parts.flatMap(({ findings }) => findings)],
  };
};

const nothingMended: Mending = { places: [], renamed: [], hasLostParts: false };

/** What cannot be read at all may go any of its ways, and take any time. */
const anything = (value: unknown): Pick<PlacedStep, 'step' | 'mending'> => {
  const arms = armsIn(value, []).map((arm, index) => ({ ...arm, label: `${index}` }));
  return {
    mending: { places: [[]], renamed: [], hasLostParts: true },
    step: {
      kind: 'wait',
      title: unread,
      isAnonymous: true,
      arms: [...arms, { label: 'none of them', path: [], steps: [] }],
      check: () => [],
      lower: (identity) => [
        { kind: 'wait', wait: { kind: 'duration', milliseconds: 0 } },
        { kind: 'choose', labels: [], choose: () => ({ kind: 'branch', ...identity, arms: [], otherwise: [] }) },
      ],
    },
  };
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

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** How the steps of an arm are taken at first: as they come, because more can be said about a wrong step one by one. */
const anySteps = z.array(z.unknown(), { error: 'steps are a list: each begins with a hyphen' });

const inEnter = 'it belongs under `enter`: give it two spaces more than that has';

/** Where fields belong that a wrong number of spaces, or a hyphen too many, puts elsewhere. */
const elsewhere = {
  ...Object.fromEntries(kinds.map((kind) => [kind, `it is a step: write \`- ${kind}:\` under \`steps\``])),
  on: 'it belongs under `enter` or `goal`: give it two spaces more than that has',
  segment: inEnter,
  every: inEnter,
  reenter: inEnter,
  within: 'it belongs under `goal`: give it two spaces more than that has',
  for: 'it belongs to a `task`, in the same column as that',
  due: 'it belongs to a `task`, in the same column as that',
  else: 'it belongs to a `branch`: in the same column as that, without a hyphen',
};

const readRules = lenientReader(rawJourney, wordingOf(rawJourney, { examples, elsewhere }));

const ofKinds = <T>(make: (kind: Kind) => T): Readonly<Record<Kind, T>> =>
  Object.fromEntries(kinds.map((kind) => [kind, make(kind)])) as Record<Kind, T>;

const stepSchemas = ofKinds((kind) => stepKinds[kind].schema(anySteps));
const wordingOfStep = ofKinds((kind) => wordingOf(stepSchemas[kind], { examples, elsewhere }));
const stepReaders = ofKinds((kind) => lenientReader(stepSchemas[kind], wordingOfStep[kind]));
