import { publishedEventsOf } from '#infra/listened-events.ts';
import { compileMarketing } from '#infra/marketing.ts';
import { compiledSegmentsOf } from '#infra/segment-files.ts';
import { compiledSendingOf } from '#infra/sending.ts';
import { stageNamed } from '#infra/stages.ts';
import { outlineOf } from '#statemachines/journeys/outline-of.ts';
import { deployed } from '#tools/cost/deployed.ts';
import { type JourneyCost, priceJourney } from '#tools/cost/journey-cost.ts';
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
  /** Means of all ways, with the weights of splits and all else equally likely. */
  readonly transitionsPerContact: Readonly<Record<string, number>>;
  readonly dollarsPer10kContacts: Readonly<Record<string, number>>;
  readonly journeys: Readonly<Record<string, JourneyCost>>;
  readonly functions: readonly Bundle[];
}

export const measure = async ({ size, importPairs, rounds }: Effort): Promise<Measured> => {
  const marketing = await compileMarketing('marketing');
  const { memoryMegabytes } = deployed;

  const per1000Events = {
    batch20: await countTraffic(traffics.batch20, marketing, size),
    mixed20: await countTraffic(traffics.mixed20, marketing, size),
    single: await countTraffic(traffics.single, marketing, size),
    trickle: await countTraffic(traffics.trickle, marketing, size),
  };
  const perMillion = (name: TrafficName): number => sum(dollarsOf(per1000Events[name], memoryMegabytes)) * 1000;

  const journeys: Record<string, JourneyCost> = {};
  for (const journey of marketing.journeys) journeys[journey.journey] = await priceJourney(journey, marketing);
  const ofContact = <T>(pick: (cost: JourneyCost) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(journeys).map(([journey, cost]) => [journey, pick(cost)]));

  const events = publishedEventsOf(marketing.journeys, marketing.counted, []);
  const segments = compiledSegmentsOf(marketing);
  const forConditions = { ...segments, segments: [] };
  return {
    dollarsPer1MEvents: {
      batch20: perMillion('batch20'),
      mixed20: perMillion('mixed20'),
      single: perMillion('single'),
      trickle: perMillion('trickle'),
    },
    per1000Events,
    transitionsPerContact: ofContact(({ counts }) => counts.transitions),
    dollarsPer10kContacts: ofContact(({ dollars }) => dollars * 10_000),
    journeys,
    functions: measureBundles(
      {
        'run-stage': {
          'messages.json': marketing.messages,
          'channels.json': marketing.channels,
          'coupons.json': marketing.coupons,
          'destinations.json': marketing.destinations,
          'places.json': marketing.places,
          'sending.json': compiledSendingOf(marketing, stageNamed('prod')),
          'segments.json': forConditions,
        },
        'route-signals': { 'journeys.json': marketing.journeys.map(({ rules }) => rules), 'segments.json': forConditions },
        'project-profiles': { 'published-events.json': events, 'segments.json': segments },
        'sweep-profiles': { 'segments.json': segments },
        'read-journey-metrics': { 'outlines.json': marketing.journeys.map(outlineOf) },
      },
      importPairs,
    ),
    ...measureThroughput({ declared: events.declared, segments }, size, rounds),
  };
};
