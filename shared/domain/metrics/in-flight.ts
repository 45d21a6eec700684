import { isOver, type JourneyRun } from '#shared/domain/journey/run.ts';
import type { JourneyMetrics } from './journey-metrics.ts';
import type { JourneyOutline } from './journey-outline.ts';

/**
 * So long after it was due a run that has not gone on is called stuck. Retries of a stage may take longer than that, when a mail provider
 * pauses an account; such runs are counted here too, until they go on.
 */
const patienceMilliseconds = 86_400_000;

/**
 * Whether a run should have gone on by now: its execution failed, was stopped by hand, or is being retried. Nothing tells so in the run
 * itself, since whoever failed wrote nothing; that it stands still is what there is to see.
 */
export const isStuck = (run: JourneyRun, outline: JourneyOutline | undefined, now: Date): boolean => {
  if (isOver(run)) return false;
  const due = dueOf(run, outline);
  return due !== undefined && now.getTime() - due > patienceMilliseconds;
};

/** When a run should go on at the latest, as far as that is known. */
const dueOf = ({ stands, entry, enteredAt }: JourneyRun, outline: JourneyOutline | undefined): number | undefined => {
  // Runs from before there were places do not tell where they are. By that their entry is not noted they are known.
  if (stands === undefined) return entry === undefined ? undefined : Date.parse(enteredAt);
  if (stands.until !== undefined) return Date.parse(stands.until);
  const atMost = outline?.waits.find(({ state }) => state === stands.in)?.atMostMilliseconds;
  return atMost === undefined || stands.since === undefined ? undefined : Date.parse(stands.since) + atMost;
};

/** Where runs are that are under way: in the order of the journey, then what it does not know, and those that are nowhere yet first. */
export const placesOf = (
  runs: readonly JourneyRun[],
  outline: JourneyOutline | undefined,
  now: Date,
): JourneyMetrics['inFlight']['places'] => {
  const order = new Map((outline?.waits ?? []).map(({ state }, index) => [state, index]));
  const rank = (place: string | null): number => (place === null ? -1 : (order.get(place) ?? order.size));
  const places = Map.groupBy(
    runs.filter((run) => !isOver(run)),
    ({ stands }) => stands?.in ?? null,
  );
  return [...places]
    .map(([place, some]) => ({ place, runs: some.length, stuck: some.filter((run) => isStuck(run, outline, now)).length }))
    .toSorted((a, b) => rank(a.place) - rank(b.place) || (a.place ?? '').localeCompare(b.place ?? ''));
};
