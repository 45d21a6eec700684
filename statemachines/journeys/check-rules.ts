import { conditionFindings, type EventNames } from '#shared/adapters/yaml/condition.ts';
import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import type { ConditionScope } from '#shared/domain/condition/check-condition.ts';
import { isDeclared } from '#shared/domain/condition/vocabulary.ts';
import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import { isAbout, ofTheFile, unread } from './mend.ts';
import type { ReadableRules, ReadJourney } from './read-journey.ts';
import type { Known } from './steps/kind.ts';
import { unknownEvent } from './steps/wait-for.ts';
import { entryEvents } from './to-rules.ts';

type ReadRules = Pick<ReadJourney, 'rules' | 'mending'>;

/** Whether each rule makes sense by itself, and all that it names is there. */
export const checkRules = ({ rules, mending }: ReadRules, known: Known): readonly Finding[] =>
  ofTheFile([...checkEntry(rules, known), ...checkNames(rules, known)], mending);

/**
 * Whether they make sense beside each other.
 *
 * @param longest how long somebody may be in the journey, in milliseconds; undefined where that cannot be read.
 */
export const checkRulesTogether = ({ rules, mending }: ReadRules, longest: number | undefined): readonly Finding[] =>
  ofTheFile(checkLeaving(rules, isAbout(mending?.places ?? [], ['goal', 'within']) ? undefined : longest), mending);

const checkEntry = ({ enter, audience }: ReadableRules, { vocabulary }: Known): readonly Finding[] => {
  const findings: Finding[] = [];
  if (enter !== undefined && 'on' in enter) {
    const { on, when } = enter;
    if (!isDeclared(vocabulary, 'events', on)) {
      findings.push(unknownEvent(on, Object.keys(vocabulary.events), ['enter', 'on']));
    }
    if (when !== undefined) findings.push(...conditionFindings(when, { vocabulary, event: [on] }, ['enter', 'when']));
  }
  if (audience !== undefined) findings.push(...conditionFindings(audience, { vocabulary }, ['audience']));
  return findings;
};

const checkLeaving = ({ enter, exit = [], goal }: ReadableRules, longest: number | undefined): readonly Finding[] => {
  const findings: Finding[] = [];
  const entry = enter !== undefined && 'on' in enter ? enter.on : undefined;
  if (goal !== undefined && goal.on === entry && goal.when === undefined) {
    findings.push({
      path: ['goal', 'on'],
      message: `\`${goal.on}\` is already what customers enter by`,
      hint: 'the goal is what should happen to them later',
    });
  }
  const seen = new Set<string>();
  for (const [index, rule] of exit.entries()) {
    const { on, path } = exitOf(rule, index);
    if (on === undefined) continue;
    if (on === entry) {
      findings.push({
        path,
        message: `\`${on}\` is what customers enter by: they would leave at once`,
        hint: 'remove this exit',
      });
    }
    // After its window the goal takes nobody out any more.
    if (on === goal?.on && goal.when === undefined && longest !== undefined && longest <= goal.within) {
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

/** The event of an exit that asks for nothing but the event. */
const exitOf = (
  rule: NonNullable<ReadableRules['exit']>[number],
  index: number,
): { readonly on?: string; readonly path: Path } => {
  if (rule === 'unsubscribed') return { on: 'Unsubscribed', path: ['exit', index] };
  if ('on' in rule && rule.when === undefined) return { on: rule.on, path: ['exit', index, 'on'] };
  return { path: ['exit', index] };
};

/** Names and conditions in exits and goal. */
const checkNames = ({ enter, exit = [], goal }: ReadableRules, { vocabulary }: Known): readonly Finding[] => {
  const findings: Finding[] = [];
  const event = (on: string, when: string | undefined, path: Path): void => {
    if (!isDeclared(vocabulary, 'events', on)) findings.push(unknownEvent(on, Object.keys(vocabulary.events), [...path, 'on']));
    const scope: ConditionScope = { vocabulary, event: [on] };
    if (when !== undefined) findings.push(...conditionFindings(when, scope, [...path, 'when']));
  };
  const segment = (name: string, path: Path): void => {
    if (vocabulary.segments.includes(name)) return;
    const hint = didYouMean(name, vocabulary.segments) ?? `write marketing/segments/${name}.yaml`;
    findings.push({ path, message: `there is no segment \`${name}\``, hint });
  };

  if (enter !== undefined && 'segment' in enter) segment(enter.segment, ['enter', 'segment']);
  if (goal !== undefined) event(goal.on, goal.when, ['goal']);
  for (const [index, rule] of exit.entries()) {
    const path = ['exit', index];
    if (rule === 'unsubscribed') continue;
    if ('on' in rule) event(rule.on, rule.when, path);
    else if ('segment entered' in rule) segment(rule['segment entered'], [...path, 'segment entered']);
    else if ('segment left' in rule) segment(rule['segment left'], [...path, 'segment left']);
    else findings.push(...conditionFindings(rule.when, { vocabulary }, [...path, 'when']));
  }
  return findings;
};

/** What conditions in steps may say of the event that brought the customer in. */
export const entriesOf = ({ rules: { enter }, mending }: Pick<ReadJourney, 'rules' | 'mending'>): EventNames => {
  if (enter === undefined || isAbout(mending?.places ?? [], ['enter'])) return 'unknown';
  const [first] = entryEvents(enter);
  return first === unread ? 'unknown' : entryEvents(enter);
};
