import type { Conditions } from '#shared/domain/condition/conditions.ts';
import { namesIn } from '#shared/domain/condition/names-in.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { evaluateSegments } from '#shared/domain/segment/evaluate-segments.ts';
import type { EvaluateProfile } from '#shared/domain/segment/evaluator.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';
import { mayChangeWithTime } from './changes-with-time.ts';

/** What is asked about; profiles are values, so what is the same object is the same fact. */
type FactsOf = (profile: Profile) => readonly unknown[];

interface Remembered {
  readonly facts: readonly unknown[];
  /** Whether time alone may change the answer; it follows from the facts, too. */
  readonly mayChange: boolean;
  readonly holds: boolean;
}

/**
 * Evaluates segments as `evaluator` does, and asks a condition again only where something that it asks about has changed, or time may
 * have changed the answer. Most events of a customer are none that any segment asks for.
 */
export const rememberingEvaluator = (
  { segments, scores }: CompiledSegments,
  conditions: Pick<Conditions, 'holds'>,
): EvaluateProfile => {
  const textsOf = (when: string) => [when, ...namesIn(when).scores.flatMap((name) => ownEntry(scores, name) ?? [])];
  const asked = new Map(
    segments.map(({ when }) => {
      const texts = textsOf(when);
      return [
        when,
        {
          factsOf: factsAskedIn(texts),
          mayChange: mayChangeWithTime(when, texts),
          known: new Map<ProfileId, Remembered>(),
          /** What was answered last, of those that time does not change. */
          lasting: undefined as Remembered | undefined,
        },
      ];
    }),
  );
  const allFactsOf = factsAskedIn(segments.flatMap(({ when }) => textsOf(when)));
  const allKnown = new Map<ProfileId, readonly unknown[]>();

  return (profile, now, by) => {
    const { id } = profile;
    const allFacts = allFactsOf(profile);
    const allBefore = allKnown.get(id);
    const isUnchanged = allBefore !== undefined && isSame(allBefore, allFacts);
    if (!isUnchanged) allKnown.set(id, allFacts);

    const ask = (when: string) => conditions.holds(when, { profile, now }).holds;
    const holds = (when: string): boolean => {
      const segment = asked.get(when);
      if (segment === undefined) return ask(when);
      const own = segment.known.get(id);
      if (own !== undefined && isUnchanged) return own.mayChange ? ask(when) : own.holds;
      const facts = segment.factsOf(profile);
      if (own !== undefined && !own.mayChange && isSame(own.facts, facts)) return own.holds;
      // Of newcomers nothing is known, of one as of the other.
      const alike = segment.lasting !== undefined && isSame(segment.lasting.facts, facts) ? segment.lasting : undefined;
      const answer = alike ?? { facts, mayChange: segment.mayChange(profile), holds: ask(when) };
      if (!answer.mayChange) segment.lasting = answer;
      segment.known.set(id, answer);
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
  const asksForSegments = mentions('segments');
  return (profile) => {
    const facts: unknown[] = [];
    if (asksForOrders) facts.push(profile.orders);
    if (asksForSubscriptions) facts.push(profile.subscriptions);
    if (asksForSegments) facts.push(profile.segments);
    for (const name of traits) facts.push(ownEntry(profile.traits, name));
    for (const name of events) facts.push(ownEntry(profile.events, name));
    return facts;
  };
};

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean => a.every((each, index) => each === b[index]);
