import type { MarketingRead } from '#infra/marketing.ts';
import { countContact } from '#tools/cost/contact.ts';
import { readDeployed } from '#tools/cost/deployed.ts';
import { type Counts, dollarsOf, sum } from '#tools/cost/meter.ts';
import { CommandFailure } from '../failure.ts';

/** What one contact costs who goes through a journey to its end. */
export interface JourneyCost {
  readonly counts: Counts;
  /** Per contact. */
  readonly dollars: number;
  /** By AWS service, the dearest first; all of them make up `dollars`. */
  readonly parts: readonly (readonly [service: string, dollars: number])[];
}

/** Sends one contact through each of the journeys, and counts. The journeys must be among those read. */
export const costOf = async (read: MarketingRead, journeys: readonly string[]): Promise<ReadonlyMap<string, JourneyCost>> => {
  const { channels, counted = [] } = read;
  if (channels === undefined) {
    throw new CommandFailure('channels.yaml has mistakes, and nothing can be sent without it.', undefined, {
      code: 'problems',
      hint: '`tributary check` shows them.',
    });
  }
  const marketing = { journeys: read.journeys, messages: read.messages, channels, counted };
  const deployed = readDeployed(marketing);
  const costs = new Map<string, JourneyCost>();
  for (const journey of journeys) {
    const counts = await countContact(journey, marketing, deployed);
    const byService = dollarsOf(counts, deployed.memoryMegabytes);
    const parts = Object.entries(byService).toSorted(([, a], [, b]) => b - a);
    costs.set(journey, { counts, dollars: sum(byService), parts });
  }
  return costs;
};
