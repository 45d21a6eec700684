import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import type { RawJourney } from './journey-file.ts';
import { cronOf, type Schedule } from './schedule.ts';

type Enter = RawJourney['enter'];

export const segmentEntered = 'Segment Entered';
export const segmentExited = 'Segment Exited';
export const journeyDue = 'Journey Due';

/** The events that bring customers in. */
export const entryEvents = (enter: Enter): readonly string[] => {
  if ('on' in enter) return [enter.on];
  return ['every' in enter ? journeyDue : segmentEntered];
};

/** When a journey looks for the members of a segment. */
export interface JourneySchedule {
  readonly journey: string;
  readonly segment: string;
  readonly every: Schedule;
  /** The same, as EventBridge Scheduler writes it. */
  readonly cron: string;
}

export const scheduleOf = (journey: string, enter: Enter): JourneySchedule | undefined =>
  'every' in enter ? { journey, segment: enter.segment, every: enter.every, cron: cronOf(enter.every) } : undefined;

/** Text as CEL writes it: as JSON does. */
const quote = (text: string): string => JSON.stringify(text);
const isSegment = (name: string): string => `event.properties.segment == ${quote(name)}`;

/** The segment that a rule's condition is about, if it is about that and nothing else. */
export const segmentOf = (when = ''): string | undefined => /^event\.properties\.segment == "([^"\\]+)"$/.exec(when)?.[1];

/**
 * The rules as routing needs them: everything is an event with a condition. Coming into a segment is one, and so is being due on a
 * schedule.
 */
export const toRules = (
  journey: string,
  { enter, audience, holdout, exit = [], goal }: Omit<RawJourney, 'steps'>,
  {
    awaited,
    givesTasks,
    holdout: usualHoldout,
  }: { readonly awaited: readonly string[]; readonly givesTasks?: boolean; readonly holdout: number },
): JourneyRules => ({
  journey,
  enter: { ...toEntry(journey, enter), reenter: toReentry(enter.reenter ?? 'never') },
  ...(audience === undefined ? {} : { audience }),
  holdout: holdout ?? usualHoldout,
  exits: exit.flatMap(toExit),
  exitsWhen: exit.flatMap((rule) =>
    typeof rule === 'object' && 'when' in rule && !('on' in rule) ? [{ when: rule.when, reason: rule.when }] : [],
  ),
  ...(goal === undefined
    ? {}
    : { goal: { on: goal.on, ...(goal.when === undefined ? {} : { when: goal.when }), withinMilliseconds: goal.within } }),
  awaited: [...awaited],
  ...(givesTasks === true ? { givesTasks } : {}),
});

/** What must be true of that event. */
export const entryWhen = (journey: string, enter: Enter): string | undefined => toEntry(journey, enter).when;

const toEntry = (journey: string, enter: Enter): { on: string; when?: string } => {
  if ('on' in enter) return { on: enter.on, ...(enter.when === undefined ? {} : { when: enter.when }) };
  if ('every' in enter) return { on: journeyDue, when: `event.properties.journey == ${quote(journey)}` };
  return { on: segmentEntered, when: isSegment(enter.segment) };
};

const toExit = (rule: NonNullable<RawJourney['exit']>[number]): JourneyRules['exits'] => {
  if (rule === 'unsubscribed') return [{ on: 'Unsubscribed', reason: rule }];
  if ('on' in rule) return [{ on: rule.on, ...(rule.when === undefined ? {} : { when: rule.when }), reason: rule.on }];
  if ('segment entered' in rule) {
    const name = rule['segment entered'];
    return [{ on: segmentEntered, when: isSegment(name), reason: `segment entered: ${name}` }];
  }
  if ('segment left' in rule) {
    const name = rule['segment left'];
    return [{ on: segmentExited, when: isSegment(name), reason: `segment left: ${name}` }];
  }
  return [];
};

const toReentry = (rule: NonNullable<Enter['reenter']>): JourneyRules['enter']['reenter'] =>
  typeof rule === 'string' ? { rule } : { rule: 'after', milliseconds: rule.after };
