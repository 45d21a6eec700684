import { type Finding, type Path, under } from '#shared/adapters/yaml/finding.ts';
import { type SendingDefaults, sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { undeclaredTopics } from '#shared/adapters/yaml/sending-fields.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { longestHold } from '#shared/domain/sending/longest-hold.ts';
import { effectivePolicy, type SendingPolicy } from '#shared/domain/sending/policy.ts';
import { neverAllows } from '#shared/domain/sending/windows.ts';
import type { Budget } from './budget.ts';
import { checkCaps } from './check-caps.ts';
import { type AskedOfCustomers, circlesOf, sayCircle } from './check-circles.ts';
import { checkFlow, checkName, checkSize, checkSteps, checkTogether } from './check-journey.ts';
import { checkRules, checkRulesTogether, entriesOf } from './check-rules.ts';
import { checkWebhooks } from './check-webhooks.ts';
import { type Definition, emitDefinition } from './emit-definition.ts';
import { timeFlow, toFlow } from './flow.ts';
import { withOwnNames } from './identify-steps.ts';
import { type JourneyLinks, linksOf } from './journey-links.ts';
import { isAbout, ofTheFile } from './mend.ts';
import { allSteps, type Journey, type ReadJourney, readJourney } from './read-journey.ts';
import { type Likely, readLikely } from './read-likely.ts';
import { toStages } from './stages.ts';
import type { Known } from './steps/kind.ts';
import { type JourneySchedule, scheduleOf, toRules } from './to-rules.ts';

/** A journey ready to be deployed. */
export interface CompiledJourney {
  readonly journey: string;
  readonly description: string;
  /** For `route-signals`. */
  readonly rules: JourneyRules;
  /** For `run-stage`: when and how often it may write to people. */
  readonly sending: SendingPolicy;
  /** Where it enters on a schedule. */
  readonly schedule?: JourneySchedule;
  readonly budget?: Budget;
  /** How likely arms are, as far as its file says so. */
  readonly likely?: Likely;
  /** Every condition and expression in it: what they ask about must be counted in profiles. */
  readonly conditions: readonly string[];
  /** As its file says it: for whoever draws it, or tells what changed. */
  readonly written: Journey;
  /** The state machine, given the function that runs its stages. */
  definition(runStageFunctionArn: string): Definition;
}

/** What a journey is compiled with. */
export interface Surroundings extends Known {
  /** `marketing/sending.yaml`; undefined where it cannot be read, and nothing can be measured by it. */
  readonly sending: SendingDefaults | undefined;
  /** The topic of a message. */
  readonly topicOf: (message: string) => string | undefined;
  /** What segments and scores ask for, where that is known: journeys may be started by what other journeys set. */
  readonly segments?: AskedOfCustomers['segments'];
  readonly scores?: AskedOfCustomers['scores'];
}

/** What is known of segments and scores. */
export const askedBy = ({ segments = [], scores = [] }: Surroundings): AskedOfCustomers => ({ segments, scores });

/** The journey of a file, or every problem that the file has, in the order of the lines. */
type JourneyResult =
  | { readonly compiled: CompiledJourney }
  | {
      readonly problems: readonly Problem[];
      /** Where it can be played in spite of them: each rule and step is in order, and only together they are too much, too long, twice there. */
      readonly playable?: CompiledJourney;
    };

/** What starts a journey and what it may start, and where its file says what starts it. */
export interface PlacedLinks {
  readonly links: JourneyLinks;
  readonly place: Problem;
}

/**
 * Compiles the text of one file, in passes: YAML → journey → flow → checks → stages → ASL. A pure function of its arguments.
 *
 * @param file for the problems, relative to the repository; its last part names the journey.
 */
export const compileJourney = (file: string, text: string, around: Surroundings): JourneyResult =>
  compileLinkedJourney(file, text, around).result;

/** The same, with the links of the journey to others as far as they can be read: mistakes elsewhere in it do not hide a circle. */
export const compileLinkedJourney = (
  file: string,
  text: string,
  around: Surroundings,
): { readonly result: JourneyResult; readonly linked?: PlacedLinks } => {
  const name = file.replace(/^.*[/\\]/, '').replace(/\.yaml$/, '');
  const source = readYaml(file, text);
  if (source.value === undefined) return { result: { problems: source.problems } };

  const read = readJourney(name, source.value);
  const awaited = awaitedEvents(read.steps);
  const steps = withOwnNames(read.steps);
  const flow = toFlow(steps);
  const timing = timeFlow(flow);
  const usual = around.sending ?? sendingDefaults;
  const policy = effectivePolicy(usual.policy, read.rules.sending);
  const starts = linksOf(name, read.rules, read.steps, read.mending);
  const entry: Path = ['enter', read.rules.enter !== undefined && 'on' in read.rules.enter ? 'on' : 'segment'];
  // What cannot be read of `sending:` may allow more, and hold for less.
  const isPolicyKnown = around.sending !== undefined && !(read.mending?.places ?? []).some(([field]) => field === 'sending');
  const ofParts = [
    ...checkName(name),
    ...read.findings,
    ...checkRules(read, around),
    ...checkSteps(read.steps, entriesOf(read), around),
    ...(starts === undefined ? [] : circlesOf([starts], askedBy(around))).map(
      (circle): Finding => ({
        path: entry,
        ...sayCircle(circle, starts?.enter.on ?? ''),
      }),
    ),
  ];
  const ofSending = [
    ...(around.sending === undefined ? [] : checkSending(read, policy, around.sending)),
    ...(isPolicyKnown ? checkCaps(flow, policy, around.topicOf) : []),
  ];
  const isClear = !allSteps(read.steps).some(({ mending }) => mending !== undefined);
  // Where not all steps can be read, any name may be one of theirs.
  const arms = readLikely(isClear ? (read.rules.likely ?? {}) : {}, steps);
  const ofArms = ofTheFile(under(['likely'], arms.findings), read.mending)
    // Nor can be added up what cannot be read.
    .filter(({ path }) => !(read.mending?.places ?? []).some((place) => isAbout([path], place)));
  const ofTheWhole = [
    ...ofArms,
    ...checkRulesTogether(read, isClear ? timing.longest : undefined),
    ...ofSending,
    ...checkTogether(read.steps),
    ...checkFlow(flow, isPolicyKnown ? longestHold(policy) : 0),
    ...checkWebhooks(flow),
  ];
  const linked = starts === undefined ? {} : { linked: { links: starts, place: source.problem({ path: entry, message: '' }) } };
  const refused = (findings: readonly Finding[], playable?: CompiledJourney) => {
    const problems = [...source.problems, ...source.problemsOf(findings)];
    return {
      result: {
        problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
        ...(playable === undefined ? {} : { playable }),
      },
      ...linked,
    };
  };
  if (read.journey === undefined) return refused([...ofParts, ...ofTheWhole]);
  const { journey, rules } = read.journey;
  const compiledRules = toRules(journey, rules, {
    awaited,
    givesTasks: allSteps(read.steps).some(({ step }) => step.kind === 'task'),
    holdout: usual.holdout,
  });
  const stages = toStages(flow, timing);
  const { exits, exitsWhen, goal } = compiledRules;
  const schedule = scheduleOf(journey, rules.enter);
  const definition = (runStageFunctionArn: string) =>
    emitDefinition({
      comment: `${rules.description} (made from ${file}: change it there)`,
      leave: { exits, exitsWhen, ...(goal === undefined ? {} : { goal }) },
      stages,
      longestMilliseconds: timing.longest,
      runStageFunctionArn,
    });
  const findings = [...ofParts, ...ofTheWhole, ...checkSize(definition(''))];
  if (ofParts.length + source.problems.length > 0) return refused(findings);
  const compiled: CompiledJourney = {
    journey,
    description: rules.description,
    rules: compiledRules,
    // What would never be sent, or only after the journey, is to be played as well.
    sending: ofSending.length === 0 ? policy : { ...sendingDefaults.policy, caps: [] },
    ...(schedule === undefined ? {} : { schedule }),
    ...(rules.budget === undefined || arms.findings.length > 0 ? {} : { budget: budgetOf(rules.budget, file, source.problem) }),
    ...(rules.likely === undefined ? {} : { likely: arms.likely }),
    conditions: conditionsIn([compiledRules, definition('')]),
    written: { ...read.journey, steps },
    definition,
  };
  return findings.length > 0 ? refused(findings, compiled) : { result: { compiled }, ...linked };
};

/** The fields that hold conditions, wherever they stand. */
const conditionFields = ['when', 'from', 'audience'];

const conditionsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const found = Object.entries(value).flatMap(([key, inner]) =>
    conditionFields.includes(key) && typeof inner === 'string' ? [inner] : conditionsIn(inner),
  );
  return [...new Set(found)];
};

const awaitedEvents = (steps: Journey['steps']): readonly string[] => [
  ...new Set(allSteps(steps).flatMap(({ step }) => step.awaits ?? [])),
];

const budgetOf = (dollarsPerContact: number, file: string, place: (finding: Finding) => Problem): Budget => {
  const { line, column } = place({ path: ['budget'], message: '' });
  return { dollarsPerContact, file, line, column };
};

const checkSending = (
  { rules: { sending: override }, mending }: ReadJourney,
  policy: SendingPolicy,
  sending: SendingDefaults,
): readonly Finding[] => {
  if (override === undefined) return [];
  const never: Finding = {
    path: ['sending'],
    message: 'nothing would ever be sent: the quiet hours cover the whole window',
    hint: 'let the window begin or end outside the quiet hours, or write `quiet hours: none`',
  };
  const topics = undeclaredTopics(override.caps ?? [], sending.topics).map(
    ({ index, ...finding }): Finding => ({ path: ['sending', 'caps', index], ...finding }),
  );
  const areHoursKnown = !(mending?.places ?? []).some(([field, hours]) => field === 'sending' && hours !== 'caps');
  return ofTheFile([...topics, ...(areHoursKnown && neverAllows(policy) ? [never] : [])], mending);
};
