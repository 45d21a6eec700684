import type { StageNext, StageStep } from '#shared/domain/journey/journey.ts';
import { day } from './duration.ts';
import { identify } from './identify-steps.ts';
import type { PlacedStep } from './read-journey.ts';

/** The steps between two waits, done in one go by `run-stage`. */
export interface Stage {
  /** The day of the journey it falls on; the entry is on day 1. */
  readonly day: number;
  readonly steps: readonly StageStep[];
  readonly next: StageNext;
  /** What the wait after it is called; absent in the last stage. */
  readonly waitName?: string;
}

/**
 * The third pass. A stage without steps comes where a journey begins or ends with a wait: `run-stage` still works out when the
 * wait is over, or ends the run.
 */
export const toStages = (steps: readonly PlacedStep[]): readonly Stage[] => {
  const stages: Stage[] = [];
  let current: StageStep[] = [];
  let elapsed = 0;
  const dayOf = () => Math.floor(elapsed / day) + 1;

  for (const { step } of steps) {
    const identity = identify(step);
    const lowered = step.lower(identity);
    if (lowered.kind === 'run') {
      current.push(lowered.step);
      continue;
    }
    const { milliseconds } = lowered;
    stages.push({ day: dayOf(), steps: current, next: { kind: 'wait', milliseconds }, waitName: identity.name });
    current = [];
    elapsed += milliseconds;
  }
  return [...stages, { day: dayOf(), steps: current, next: { kind: 'end' } }];
};

export const lengthOf = (stages: readonly Stage[]): number =>
  stages.reduce((sum, { next }) => sum + (next.kind === 'wait' ? next.milliseconds : 0), 0);
