import { isDeepStrictEqual } from 'node:util';
import { diffArrays } from 'diff';
import type { Outline, OutlineStep } from './outline.ts';

/** What is different in meaning between two versions of a journey. */
export type OutlineChange =
  | { readonly kind: 'rule'; readonly rule: string; readonly before?: string; readonly after?: string }
  | { readonly kind: 'added' | 'removed'; readonly step: OutlineStep }
  /** The same step, done differently. */
  | { readonly kind: 'changed'; readonly before: OutlineStep; readonly after: OutlineStep }
  /** The same step, on another day, because of what was changed before it. */
  | { readonly kind: 'moved'; readonly before: OutlineStep; readonly after: OutlineStep };

/** Rules first, then the steps in their order. */
export const compareOutlines = (before: Outline, after: Outline): readonly OutlineChange[] => [
  ...compareRules(before.rules, after.rules),
  ...compareSteps(before.steps, after.steps),
];

/** Whether two journeys do the same at the same time, whoever comes into them. */
export const haveSameSteps = (one: Outline, other: Outline): boolean =>
  one.steps.length > 0 && isDeepStrictEqual(one.steps, other.steps);

export const compareRules = (before: Outline['rules'], after: Outline['rules']): readonly OutlineChange[] =>
  [...new Set([...before.keys(), ...after.keys()])].flatMap((rule): OutlineChange[] => {
    const was = before.get(rule);
    const is = after.get(rule);
    if (was === is) return [];
    return [{ kind: 'rule', rule, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });

const compareSteps = (before: readonly OutlineStep[], after: readonly OutlineStep[]): readonly OutlineChange[] => {
  const keysOf = (steps: readonly OutlineStep[]) => steps.map(({ key }) => key);
  const changes: OutlineChange[] = [];
  let was = 0;
  let is = 0;
  for (const { added, removed, count = 0 } of diffArrays(keysOf(before), keysOf(after))) {
    for (let each = 0; each < count; each += 1) {
      const earlier = before[was];
      const later = after[is];
      if (!added) was += 1;
      if (!removed) is += 1;
      if (added) changes.push(...(later === undefined ? [] : [{ kind: 'added' as const, step: later }]));
      else if (removed) changes.push(...(earlier === undefined ? [] : [{ kind: 'removed' as const, step: earlier }]));
      else if (earlier !== undefined && later !== undefined) changes.push(...compareStep(earlier, later));
    }
  }
  return changes;
};

/** That a wait is reached on another day says nothing: what comes after it says it. */
const compareStep = (before: OutlineStep, after: OutlineStep): readonly OutlineChange[] => {
  if (before.words !== after.words) return [{ kind: 'changed', before, after }];
  return before.day === after.day || before.words.startsWith('wait') ? [] : [{ kind: 'moved', before, after }];
};
