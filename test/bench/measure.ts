import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { publishedEventsOf } from '#infra/listened-events.ts';
import { compileMarketing, type Marketing } from '#infra/marketing.ts';
import { stageNamed } from '#infra/stages.ts';
import { addTributary } from '#infra/tributary.ts';
import { type Bundle, measureBundles } from './bundles.ts';
import { countContact } from './contact.ts';
import { type Counts, dollarsOf, sum } from './meter.ts';
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
  const memory = deployedMemory(marketing);

  const per1000Events = {
    batch20: await countTraffic(traffics.batch20, marketing, size),
    mixed20: await countTraffic(traffics.mixed20, marketing, size),
    single: await countTraffic(traffics.single, marketing, size),
    trickle: await countTraffic(traffics.trickle, marketing, size),
  };
  const perMillion = (name: TrafficName): number => sum(dollarsOf(per1000Events[name], memory)) * 1000;

  const perContact: Record<string, Counts> = {};
  for (const { journey } of marketing.journeys) perContact[journey] = await countContact(journey, marketing);
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
    dollarsPer10kContacts: ofContact((counts) => sum(dollarsOf(counts, memory)) * 10_000),
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

/** Memory of each function in megabytes, as the production template has it. */
const deployedMemory = (marketing: Marketing): Record<string, number> => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
  const stacks = Object.values(addTributary(app, { stage: stageNamed('prod'), marketing }));
  return Object.fromEntries(
    stacks.flatMap((stack) =>
      Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).map(({ Properties }): [string, number] => [
        String(Properties.FunctionName).replace(/^tributary-prod-/, ''),
        Number(Properties.MemorySize),
      ]),
    ),
  );
};
