import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { JourneyRules } from './journey.ts';
import { isOver, type JourneyRun, runIdOf } from './run.ts';

/** Whether an event lets a customer into a journey. */
export type EntryDecision =
  /** A new run, to be claimed. */
  | { readonly kind: 'enter'; readonly run: JourneyRun }
  /** An earlier delivery of this event claimed the run: go on from where it stands, be it only to tell of it again. */
  | { readonly kind: 'resume'; readonly run: JourneyRun }
  | { readonly kind: 'stay-out'; readonly reason: 'not-the-entry' | 'under-way' | 'never-again' | 'too-soon' | 'too-old' };

/** An event that reaches us later than this is history, such as a back-filled one, and no reason to write to anybody now. */
const newsForMilliseconds = 30 * 86_400_000;

/**
 * `runs` are all runs of the customer in all journeys and under all their ids; `id` is the profile that a new run is kept under.
 *
 * The same event never starts two runs, whatever the re-entry rule says and however long ago the first one was. A customer is
 * never twice in one journey at the same time.
 */
export const decideEntry = (
  event: CustomerEvent,
  rules: JourneyRules,
  id: ProfileId,
  runs: readonly JourneyRun[],
): EntryDecision => {
  if (event.name !== rules.enter.on) return { kind: 'stay-out', reason: 'not-the-entry' };

  const earlier = runs.filter((run) => run.journey === rules.journey);
  const own = earlier.find((run) => run.enteredBy === event.messageId);
  if (own !== undefined) return { kind: 'resume', run: own };

  if (Date.parse(event.receivedAt) - Date.parse(event.timestamp) > newsForMilliseconds)
    return { kind: 'stay-out', reason: 'too-old' };
  const refusal = refuseReentry(event, rules, earlier);
  if (refusal !== undefined) return { kind: 'stay-out', reason: refusal };

  const number = Math.max(0, ...earlier.map((run) => run.number)) + 1;
  return {
    kind: 'enter',
    run: {
      journey: rules.journey,
      profileId: id,
      number,
      runId: runIdOf(rules.journey, id, number),
      state: 'entering',
      enteredAt: event.timestamp,
      enteredBy: event.messageId,
    },
  };
};

const refuseReentry = (
  event: CustomerEvent,
  { enter: { reenter } }: JourneyRules,
  earlier: readonly JourneyRun[],
): 'under-way' | 'never-again' | 'too-soon' | undefined => {
  if (earlier.length === 0) return undefined;
  if (reenter.rule === 'never') return 'never-again';
  // An event that comes late is judged by when it happened: before the end of a run, the customer was still in it.
  if (earlier.some((run) => !isOver(run) || (run.endedAt ?? '') > event.timestamp)) return 'under-way';
  if (reenter.rule === 'after-completion') return undefined;
  const earliest = Math.max(...earlier.map((run) => Date.parse(run.enteredAt))) + reenter.milliseconds;
  return Date.parse(event.timestamp) < earliest ? 'too-soon' : undefined;
};
