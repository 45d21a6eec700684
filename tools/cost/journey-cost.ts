import type { Marketing } from '#infra/marketing.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import type { Likely } from '#statemachines/journeys/read-likely.ts';
import { type Choice, choicesOf } from './choices.ts';
import { countContact, subjectOf } from './contact.ts';
import { deployed } from './deployed.ts';
import { type Counts, dollarsOf, meanOf, sum } from './meter.ts';
import { type Way, waysThrough } from './ways.ts';

/** What a journey costs a contact who goes through it to its end: the mean of all ways, by how likely each is. */
export interface JourneyCost {
  readonly counts: Counts;
  /** Per contact. */
  readonly dollars: number;
  /** By AWS service, the dearest first; all of them make up `dollars`. */
  readonly parts: readonly (readonly [service: string, dollars: number])[];
  /** The likeliest first. */
  readonly ways: readonly PricedWay[];
  /** How many ways there are. More than are priced where those are a sample. */
  readonly allWays: number;
  readonly choices: readonly Choice[];
  /** Those who would come in and are left alone. */
  readonly heldOut: { readonly share: number; readonly dollars: number };
  /** The event that lets customers in, for one whom its conditions do not let in; absent where it has none. */
  readonly staysOutDollars?: number;
}

export interface PricedWay extends Way {
  readonly counts: Counts;
  readonly dollars: number;
}

/** Sends one contact down each way, and counts. */
export const priceJourney = async (journey: CompiledJourney, marketing: Marketing, said: Likely = {}): Promise<JourneyCost> => {
  const subject = subjectOf(journey, marketing);
  const choices = choicesOf(journey, said);
  const { ways, all } = waysThrough(journey, choices);
  const priced: PricedWay[] = [];
  for (const way of ways) {
    const counts = await countContact(subject, { kind: 'goes', arms: way.arms });
    priced.push({ ...way, counts, dollars: dollarsFor(counts) });
  }
  const counts = meanOf(priced.map((way) => ({ counts: way.counts, share: way.probability })));
  const parts = Object.entries(dollarsOf(counts, deployed.memoryMegabytes)).toSorted(([, a], [, b]) => b - a);
  const { holdout, enter, audience } = journey.rules;
  const hasConditions = enter.when !== undefined || audience !== undefined;
  return {
    counts,
    dollars: sum(Object.fromEntries(parts)),
    parts,
    ways: priced.toSorted((a, b) => b.probability - a.probability),
    allWays: all,
    choices,
    heldOut: { share: holdout, dollars: holdout === 0 ? 0 : dollarsFor(await countContact(subject, { kind: 'held-out' })) },
    ...(hasConditions ? { staysOutDollars: dollarsFor(await countContact(subject, { kind: 'stays-out' })) } : {}),
  };
};

const dollarsFor = (counts: Counts): number => sum(dollarsOf(counts, deployed.memoryMegabytes));
