import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { type Chance, holdoutKey } from './chance.ts';
import type { JourneyRules } from './journey.ts';
import type { Holds } from './occurrences.ts';
import { isOver, type JourneyRun, personOf, runIdOf } from './run.ts';
import { holdOut } from './run-transitions.ts';

/** Whether an event lets a customer into a journey. */
export type EntryDecision =
  /** A new run, to be claimed. One that is held out is over already: nothing is started for it. */
  | { readonly kind: 'enter'; readonly run: JourneyRun }
  /** An earlier delivery of this event claimed the run: go on from where it stands, be it only to tell of it again. */
  | { readonly kind: 'resume'; readonly run: JourneyRun }
  | { readonly kind: 'stay-out'; readonly reason: StayOutReason };

export type StayOutReason =
  | 'not-the-entry'
  | 'under-way'
  | 'never-again'
  | 'too-soon'
  | 'too-old'
  | 'condition-not-met'
  | 'not-in-the-audience';

/** What is asked about the customer, and the chance by which some are held out. */
export interface EntryQuestions {
  readonly holds: Holds;
  readonly chance: Chance;
}

/** An event that reaches us later than this is history, such as a back-filled one, and no reason to write to anybody now. */
const newsForMilliseconds = 30 * 86_400_000;

/** For how long somebody is held out of a journey without a goal. */
const heldOutForMilliseconds = 30 * 86_400_000;

/**
 * `runs` are all runs of the customer in all journeys and under all their ids; `id` is the profile that a new run is kept under.
 *
 * The same event never starts two runs, whatever the re-entry rule says and however long ago the first one was. A customer is
 * never twice in one journey at the same time. Whoever was held out once is held out again, and nobody else is later.
 */
export const decideEntry = (
  event: CustomerEvent,
  rules: JourneyRules,
  id: ProfileId,
  runs: readonly JourneyRun[],
  { holds, chance }: EntryQuestions,
): EntryDecision => {
  if (event.name !== rules.enter.on) return { kind: 'stay-out', reason: 'not-the-entry' };

  const earlier = runs.filter((run) => run.journey === rules.journey);
  const own = earlier.find((run) => run.enteredBy === event.messageId);
  if (own !== undefined) return { kind: 'resume', run: own };

  const { when } = rules.enter;
  if (when !== undefined && !holds(when, event)) return { kind: 'stay-out', reason: 'condition-not-met' };
  if (Date.parse(event.receivedAt) - Date.parse(event.timestamp) > newsForMilliseconds)
    return { kind: 'stay-out', reason: 'too-old' };
  const refusal = refuseReentry(event, rules, earlier);
  if (refusal !== undefined) return { kind: 'stay-out', reason: refusal };
  if (rules.audience !== undefined && !holds(rules.audience)) return { kind: 'stay-out', reason: 'not-in-the-audience' };

  const number = Math.max(0, ...earlier.map((run) => run.number)) + 1;
  const [first] = earlier;
  const person = first === undefined ? id : personOf(first);
  const { profileId, originalTimestamp, messageId } = event;
  const run: JourneyRun = {
    journey: rules.journey,
    profileId: id,
    ...(person === id ? {} : { person }),
    number,
    runId: runIdOf(rules.journey, id, number),
    state: 'entering',
    enteredAt: event.timestamp,
    enteredBy: messageId,
    entry: { profileId, originalTimestamp, messageId },
    decisions: {},
  };
  return { kind: 'enter', run: isHeldOut(rules, id, earlier, chance) ? heldOut(run, rules) : run };
};

const isHeldOut = (
  { journey, holdout }: JourneyRules,
  id: ProfileId,
  earlier: readonly JourneyRun[],
  chance: Chance,
): boolean => {
  const [first] = earlier;
  return first === undefined ? holdout > 0 && chance(holdoutKey(journey, id)) < holdout : first.state === 'held-out';
};

const heldOut = (run: JourneyRun, { goal }: JourneyRules): JourneyRun => {
  const until = Date.parse(run.enteredAt) + (goal?.withinMilliseconds ?? heldOutForMilliseconds);
  return holdOut(run, new Date(until).toISOString());
};

const refuseReentry = (
  event: CustomerEvent,
  { enter: { reenter } }: JourneyRules,
  earlier: readonly JourneyRun[],
): 'under-way' | 'never-again' | 'too-soon' | undefined => {
  if (earlier.length === 0) return undefined;
  if (reenter.rule === 'never') return 'never-again';
  if (earlier.some((run) => isUnderWay(run, event.timestamp))) return 'under-way';
  if (reenter.rule === 'after-completion') return undefined;
  const earliest = Math.max(...earlier.map((run) => Date.parse(run.enteredAt))) + reenter.milliseconds;
  return Date.parse(event.timestamp) < earliest ? 'too-soon' : undefined;
};

/**
 * An event that comes late is judged by when it happened: before the end of a run, the customer was still in it; and at its end too, so that
 * what ends one run does not begin the next, however often it is delivered.
 */
const isUnderWay = (run: JourneyRun, at: string): boolean => {
  const { endedAt = '' } = run;
  return !isOver(run) || endedAt > at || (endedAt === at && run.state !== 'held-out');
};
