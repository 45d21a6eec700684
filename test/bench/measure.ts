import { publishedEventsOf } from '#infra/listened-events.ts';
import { compileMarketing } from '#infra/marketing.ts';
import { countContact } from '#tools/cost/contact.ts';
import { readDeployed } from '#tools/cost/deployed.ts';
import { type Counts, dollarsOf, sum } from '#tools/cost/meter.ts';
import { type Bundle, measureBundles } from './bundles.ts';
import { measureThroughput, type Throughput } from './throughput.ts';
import { countTraffic, traffics } from './traffic.ts';

export interface Effort {
  /** Messages of the sample store. */
  readonly size: number;
  readonly importPairs: number;
  readonly rounds: number;
}

export const fullEffort: Effort = { size: 20_000, importPairs: 9, rounds: 9 };

type TrafficName = keyof typeof traffics;

export interface Measured extends Throughput {
  readonly dollarsPer1MEvents: Readonly<Record<TrafficName, number>>;
  readonly per1000Events: Readonly<Record<TrafficName, Counts>>;
  readonly transitionsPerContact: Readonly<Record<string, number>>;
  readonly dollarsPer10kContacts: Readonly<Record<string, number>>;
  readonly perContact: Readonly<Record<string, Counts>>;
  readonly functions: readonly Bundle[];
}

export const measure = async ({ size, importPairs, rounds }: Effort): Promise<Measured> => {
  const marketing = await compileMarketing('marketing');
  const deployed = readDeployed(marketing);
  const { memoryMegabytes } = deployed;

  const per1000Events = {
    batch20: await countTraffic(traffics.batch20, marketing, deployed, size),
    mixed20: await countTraffic(traffics.mixed20, marketing, deployed, size),
    single: await countTraffic(traffics.single, marketing, deployed, size),
    trickle: await countTraffic(traffics.trickle, marketing, deployed, size),
  };
  const perMillion = (name: TrafficName): number => sum(dollarsOf(per1000Events[name], memoryMegabytes)) * 1000;

  const perContact: Record<string, Counts> = {};
  for (const { journey } of marketing.journeys) perContact[journey] = await countContact(journey, marketing, deployed);
  const ofContact = <T>(pick: (counts: Counts) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(perContact).map(([journey, counts]) => [journey, pick(counts)]));

  const events = publishedEventsOf(marketing.journeys, marketing.counted, []);
  return {
    dollarsPer1MEvents: {
      batch20: perMillion('batch20'),
      mixed20: perMillion('mixed20'),
      single: perMillion('single'),
      trickle: perMillion('trickle'),
    },
    per1000Events,
    transitionsPerContact: ofContact(({ transitions }) => transitions),
    dollarsPer10kContacts: ofContact((counts) => sum(dollarsOf(counts, memoryMegabytes)) * 10_000),
    perContact,
    functions: measureBundles(
      {
        'run-stage': { 'messages.json': marketing.messages, 'channels.json': marketing.channels },
        'route-signals': { 'journeys.json': marketing.journeys.map(({ rules }) => rules) },
        'project-profiles': { 'published-events.json': events },
      },
      importPairs,
    ),
    ...measureThroughput(events.declared, size, rounds),
  };
};
