import type { Conditions } from '#shared/domain/condition/conditions.ts';
import { namesIn } from '#shared/domain/condition/names-in.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { evaluateSegments } from '#shared/domain/segment/evaluate-segments.ts';
import type { EvaluateProfile } from '#shared/domain/segment/evaluator.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';
import { mayChangeWithTime } from './changes-with-time.ts';

/** What a segment asks about; profiles are values, so what is the same object is the same fact. */
type FactsOf = (profile: Profile) => readonly unknown[];

interface Remembered {
  readonly facts: readonly unknown[];
  readonly holds: boolean;
}

/**
 * Evaluates segments as `evaluator` does, and asks a condition again only where something that it asks about has changed, or time may
 * have changed the answer. Most events of a customer are none that a segment asks for.
 */
export const rememberingEvaluator = (
  { segments, scores }: CompiledSegments,
  conditions: Pick<Conditions, 'holds'>,
): EvaluateProfile => {
  const asked = new Map(
    segments.map(({ when }) => {
      const texts = [when, ...namesIn(when).scores.flatMap((name) => ownEntry(scores, name) ?? [])];
      return [
        when,
        {
          factsOf: factsAskedIn(texts),
          mayChange: mayChangeWithTime(when, texts),
          known: new Map<ProfileId, Remembered>(),
          last: undefined as Remembered | undefined,
        },
      ];
    }),
  );
  return (profile, now, by) => {
    const holds = (when: string): boolean => {
      const segment = asked.get(when);
      if (segment === undefined || segment.mayChange(profile)) return conditions.holds(when, { profile, now }).holds;
      const facts = segment.factsOf(profile);
      const own = segment.known.get(profile.id);
      if (own !== undefined && isSame(own.facts, facts)) return own.holds;
      // Of newcomers nothing is known, of one as of the other.
      const alike = segment.last !== undefined && isSame(segment.last.facts, facts) ? segment.last : undefined;
      const answer = alike ?? { facts, holds: conditions.holds(when, { profile, now }).holds };
      segment.last = answer;
      segment.known.set(profile.id, answer);
      return answer.holds;
    };
    return evaluateSegments(profile, segments, holds, now, by);
  };
};

const factsAskedIn = (texts: readonly string[]): FactsOf => {
  const names = texts.map(namesIn);
  const traits = [...new Set(names.flatMap((each) => each.traits))];
  const events = [...new Set(names.flatMap((each) => each.events))];
  const mentions = (root: string) => texts.some((text) => text.includes(root));
  const asksForOrders = mentions('orders');
  const asksForSubscriptions = mentions('subscriptions');
  return (profile) => {
    const facts: unknown[] = [];
    if (asksForOrders) facts.push(profile.orders);
    if (asksForSubscriptions) facts.push(profile.subscriptions);
    for (const name of traits) facts.push(ownEntry(profile.traits, name));
    for (const name of events) facts.push(ownEntry(profile.events, name));
    return facts;
  };
};

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean => a.every((each, index) => each === b[index]);
