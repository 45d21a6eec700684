import { type Chance, holdoutKey, splitKey } from '#shared/domain/journey/chance.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { type NamedStep, namedSteps } from './named-steps.ts';

/** What is decided for one person instead of drawn. */
export interface Forced {
  /** Whether they are held out of the journey. */
  readonly heldOut: boolean;
  /** Variants by the id of their split. Of all others the first one that anybody gets. */
  readonly variants: Readonly<Record<string, string>>;
}

export interface Variant {
  readonly label: string;
  readonly weight: number;
}

/** The variants of a split, in the order of the file. */
export const variantsOf = ({ id, name, placed }: NamedStep): readonly Variant[] =>
  placed.step
    .lower({ id, name })
    .flatMap((lowered) => (lowered.kind === 'choose' ? [lowered.choose(() => [])] : []))
    .flatMap((step) => (step.kind === 'split' ? step.arms : []))
    .map(({ label, weight }) => ({ label, weight }));

/** Chance that falls as it is told for one person, in one journey; all others are never held out and get what comes first. */
export const forcedChance = (journey: CompiledJourney, profileId: ProfileId, { heldOut, variants }: Forced): Chance => {
  const told = new Map<string, number>([[holdoutKey(journey.journey, profileId), heldOut ? 0 : never]]);
  for (const step of namedSteps(journey)) {
    const wanted = variants[step.id];
    if (step.kind === 'split' && wanted !== undefined)
      told.set(splitKey(journey.journey, step.id, profileId), middleOf(variantsOf(step), wanted));
  }
  return (key) => told.get(key) ?? (key.startsWith('["holdout"') ? never : 0);
};

/** No share is held out so far up. */
const never = 1 - Number.EPSILON;

/** Where the share of a variant lies in all weights: its middle, away from what rounding could do. */
const middleOf = (variants: readonly Variant[], wanted: string): number => {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  for (const { label, weight } of variants) {
    if (label === wanted) return (before + weight / 2) / total;
    before += weight;
  }
  return 0;
};
