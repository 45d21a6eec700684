import type { Profile } from '#shared/domain/profile/profile.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventRule, JourneyRules, LeavingRules } from './journey.ts';
import { type Holds, timesOf } from './occurrences.ts';
import { isOver, type JourneyRun, type RunState, runningStates } from './run.ts';
import { type Cause, convert, exit } from './run-transitions.ts';

/** What an event means for a run that exists. `run` is the run as it is to be stored, `from` the states it may be stored over. */
export type EndingDecision =
  | { readonly kind: 'exit' | 'convert'; readonly run: JourneyRun; readonly from: readonly RunState[] }
  /** An earlier delivery of this event did it: only tell, and stop, again. */
  | { readonly kind: 'repeat'; readonly run: JourneyRun }
  | { readonly kind: 'none' };

/**
 * Whether an event ends a run of the journey, or fulfils its goal. It applies only to a run that was entered at or before the
 * event's time; the goal only within its window, counted from the entry, but then also after the run is over or was held out.
 */
export const decideEnding = (event: CustomerEvent, rules: JourneyRules, run: JourneyRun, holds: Holds): EndingDecision => {
  if (run.journey !== rules.journey) return { kind: 'none' };
  if (run.endedBy === event.messageId || run.convertedBy === event.messageId) return { kind: 'repeat', run };
  if (event.timestamp < run.enteredAt) return { kind: 'none' };
  const isAbout = ({ on, when }: Pick<EventRule, 'on' | 'when'>) =>
    on === event.name && (when === undefined || holds(when, event));

  const cause: Cause = { at: event.timestamp, by: event.messageId };
  // After its window the goal is an event like any other, and may be an exit.
  if (rules.goal !== undefined && isAbout(rules.goal) && isWithinGoal(rules, run, event.timestamp)) {
    if (run.convertedAt !== undefined) return { kind: 'none' };
    return { kind: 'convert', run: convert(run, cause), from: isOver(run) ? [run.state] : runningStates };
  }
  if (isOver(run)) return { kind: 'none' };
  const rule = rules.exits.find(isAbout);
  return rule === undefined ? { kind: 'none' } : { kind: 'exit', run: exit(run, cause, rule.reason), from: runningStates };
};

/** What is known of a customer when it is asked whether a run was overtaken. */
export interface Known {
  readonly profile: Profile;
  /** Events since the entry of the names that `namesToLookUp` says. */
  readonly lookedUp: readonly CustomerEvent[];
  readonly holds: Holds;
}

/**
 * Whether the journey was overtaken before its run was there to be seen: an exit or the goal that happened at or after the entry
 * may be delivered before it, when there was no run yet to end. What happened first ends the run; a goal counts also after an exit, as it
 * would have if they had come in order.
 */
export const decideOvertaken = (known: Known, rules: LeavingRules, run: JourneyRun): EndingDecision => {
  const from = isOver(run) ? [run.state] : runningStates;
  const [exited] = rules.exits
    .filter(() => !isOver(run))
    .flatMap((rule) => timesOf(rule, { ...known, run }).map((at) => ({ at, reason: rule.reason })))
    .toSorted((a, b) => a.at.localeCompare(b.at));
  const goals = rules.goal === undefined || run.convertedAt !== undefined ? [] : timesOf(rules.goal, { ...known, run });
  const converted = goals.find((at) => isWithinGoal(rules, run, at));

  if (exited !== undefined && (converted === undefined || exited.at < converted)) {
    const over = exit(run, { at: exited.at }, exited.reason);
    return { kind: 'exit', run: converted === undefined ? over : convert(over, { at: converted }), from };
  }
  return converted === undefined ? { kind: 'none' } : { kind: 'convert', run: convert(run, { at: converted }), from };
};

/** Whether a condition takes the customer out, whatever happened. `at`: now. */
export const decideExitWhen = (rules: LeavingRules, run: JourneyRun, holds: Holds, at: string): EndingDecision => {
  if (isOver(run)) return { kind: 'none' };
  const rule = rules.exitsWhen.find(({ when }) => holds(when));
  return rule === undefined ? { kind: 'none' } : { kind: 'exit', run: exit(run, { at }, rule.reason), from: runningStates };
};

const isWithinGoal = ({ goal }: LeavingRules, run: JourneyRun, at: string): boolean =>
  goal !== undefined && Date.parse(at) - Date.parse(run.enteredAt) <= goal.withinMilliseconds;
