import type { Finding } from '#shared/adapters/yaml/finding.ts';
import { type SendingDefaults, sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { undeclaredTopics } from '#shared/adapters/yaml/sending-fields.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { effectivePolicy, type SendingPolicy } from '#shared/domain/sending/policy.ts';
import { neverAllows } from '#shared/domain/sending/windows.ts';
import type { Budget } from './budget.ts';
import { checkCaps } from './check-caps.ts';
import { checkFlow, checkName, checkSize, checkSteps } from './check-journey.ts';
import { checkRules, entriesOf } from './check-rules.ts';
import { type Definition, emitDefinition } from './emit-definition.ts';
import { timeFlow, toFlow } from './flow.ts';
import { allSteps, type Journey, readJourney } from './read-journey.ts';
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
}

/**
 * Compiles the text of one file, in passes: YAML → journey → flow → checks → stages → ASL. A pure function of its arguments.
 *
 * @param file for the problems, relative to the repository; its last part names the journey.
 * @returns the journey, or every problem that its file has, in the order of the lines.
 */
export const compileJourney = (
  file: string,
  text: string,
  around: Surroundings,
): { readonly compiled: CompiledJourney } | { readonly problems: readonly Problem[] } => {
  const name = file.replace(/^.*[/\\]/, '').replace(/\.yaml$/, '');
  const source = readYaml(file, text);
  if (source.problems.length > 0) return { problems: source.problems };

  const read = readJourney(name, source.value);
  const awaited = awaitedEvents(read.steps);
  const flow = toFlow(read.steps);
  const timing = timeFlow(flow);
  const usual = around.sending ?? sendingDefaults;
  const policy = effectivePolicy(usual.policy, read.rules.sending);
  const findings = [
    ...checkName(name),
    ...read.findings,
    ...checkRules(name, read.rules, timing.longest, around),
    ...(around.sending === undefined ? [] : checkSending(read.rules.sending, policy, around.sending)),
    ...checkSteps({ ...read, entries: entriesOf(read.rules) }, around),
    ...checkFlow(flow, timing),
    // A wait that cannot be read would make messages look closer to each other than they are; and so would `sending:`.
    ...(around.sending !== undefined && read.hasAllSteps && read.journey !== undefined
      ? checkCaps(flow, policy, around.topicOf)
      : []),
  ];
  const problemsOf = (mistakes: readonly Finding[]): { readonly problems: readonly Problem[] } => ({
    problems: source.problemsOf(mistakes),
  });
  if (read.journey === undefined || findings.length > 0) return problemsOf(findings);
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
  const tooLarge = checkSize(definition(''));
  if (tooLarge.length > 0) return problemsOf(tooLarge);
  return {
    compiled: {
      journey,
      description: rules.description,
      rules: compiledRules,
      sending: policy,
      ...(schedule === undefined ? {} : { schedule }),
      ...(rules.budget === undefined ? {} : { budget: budgetOf(rules.budget, file, source.problem) }),
      conditions: conditionsIn([compiledRules, definition('')]),
      written: read.journey,
      definition,
    },
  };
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
  override: Journey['rules']['sending'],
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
  return [...topics, ...(neverAllows(policy) ? [never] : [])];
};
