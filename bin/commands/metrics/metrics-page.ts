import type { JourneyMetrics } from '#shared/domain/metrics/journey-metrics.ts';
import type { ShowTime } from '../customer/customer-page.ts';
import { printable } from '../customer/printable.ts';
import { columns } from '../output.ts';

type Rows = readonly (readonly string[])[];
type Group = JourneyMetrics['comparison']['entered'];

/** How a journey is doing, for people. Sections that have nothing to say are left out. */
export const metricsPage = (metrics: JourneyMetrics, at: ShowTime): string =>
  [
    `${printable(metrics.journey)}, entered from ${at(metrics.from)} to ${at(metrics.to)}`,
    section('Runs', runRows(metrics)),
    section(
      'Under way',
      metrics.inFlight.places.map(({ place, runs, stuck }) => [
        place ?? '(not at a wait yet)',
        String(runs),
        stuck === 0 ? '' : `${stuck} stuck`,
      ]),
    ),
    section(
      'Messages',
      metrics.messages.map(({ name, sent, notSent, unknown }) => [
        name,
        `${sent} sent`,
        notSent.total === 0 ? '' : `${notSent.total} not sent (${sayReasons(notSent.reasons)})`,
        unknown === 0 ? '' : `${unknown} not known`,
      ]),
    ),
    section(
      'Tasks',
      metrics.tasks.map(({ name, given, done }) => [name, `${given} given`, `${done} done`]),
    ),
    ...metrics.splits.map((split) => section(split.name, splitRows(split))),
    section('Goal', goalRows(metrics, at)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

const runRows = ({ entered, heldOut, inFlight, exited, completed, endedByGoal, ...metrics }: JourneyMetrics): Rows => [
  ['entered', String(entered)],
  ['held out', String(heldOut)],
  ['under way', String(inFlight.total)],
  ['exited', String(exited.total), sayReasons(exited.reasons)],
  ['completed', String(completed.total), sayReasons(completed.reasons)],
  ['ended by the goal', String(endedByGoal)],
  ['execution rate', sayShare(metrics.executionRate), sayFailures(metrics.failures)],
  ['task completion rate', sayShare(metrics.taskCompletionRate)],
];

const goalRows = ({ converted, comparison, lift, noLiftBecause }: JourneyMetrics, at: ShowTime): Rows => [
  ['reached the goal', `${converted.entered} of those who entered`, `${converted.heldOut} of those held out`],
  ...(comparison.matureBefore === null ? [] : [[`entered before ${at(comparison.matureBefore)}, window over:`]]),
  ['  entered', sayGroup(comparison.entered)],
  ['  held out', sayGroup(comparison.heldOut)],
  lift === null
    ? ['lift', `not known: ${noLiftBecause?.explanation ?? ''}`]
    : [
        'lift',
        sayDifference(lift.difference, lift.interval),
        lift.relative === null ? '' : `${signed(lift.relative)} % of the rate without it`,
      ],
];

const splitRows = ({ variants, comparedWith, noComparisonBecause }: JourneyMetrics['splits'][number]): Rows => [
  ...variants.map(({ variant, entered, converted, mature }) => [
    variant,
    `${entered} entered`,
    `${converted} converted`,
    sayGroup(mature),
  ]),
  ...variants.flatMap(({ variant, difference }) =>
    difference === null ? [] : [[`${variant} against ${comparedWith}`, sayDifference(difference.points, difference.interval)]],
  ),
  ...(noComparisonBecause === undefined ? [] : [['difference', `not known: ${noComparisonBecause.explanation}`]]),
];

const percent = (share: number): string => (share * 100).toFixed(1);
const signed = (share: number): string => `${share > 0 ? '+' : ''}${percent(share)}`;
const sayDifference = (points: number, [low, high]: readonly [number, number]): string =>
  `${signed(points)} points (95 %: ${signed(low)} to ${signed(high)}${low <= 0 && high >= 0 ? ', so there may be none' : ''})`;
const sayShare = (share: number | null): string => (share === null ? '-' : `${percent(share)} %`);

const sayGroup = ({ customers, converted, rate, interval }: Group): string => {
  if (rate === null || interval === null) return 'nobody';
  return `${converted} of ${customers} customers, ${percent(rate)} % (95 %: ${percent(interval[0])} to ${percent(interval[1])} %)`;
};

const sayReasons = (reasons: Readonly<Record<string, number>>): string =>
  Object.entries(reasons)
    .map(([reason, count]) => `${reason}: ${count}`)
    .join(', ');

const sayFailures = ({ runs, stuck, messages, unknownMessages, webhooks }: JourneyMetrics['failures']): string => {
  if (runs === 0) return '';
  const parts = { stuck, 'messages failed': messages, 'messages not known': unknownMessages, 'webhooks failed': webhooks };
  return `failures in ${runs} (${sayReasons(Object.fromEntries(Object.entries(parts).filter(([, count]) => count > 0)))})`;
};

const section = (name: string, rows: Rows): string =>
  rows.length === 0
    ? ''
    : [
        printable(name),
        ...columns(rows.map((row) => row.map(printable)))
          .split('\n')
          .map((line) => `  ${line}`),
      ].join('\n');
