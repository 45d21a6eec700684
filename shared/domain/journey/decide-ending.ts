import type { Profile } from '#shared/domain/profile/profile.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { JourneyRules, LeavingRules } from './journey.ts';
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
 * event's time; the goal only within its window, counted from the entry, but then also after the run is over.
 */
export const decideEnding = (event: CustomerEvent, rules: JourneyRules, run: JourneyRun): EndingDecision => {
  if (run.journey !== rules.journey) return { kind: 'none' };
  const rule = heardAs(event.name, rules);
  if (rule === undefined) return { kind: 'none' };
  if (run.endedBy === event.messageId || run.convertedBy === event.messageId) return { kind: 'repeat', run };
  if (event.timestamp < run.enteredAt) return { kind: 'none' };

  const cause: Cause = { at: event.timestamp, by: event.messageId };
  if (rule.kind === 'exit') {
    if (isOver(run)) return { kind: 'none' };
    return { kind: 'exit', run: exit(run, cause, rule.reason), from: runningStates };
  }
  if (run.convertedAt !== undefined || !isWithinGoal(rules, run, event.timestamp)) return { kind: 'none' };
  return { kind: 'convert', run: convert(run, cause), from: isOver(run) ? [run.state] : runningStates };
};

/**
 * Whether the journey was overtaken before its run was there to be seen: an exit or the goal that happened at or after the entry
 * may be delivered before it, when there was no run yet to end. The profile remembers the first and the last time of each. What
 * happened first ends the run; a goal counts also after an exit, as it would have if they had come in order.
 */
export const decideOvertaken = (profile: Profile, rules: LeavingRules, run: JourneyRun): EndingDecision => {
  const since = (name: string): readonly string[] => {
    const { first, last } = profile.events[name] ?? {};
    return [first, last].filter((at) => at !== undefined).filter((at) => at >= run.enteredAt);
  };
  const from = isOver(run) ? [run.state] : runningStates;
  const [exited] = rules.exits
    .filter(() => !isOver(run))
    .flatMap(({ on, reason }) => since(on).map((at) => ({ at, reason })))
    .toSorted((a, b) => a.at.localeCompare(b.at));
  const goals = rules.goal === undefined || run.convertedAt !== undefined ? [] : since(rules.goal.on);
  const converted = goals.find((at) => isWithinGoal(rules, run, at));

  if (exited !== undefined && (converted === undefined || exited.at < converted)) {
    const over = exit(run, { at: exited.at }, exited.reason);
    return { kind: 'exit', run: converted === undefined ? over : convert(over, { at: converted }), from };
  }
  return converted === undefined ? { kind: 'none' } : { kind: 'convert', run: convert(run, { at: converted }), from };
};

type Heard = { readonly kind: 'exit'; readonly reason: string } | { readonly kind: 'goal' };

const heardAs = (name: string, rules: JourneyRules): Heard | undefined => {
  if (rules.goal?.on === name) return { kind: 'goal' };
  const found = rules.exits.find((rule) => rule.on === name);
  return found === undefined ? undefined : { kind: 'exit', reason: found.reason };
};

const isWithinGoal = ({ goal }: LeavingRules, run: JourneyRun, at: string): boolean =>
  goal !== undefined && Date.parse(at) - Date.parse(run.enteredAt) <= goal.withinMilliseconds;
