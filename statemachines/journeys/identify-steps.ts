import { stepIdOf } from '#shared/domain/journey/step-id.ts';
import type { PlacedStep } from './read-journey.ts';
import type { Identity, Step } from './steps/kind.ts';

/**
 * What a step is known by. The id is made from the name, so that it stays the same when steps are moved around, and what is
 * reported about a step is still about the same one.
 */
export const identify = (step: Step): Identity => {
  const name = step.name ?? step.title;
  return { id: stepIdOf(name), name };
};

/** The same steps, of which those that share a name get one of their own: a mistake, with which they can still be told apart. */
export const withOwnNames = (steps: readonly PlacedStep[]): readonly PlacedStep[] => {
  const taken = new Set<string>();
  const walk = (list: readonly PlacedStep[]): readonly PlacedStep[] =>
    list.map((placed) => {
      const { name } = identify(placed.step);
      let step = placed.step;
      for (let count = 2; step.isAnonymous !== true && taken.has(identify(step).id); count += 1)
        step = { ...placed.step, name: `${name} (${count})` };
      taken.add(identify(step).id);
      return { ...placed, step, arms: new Map([...placed.arms].map(([label, arm]) => [label, walk(arm)])) };
    });
  return walk(steps);
};

/** What a step is without the word for its kind, which stands before it anyway. */
export const shortTitle = (title: string): string =>
  title.replace(/^(?:send|split|task|set|coupon|webhook|wait for|branch on|end:) /, '');
