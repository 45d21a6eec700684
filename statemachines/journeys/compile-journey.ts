import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { Budget } from './budget.ts';
import { checkName, checkRules, checkSteps, exitEvent } from './check-journey.ts';
import { type Definition, emitDefinition } from './emit-definition.ts';
import { type Journey, readJourney } from './read-journey.ts';
import { toStages } from './stages.ts';
import type { Known } from './steps/kind.ts';
import { readYaml } from './yaml-source.ts';

/** A journey ready to be deployed. */
export interface CompiledJourney {
  readonly journey: string;
  readonly description: string;
  /** For `route-signals`. */
  readonly rules: JourneyRules;
  readonly budget?: Budget;
  /** The state machine, given the function that runs its stages. */
  definition(runStageFunctionArn: string): Definition;
}

/**
 * Compiles the text of one file, in passes: YAML → journey → checks → stages → ASL. A pure function of its arguments.
 *
 * @param file for the problems, relative to the repository; its last part names the journey.
 * @returns the journey, or every problem that its file has, in the order of the lines.
 */
export const compileJourney = (
  file: string,
  text: string,
  known: Known,
): { readonly compiled: CompiledJourney } | { readonly problems: readonly Problem[] } => {
  const name = file.replace(/^.*[/\\]/, '').replace(/\.yaml$/, '');
  const source = readYaml(file, text);
  if (source.problems.length > 0) return { problems: source.problems };

  const read = readJourney(name, source.value);
  const findings = [
    ...checkName(name),
    ...read.findings,
    ...(read.journey === undefined ? [] : checkRules(read.journey.rules)),
    ...checkSteps(read.steps, known),
  ];
  if (read.journey === undefined || findings.length > 0) {
    const problems = findings.map((finding) => source.problem(finding));
    return { problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
  }
  const { budget } = read.journey.rules;
  if (budget === undefined) return { compiled: lower(read.journey, file) };
  const { line, column } = source.problem({ path: ['budget'], message: '' });
  return { compiled: { ...lower(read.journey, file), budget: { dollarsPerContact: budget, file, line, column } } };
};

const lower = ({ journey, rules, steps }: Journey, file: string): CompiledJourney => {
  const stages = toStages(steps);
  const compiled = toRules(journey, rules);
  const { exits, goal } = compiled;
  const leave = { exits, ...(goal === undefined ? {} : { goal }) };
  return {
    journey,
    description: rules.description,
    rules: compiled,
    definition: (runStageFunctionArn) =>
      emitDefinition(`${rules.description} (made from ${file}: change it there)`, leave, stages, runStageFunctionArn),
  };
};

const toRules = (journey: string, { enter, exit = [], goal }: Journey['rules']): JourneyRules => ({
  journey,
  enter: { on: enter.on, reenter: toReentry(enter.reenter ?? 'never') },
  exits: exit.map((rule) => ({ on: exitEvent(rule), reason: rule === 'unsubscribed' ? rule : rule.on })),
  ...(goal === undefined ? {} : { goal: { on: goal.on, withinMilliseconds: goal.within } }),
});

const toReentry = (rule: NonNullable<Journey['rules']['enter']['reenter']>): JourneyRules['enter']['reenter'] =>
  typeof rule === 'string' ? { rule } : { rule: 'after', milliseconds: rule.after };
