import { stepIdOf } from '#shared/domain/journey/step-id.ts';
import type { Identity, Step } from './steps/kind.ts';

/**
 * What a step is known by. The id is made from the name, so that it stays the same when steps are moved around, and what is
 * reported about a step is still about the same one.
 */
export const identify = (step: Step): Identity => {
  const name = step.name ?? step.title;
  return { id: stepIdOf(name), name };
};
