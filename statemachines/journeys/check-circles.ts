import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import { journeysPicked, ownEvents } from './own-events.ts';

/** A journey in a circle, and the journeys on the way back to it. */
export interface Circle {
  readonly journey: string;
  readonly by: readonly string[];
}

/**
 * Journeys that start each other again and again: each enters by what the one before it causes, as often as that happens. That one journey
 * starts another is fine; that it leads back without a pause is not.
 */
export const circlesOf = (all: readonly JourneyRules[]): readonly Circle[] => {
  const startedBy = new Map(all.map((rules) => [rules.journey, startersOf(rules)]));
  return all.flatMap(({ journey }): Circle[] => {
    const by = wayBack(journey, startedBy);
    return by === undefined ? [] : [{ journey, by }];
  });
};

const startersOf = ({ enter: { on, when, reenter } }: JourneyRules): readonly string[] =>
  reenter.rule === 'after-completion' && ownEvents.includes(on) ? (journeysPicked(when) ?? []) : [];

/** The shortest way from a journey over those that start it back to itself. */
const wayBack = (journey: string, startedBy: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined => {
  const seen = new Set<string>();
  let ways: (readonly string[])[] = (startedBy.get(journey) ?? []).map((first) => [first]);
  while (ways.length > 0) {
    const back = ways.find((way) => way.at(-1) === journey);
    if (back !== undefined) return back;
    ways = ways.flatMap((way) => {
      const last = way.at(-1) ?? '';
      if (seen.has(last)) return [];
      seen.add(last);
      return (startedBy.get(last) ?? []).map((next) => [...way, next]);
    });
  }
  return undefined;
};
