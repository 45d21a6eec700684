import type { Split } from '#shared/domain/condition/check-condition.ts';
import { titleOfSplit } from '#shared/domain/journey/step-id.ts';
import { identify } from './identify-steps.ts';
import { allSteps, type PlacedStep } from './read-journey.ts';

/**
 * The splits of a journey as conditions speak of them: by their name, or else by what they try out. Undefined where one cannot be read, and
 * any name may be its name.
 */
export const splitsOf = (steps: readonly PlacedStep[]): readonly Split[] | undefined => {
  const all = allSteps(steps);
  if (all.some(mayHideASplit)) return undefined;
  return all.flatMap(({ step }): readonly Split[] => {
    if (step.kind !== 'split') return [];
    const { id, name } = identify(step);
    const names = step.name === undefined ? [withoutTitle(name), name, id] : [name, id];
    return [{ names: [...new Set(names)], variants: step.arms.map(({ label }) => label) }];
  });
};

const mayHideASplit = ({ step, mending }: PlacedStep): boolean =>
  mending !== undefined && (step.kind === 'split' || mending.places.some(({ length }) => length === 0));

const withoutTitle = (title: string): string => title.slice(titleOfSplit('').length);
