import type { MarketingRead } from '#infra/marketing.ts';
import type { Likely } from '#statemachines/journeys/read-likely.ts';
import { type JourneyCost, priceJourney } from '#tools/cost/journey-cost.ts';
import { CommandFailure } from '../failure.ts';

/** Sends a contact down each way of each of the journeys, and counts. The journeys must be among those read. */
export const costOf = async (
  read: MarketingRead,
  journeys: readonly string[],
  said: Likely = {},
): Promise<ReadonlyMap<string, JourneyCost>> => {
  const { channels, counted = [], vocabulary } = read;
  if (channels === undefined) throw mistakesIn('channels.yaml has mistakes, and nothing can be sent without it.');
  if (vocabulary === undefined) throw mistakesIn('vocabulary.yaml has mistakes, and no condition can be understood without it.');
  const marketing = { ...read, channels, counted, vocabulary };
  const costs = new Map<string, JourneyCost>();
  for (const journey of read.journeys)
    if (journeys.includes(journey.journey)) costs.set(journey.journey, await priceJourney(journey, marketing, said));
  return costs;
};

const mistakesIn = (message: string): CommandFailure =>
  new CommandFailure(message, undefined, { code: 'problems', hint: '`tributary check` shows them.' });
