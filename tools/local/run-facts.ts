import { type JourneyRun, runningStates } from '#shared/domain/journey/run.ts';
import type { CustomersMeasured, RunMeasured } from './measure.ts';

/** The runs of one journey by their state. `entered`: all that were started, which are all but those held out. */
export interface RunCounts {
  readonly entered: number;
  readonly heldOut: number;
  readonly exited: number;
  readonly converted: number;
  readonly completed: number;
}

export const countRuns = (runs: readonly RunMeasured[], journey: string): RunCounts => {
  const own = runs.filter((run) => run.journey === journey);
  const inState = (state: JourneyRun['state']) => own.filter((run) => run.state === state).length;
  const heldOut = inState('held-out');
  return {
    entered: own.length - heldOut,
    heldOut,
    exited: inState('exited'),
    converted: inState('converted'),
    completed: inState('completed'),
  };
};

/** The counts of each journey that had runs: `first` is told in any case and before the others. */
export const countAllRuns = (runs: readonly RunMeasured[], first: string): Readonly<Record<string, RunCounts>> => {
  const others = new Set(runs.map(({ journey }) => journey).filter((journey) => journey !== first));
  return Object.fromEntries([first, ...[...others].toSorted()].map((journey) => [journey, countRuns(runs, journey)]));
};

export const underWay = (runs: readonly RunMeasured[]): readonly RunMeasured[] =>
  runs.filter(({ state }) => runningStates.includes(state));

/** Lines of the ledger in a state, over all journeys or of one. */
export const countSends = (sends: CustomersMeasured['sends'], state: string, journey?: string): number =>
  Object.entries(sends)
    .filter(([name]) => journey === undefined || name === journey)
    .reduce((sum, [, states]) => sum + (states[state] ?? 0), 0);

/** What the log must say of a run as it stands, by the ends of the message ids. */
const mustBeTold = ({ state, convertedAt }: RunMeasured): readonly string[] => [
  state === 'held-out' ? 'held-out' : 'entered',
  ...(state === 'exited' || state === 'completed' ? [state] : []),
  ...(convertedAt === undefined ? [] : ['converted']),
];

/** Events about runs that the log does not have, and those it has though nothing like it happened to a run; each by its message id. */
export const misstated = (runs: readonly RunMeasured[], told: ReadonlySet<string>): readonly string[] => {
  const due = new Set(runs.flatMap((run) => mustBeTold(run).map((what) => `${run.runId}:${what}`)));
  return [...[...due].filter((id) => !told.has(id)), ...[...told].filter((id) => !due.has(id))];
};
