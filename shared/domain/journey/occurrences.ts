import type { Profile } from '#shared/domain/profile/profile.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventRule, LeavingRules } from './journey.ts';
import type { JourneyRun } from './run.ts';

/** Whether what a rule asks is true; of this event, if it is about one. */
export type Holds = (when: string, event?: CustomerEvent) => boolean;

/** Something that has happened: the event where it was looked up in the log, or only the time that the profile remembers. */
export interface Occurrence {
  readonly name: string;
  readonly at: string;
  readonly event?: CustomerEvent;
}

/** Since the entry, as far as the profile remembers: the first and the last time of each. */
export const remembered = (profile: Profile, name: string, run: Pick<JourneyRun, 'enteredAt'>): readonly Occurrence[] => {
  const { first, last } = profile.events[name] ?? {};
  return [...new Set([first, last])].flatMap((at) => (at !== undefined && at >= run.enteredAt ? [{ name, at }] : []));
};

/**
 * Names of events whose occurrences must be looked up in the log: they have happened since the entry, and the rule asks more than that. The
 * profile counts events and does not keep them.
 */
export const namesToLookUp = (profile: Profile, rules: LeavingRules, run: JourneyRun): readonly string[] => [
  ...new Set(
    [...rules.exits, ...(rules.goal === undefined ? [] : [rules.goal])]
      .filter(({ on, when }) => when !== undefined && remembered(profile, on, run).length > 0)
      .map(({ on }) => on),
  ),
];

/** When a rule came true since the entry, earliest first. */
export const timesOf = (
  rule: Pick<EventRule, 'on' | 'when'>,
  { profile, lookedUp, holds, run }: { profile: Profile; lookedUp: readonly CustomerEvent[]; holds: Holds; run: JourneyRun },
): readonly string[] => {
  const { on, when } = rule;
  if (when === undefined)
    return remembered(profile, on, run)
      .map(({ at }) => at)
      .toSorted();
  return lookedUp
    .filter((event) => event.name === on && event.timestamp >= run.enteredAt && holds(when, event))
    .map(({ timestamp }) => timestamp)
    .toSorted();
};
