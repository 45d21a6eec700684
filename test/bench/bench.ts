import { parseArgs, styleText } from 'node:util';
import { type Counts, tracedShare } from '#tools/cost/meter.ts';
import { prices } from '#tools/cost/prices.ts';
import { mostBeyondSdk } from './bundle-limits.ts';
import { fullEffort, type Measured, measure } from './measure.ts';
import { measureSimulation, sayContactDays } from './simulation.ts';
import { traffics } from './traffic.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

const money = (dollars: number): string => `$${dollars.toFixed(2)}`;
const mean = (count: number): string => String(Number(count.toFixed(1)));
const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
const invocationsOf = ({ invocations }: Counts): number => Object.values(invocations).reduce((sum, { count }) => sum + count, 0);
const countsOf = (counts: Counts): string =>
  [
    ['WRU', counts.writeUnits],
    ['RRU', counts.readUnits],
    ['PutEvents', counts.busEvents],
    ['SQS', counts.queueRequests],
    ['Lambda', invocationsOf(counts)],
    ['log KB', counts.logBytes / 1000],
  ]
    .map(([unit, count]) => `${unit} ${Math.round(Number(count))}`)
    .join(' · ');

const tableOf = (measured: Measured): readonly (readonly [what: string, value: string, note: string])[] => [
  ...Object.entries(traffics).map(([key, { name }]): [string, string, string] => {
    const traffic = key as keyof typeof traffics;
    const target = { batch20: 'target ≤ $1.00; ', mixed20: 'bound ≤ $1.15; ', single: 'target ≤ $3.30; ', trickle: '' }[traffic];
    return [
      `1M events, ${name}`,
      money(measured.dollarsPer1MEvents[traffic]),
      `${target}per 1,000: ${countsOf(measured.per1000Events[traffic])}`,
    ];
  }),
  ...Object.entries(measured.journeys).map(([journey, { counts, dollars, ways, allWays }]): [string, string, string] => {
    const prices = ways.map((way) => way.dollars * 10_000);
    const range = allWays === 1 ? '' : `${allWays} ways, ${money(Math.min(...prices))} to ${money(Math.max(...prices))}; `;
    const target = journey === 'lead-nurture' ? ' (target ≤ 9)' : '';
    return [
      `${journey}, 10k contacts`,
      money(dollars * 10_000),
      `${range}per contact: ${mean(counts.transitions)} transitions${target} · ${mean(counts.mails)} mails · ${countsOf(counts)}`,
    ];
  }),
  ...measured.functions.map(({ name, bytes, bytesBeyondSdk, importRatio }): [string, string, string] => [
    `${name}, bundle`,
    `${Math.round(bytes / 1024)} KB`,
    `of these ${Math.round(bytesBeyondSdk / 1024)} KB beyond its SDK clients (at most ${mostBeyondSdk(name)}); imports in ${times(importRatio)} their time (the middle one of all: target ≤ 1.3×)`,
  ]),
  [
    'normalise and validate',
    `${measured.eventsPerSecond.normalise.toLocaleString('en')} events/s`,
    `${times(measured.normaliseOverJsonParse)} JSON.parse`,
  ],
  ['fold', `${measured.eventsPerSecond.fold.toLocaleString('en')} events/s`, ''],
  ['conditions of segments', `${measured.conditionsPerSecond.toLocaleString('en')}/s`, ''],
];

const measured = await measure(fullEffort);
const simulation = await measureSimulation();
if (values.json) console.log(JSON.stringify({ ...measured, simulation }));
else {
  const rows = [...tableOf(measured), sayContactDays(simulation)];
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  for (const [what, value, note] of rows) {
    console.log(`${what.padEnd(width(0))}  ${styleText('bold', value.padStart(width(1)))}  ${note}`);
  }
  const perFold = Object.entries(traffics).map(([name, { eventsPerFold }]) => `${name} ${eventsPerFold}`);
  console.log(`
Prices: ${prices.region}, ${prices.asOf}, without free tiers (tools/cost/prices.ts). Units are counted. Assumed are
- billed milliseconds: 2, 5 for each call, as if it waited for the one before it (SES three times that, a webhook 200), and of CPU 0.1 for
  each event, 0.01 for each segment of a customer, and 10 for a stage of a journey;
- the arms of branches, and whether what is waited for comes: equally likely, where a journey does not say more;
- events in one delivery of the stream: ${perFold.join(', ')}; invocations that X-Ray records: ${tracedShare * 100} %.
Import times are each at their quickest. Throughput is of this machine: compare within one run.`);
}
