import type { Json } from '#shared/events/json.ts';
import { day } from './duration.ts';
import { identify } from './identify-steps.ts';
import { isAbout, type Mending } from './mend.ts';
import { eventsCausedBy } from './own-events.ts';
import { allSteps, type PlacedStep, type ReadableRules } from './read-journey.ts';
import type { Step } from './steps/kind.ts';
import { entryEvents, entryWhen } from './to-rules.ts';

/** What one step sets: traits and their values; undefined where the value is found out on the way. */
export type TraitsSet = Readonly<Record<string, Json | undefined>>;

/** What a journey is started by, and what it causes that may start journeys. */
export interface JourneyLinks {
  readonly journey: string;
  readonly enter: { readonly on: string; readonly when?: string | undefined; readonly audience?: string | undefined };
  /** Whether somebody may come in again less than a day later. */
  readonly entersAgain: boolean;
  /** Names of events. */
  readonly causes: readonly string[];
  /** Step by step. */
  readonly sets: readonly TraitsSet[];
}

/** A circle in which everybody is kept out for a day goes round slowly, and was meant to. */
const pause = day;

/** As far as the rules can be read: undefined where nobody can say what starts the journey. */
export const linksOf = (
  journey: string,
  { enter, audience }: ReadableRules,
  steps: readonly PlacedStep[],
  mending?: Mending,
): JourneyLinks | undefined => {
  const unclear = mending?.places ?? [];
  if (enter === undefined || isAbout(unclear, ['enter']) || isAbout(unclear, ['enter', 'when'])) return undefined;
  const [on = ''] = entryEvents(enter);
  const { reenter = 'never' } = enter;
  const all = allSteps(steps).filter(({ mending: mended }) => mended === undefined);
  return {
    journey,
    enter: { on, when: entryWhen(journey, enter), audience },
    entersAgain: typeof reenter === 'string' ? reenter === 'after-completion' : reenter.after < pause,
    causes: eventsCausedBy(all.map(({ step }) => step.kind)),
    sets: all.flatMap(({ step }) => traitsSetBy(step)),
  };
};

const traitsSetBy = (step: Step): readonly TraitsSet[] =>
  step.lower(identify(step)).flatMap((lowered): TraitsSet[] => {
    if (lowered.kind !== 'run' || lowered.step.kind !== 'set') return [];
    const said = Object.entries(lowered.step.traits);
    return [Object.fromEntries(said.map(([trait, is]) => [trait, 'value' in is && is.value !== null ? is.value : undefined]))];
  });
