import { parseArgs, styleText } from 'node:util';
import { type Counts, tracedShare } from '#tools/cost/meter.ts';
import { prices } from '#tools/cost/prices.ts';
import { fullEffort, type Measured, measure } from './measure.ts';
import { traffics } from './traffic.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

const money = (dollars: number): string => `$${dollars.toFixed(2)}`;
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
  ...Object.entries(measured.perContact).flatMap(([journey, counts]): [string, string, string][] => [
    [
      `${journey}, transitions per contact`,
      String(measured.transitionsPerContact[journey]),
      journey === 'lead-nurture' ? 'target ≤ 9' : '',
    ],
    [
      `${journey}, 10k contacts`,
      money(measured.dollarsPer10kContacts[journey] ?? Number.NaN),
      `per contact: ${counts.mails} mails · ${countsOf(counts)}`,
    ],
  ]),
  ...measured.functions.map(({ name, bytes, bytesBeyondSdk, importRatio }): [string, string, string] => [
    `${name}, bundle`,
    `${Math.round(bytes / 1024)} KB`,
    `of these ${Math.round(bytesBeyondSdk / 1024)} KB beyond its SDK clients; imports in ${times(importRatio)} their time (target ≤ 1.3×)`,
  ]),
  [
    'normalise and validate',
    `${measured.eventsPerSecond.normalise.toLocaleString('en')} events/s`,
    `${times(measured.normaliseOverJsonParse)} JSON.parse`,
  ],
  ['fold', `${measured.eventsPerSecond.fold.toLocaleString('en')} events/s`, ''],
];

const measured = await measure(fullEffort);
if (values.json) console.log(JSON.stringify(measured));
else {
  const rows = tableOf(measured);
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  for (const [what, value, note] of rows) {
    console.log(`${what.padEnd(width(0))}  ${styleText('bold', value.padStart(width(1)))}  ${note}`);
  }
  const perFold = Object.entries(traffics).map(([name, { eventsPerFold }]) => `${name} ${eventsPerFold}`);
  console.log(`
Prices: ${prices.region}, ${prices.asOf}, without free tiers (tools/cost/prices.ts). Units are counted. Assumed are
- billed milliseconds: 2, 5 for each call that waits for the one before it, and 0.1 of CPU for each event (10 for a stage of a journey);
- events in one delivery of the stream: ${perFold.join(', ')}; invocations that X-Ray records: ${tracedShare * 100} %.
Import times are each at their quickest. Throughput is of this machine: compare within one run.`);
}
