import { parseArgs, styleText } from 'node:util';
import { fullEffort, type Measured, measure } from './measure.ts';
import type { Counts } from './meter.ts';
import { prices } from './prices.ts';
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
  ]
    .map(([unit, count]) => `${unit} ${Math.round(Number(count))}`)
    .join(' · ');

const tableOf = (measured: Measured): readonly (readonly [what: string, value: string, note: string])[] => [
  ...Object.entries(traffics).map(([key, { name }]): [string, string, string] => {
    const traffic = key as keyof typeof traffics;
    const target = { batch20: 'target ≤ $1.00; ', mixed20: '', single: 'target ≤ $3.30; ', trickle: '' }[traffic];
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
  ...measured.functions.map(({ name, bytes, importRatio }): [string, string, string] => [
    `${name}, bundle`,
    `${Math.round(bytes / 1024)} KB`,
    `imports in ${times(importRatio)} the time of its SDK clients alone (target ≤ 1.3×)`,
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
  console.log(
    `\nPrices: ${prices.region}, ${prices.asOf}, without free tiers (test/bench/prices.ts). Units are counted, not timed;`,
  );
  console.log(
    'billed milliseconds are taken as test/bench/meter.ts says. Throughput is of this machine: compare within one run.',
  );
}
