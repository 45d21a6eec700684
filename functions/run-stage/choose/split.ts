import { armOf, splitKey } from '#shared/domain/journey/chance.ts';
import { variantAssigned } from '#shared/domain/journey/journey-events.ts';
import { type JourneyRun, personOf } from '#shared/domain/journey/run.ts';
import type { SplitStep, StageStep } from '#shared/domain/journey/stage-step.ts';
import type { StepPorts } from '../steps/step-context.ts';

/**
 * The steps of the variant that falls to this person: the same one in every run of the journey, also when ids are merged between two of them,
 * unless the weights change. Decided once, so that a change of the weights moves nobody who is under way.
 */
export const chooseVariant = async (
  step: SplitStep,
  run: JourneyRun,
  { runs, events, chance, clock }: Pick<StepPorts, 'runs' | 'events' | 'chance' | 'clock'>,
): Promise<readonly StageStep[]> => {
  const drawn = armOf(step.arms, chance(splitKey(run.journey, step.id, personOf(run))));
  if (drawn === undefined) return [];
  const decision =
    run.decisions?.[step.id] ?? (await runs.decide(run, step.id, { label: drawn.label, at: clock().toISOString() }));
  await events.put([variantAssigned(run, step.id, decision)]);
  return (step.arms.find(({ label }) => label === decision.label) ?? drawn).steps;
};
