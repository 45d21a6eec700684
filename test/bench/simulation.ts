import { parseArgs, styleText } from 'node:util';
import { compileMarketing } from '#infra/marketing.ts';
import { type CustomerPlan, type PopulationAccount, simulatePopulation } from '#statemachines/simulator/population.ts';

export interface SimulationMeasured {
  readonly contacts: number;
  readonly days: number;
  /** By the clock on the wall. */
  readonly seconds: number;
  /**
   * What the process used of processors meanwhile, in all its threads: collecting garbage and compiling included. It says the same on a
   * machine that has other things to do, nearly.
   */
  readonly processorSeconds: number;
  readonly contactDaysPerSecond: number;
  /** The most that the process has had of the machine's memory. */
  readonly peakMegabytes: number;
  /** What could not be freed, each time that a thousand customers more were begun with; empty unless run with `--expose-gc`. */
  readonly liveMegabytes: readonly number[];
  readonly account: PopulationAccount;
}

export const fullPopulation = { contacts: 10_000, days: 90 };

/**
 * Sends a population through lead-nurture on the virtual clock: leads come in evenly over the first 80 of the days. Some order, some
 * book a demo, some unsubscribe, some have no address, as {@link contactOf} says; every mail is rendered.
 */
export const measureSimulation = async ({ contacts, days } = fullPopulation): Promise<SimulationMeasured> => {
  const marketing = await compileMarketing('marketing');
  const until = new Date(startsAt + days * day);
  const liveMegabytes: number[] = [];
  const customers = watched(population(contacts, days), () => {
    if (globalThis.gc === undefined) return;
    globalThis.gc();
    liveMegabytes.push(megabytes(process.memoryUsage().heapUsed));
  });
  const before = { at: performance.now(), used: process.cpuUsage() };
  const account = await simulatePopulation({ marketing, journey: 'lead-nurture', customers, until });
  const seconds = (performance.now() - before.at) / 1_000;
  const { user, system } = process.cpuUsage(before.used);
  return {
    contacts,
    days,
    seconds,
    processorSeconds: (user + system) / 1_000_000,
    contactDaysPerSecond: Math.round((contacts * days) / seconds),
    peakMegabytes: megabytes(process.resourceUsage().maxRSS * 1_024),
    liveMegabytes,
    account,
  };
};

const megabytes = (bytes: number): number => Math.round(bytes / 1_000_000);

/** The customers, one after the other as they are asked for; looks at each thousandth before it is given. */
function* watched(customers: Iterable<CustomerPlan>, look: () => void): Iterable<CustomerPlan> {
  let number = 0;
  for (const customer of customers) {
    if (number % 1_000 === 0) look();
    number += 1;
    yield customer;
  }
}

const startsAt = Date.UTC(2026, 10, 2, 9);
const day = 86_400_000;

function* population(contacts: number, days: number): Iterable<CustomerPlan> {
  const span = Math.max(1, days - 10) * day;
  for (let number = 0; number < contacts; number += 1) {
    yield contactOf(number, startsAt + Math.floor((number * span) / contacts));
  }
}

const contactOf = (number: number, enters: number): CustomerPlan => {
  const userId = `contact-${number}`;
  const happens = (afterDays: number, event: Readonly<Record<string, unknown>>) => ({
    at: new Date(enters + afterDays * day),
    event: { userId, ...event },
  });
  const traits = {
    firstName: `Robin ${number}`,
    company: 'Example Ltd',
    plan: 'trial',
    ...(number % 50 === 7 ? {} : { email: `${userId}@example.com` }),
  };
  return [
    happens(0, { type: 'identify', traits }),
    happens(0, { type: 'track', event: 'Lead Created', properties: { source: 'form' } }),
    ...(number % 10 === 3 ? [happens(1 + (number % 5), { type: 'track', event: 'Order Completed' })] : []),
    ...(number % 20 === 4 ? [happens(1 + (number % 9), { type: 'track', event: 'Demo Booked' })] : []),
    ...(number % 40 === 5 ? [happens(3, { type: 'track', event: 'Unsubscribed', properties: { channel: 'email' } })] : []),
  ];
};

/** What, how much, and a note. */
export const sayContactDays = (measured: SimulationMeasured): readonly [string, string, string] => {
  const { contacts, days, seconds, processorSeconds, contactDaysPerSecond, peakMegabytes } = measured;
  const size = `${contacts.toLocaleString('en')} contacts over ${days} days`;
  return [
    'simulation',
    `${contactDaysPerSecond.toLocaleString('en')} contacts × days/s`,
    `${size} in ${seconds.toFixed(1)} s (target < 10 s), ${processorSeconds.toFixed(1)} s of all threads; ${peakMegabytes} MB at most`,
  ];
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      contacts: { type: 'string', default: String(fullPopulation.contacts) },
      days: { type: 'string', default: String(fullPopulation.days) },
    },
  });
  const measured = await measureSimulation({ contacts: Number(values.contacts), days: Number(values.days) });
  if (values.json) console.log(JSON.stringify(measured));
  else {
    const [what, value, note] = sayContactDays(measured);
    console.log(`${what}  ${styleText('bold', value)}  ${note}`);
    console.log(JSON.stringify(measured.account));
  }
}
