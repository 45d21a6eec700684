import type { Marketing } from '#infra/marketing.ts';
import { deployed } from '#tools/cost/deployed.ts';
import { type Counts, noCounts } from '#tools/cost/meter.ts';
import { createMeteredWorld } from '#tools/cost/metered-world.ts';
import { type Delivery, storeWeek } from '#tools/sample-store/week.ts';

/** How events reach us. */
export interface Traffic {
  /** What it stands for. */
  readonly name: string;
  readonly eventsPerRequest: number;
  /** Whose events a request holds: one customer's, as a browser's SDK sends them, or everybody's, as a server's does. */
  readonly of: 'one customer' | 'all customers';
  /** How many events one delivery of the stream holds: those that arrive within its window of a second. */
  readonly eventsPerFold: number;
}

/**
 * The window closes after a second. Batches of 20 are taken to be folded alone (20 events a second or fewer); single events are taken
 * to come at 10 a second, 26 million a month: below that, they are folded one by one and each costs an invocation more, on a
 * bill of a few dollars.
 */
export const traffics = {
  batch20: { name: 'batches of 20, of one customer', eventsPerRequest: 20, of: 'one customer', eventsPerFold: 20 },
  mixed20: { name: 'batches of 20, of all customers', eventsPerRequest: 20, of: 'all customers', eventsPerFold: 100 },
  single: { name: 'single events', eventsPerRequest: 1, of: 'all customers', eventsPerFold: 10 },
  trickle: { name: 'single events, folded one by one', eventsPerRequest: 1, of: 'all customers', eventsPerFold: 1 },
} as const satisfies Record<string, Traffic>;

const seed = 7;
const weekEndsAt = new Date('2026-11-22T00:00:00.000Z');

/**
 * The sample store's week through ingestion, fold, bus and routing; the units of 1,000 sent events. What a journey costs from its entry
 * on is counted with the contacts who enter it.
 */
export const countTraffic = async (traffic: Traffic, marketing: Marketing, size: number): Promise<Counts> => {
  const world = createMeteredWorld({ marketing, deployed, clock: () => weekEndsAt, routes: 'all but entries' });
  const deliveries = [...storeWeek({ seed, size, endsAt: weekEndsAt })].filter(({ expected }) => expected !== 'rejected');
  let unfolded = 0;
  for (const request of requestsOf(deliveries, traffic)) {
    await world.post(
      request.map(({ message }) => message),
      weekEndsAt,
    );
    unfolded += request.length;
    if (unfolded < traffic.eventsPerFold) continue;
    await world.fold();
    await world.route(1);
    unfolded = 0;
  }
  await world.fold();
  await world.route(1);
  return perThousand(world.meter.counts, deliveries.length);
};

const requestsOf = (deliveries: readonly Delivery[], { eventsPerRequest, of }: Traffic): readonly (readonly Delivery[])[] =>
  chunks(of === 'all customers' ? deliveries : deliveries.toSorted((a, b) => a.customer - b.customer), eventsPerRequest);

const chunks = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

const perThousand = (counts: Counts, events: number): Counts => {
  const scale = 1000 / events;
  const scaled = noCounts();
  for (const unit of Object.keys(scaled) as (keyof Counts)[]) {
    if (unit !== 'invocations') scaled[unit] = counts[unit] * scale;
  }
  for (const [name, { count, milliseconds }] of Object.entries(counts.invocations)) {
    scaled.invocations[name] = { count: count * scale, milliseconds: milliseconds * scale };
  }
  return scaled;
};
