import { day, sayDuration } from '#statemachines/journeys/duration.ts';
import { sayLocal } from './story-time.ts';
import type { TimelineEntry } from './timeline.ts';

/** What an entry says, without its time. `subjects`: of mails, by `sendId`. */
export const sayEntry = (entry: TimelineEntry, timeZone: string, subjects: ReadonlyMap<string, string> = new Map()): string => {
  const local = (at: string) => sayLocal(new Date(at), timeZone);
  const why = entry.why === undefined ? '' : `: ${entry.why}`;
  switch (entry.outcome) {
    case 'happened':
      return `${entry.step}${entry.title === undefined ? '' : `: ${entry.title}`}${entry.why === undefined ? '' : ` (${entry.why})`}`;
    case 'entered':
      return `enters ${entry.journey}${entry.why === undefined ? '' : ` by ${entry.why}`}`;
    case 'stayed-out':
      return `does not enter ${entry.journey}${why}`;
    case 'sent': {
      const subject = subjects.get(entry.sendId ?? '');
      return `sent ${entry.message}${subject === undefined ? '' : ` “${subject}”`}`;
    }
    case 'not-sent':
      return `not sent: ${entry.message}${why}`;
    case 'task':
      return `task for ${entry.assignee}: ${entry.title}${entry.until === undefined ? '' : ` (due ${local(entry.until)})`}`;
    case 'waits': {
      if (entry.until === undefined) return 'waits';
      if (entry.title !== undefined) return `waits for the task “${entry.title}” to be done, until ${local(entry.until)} at most`;
      if (entry.name !== undefined) return `waits for ${entry.name}, until ${local(entry.until)} at most`;
      const length = Date.parse(entry.until) - Date.parse(entry.at);
      return `waits ${length > 0 ? sayLength(length) : 'no longer'}, until ${local(entry.until)}`;
    }
    case 'exited':
      return `leaves ${entry.journey}${why}`;
    case 'converted':
      return `goal reached${why}`;
    case 'completed':
      return `completes ${entry.journey}`;
    case 'ended':
      return `${entry.journey} ends${why}`;
    case 'held-out':
      return `is held out of ${entry.journey}${entry.why === undefined ? '' : ` by ${entry.why}`}`;
    case 'due':
      return `it is the turn of ${entry.journey}`;
    case 'branch':
      return `branch ${entry.name ?? entry.step}: ${entry.arm}`;
    case 'variant':
      return `variant of ${entry.name ?? entry.step}: ${entry.arm}`;
    case 'resumed':
      return entry.title === undefined ? `${entry.name ?? entry.step} has come` : `the task “${entry.title}” is done`;
    case 'timed-out':
      return entry.title === undefined
        ? `${entry.name ?? entry.step} has not come in time`
        : `the task “${entry.title}” is not done in time`;
    case 'held':
      return `held: ${entry.message}${entry.until === undefined ? '' : `, until ${local(entry.until)}`}${why}`;
    case 'set':
      return `sets ${Object.entries(entry.traits ?? {})
        .map(([trait, value]) => `${trait} to ${JSON.stringify(value)}`)
        .join(', ')}`;
    case 'coupon':
      return `coupon ${entry.coupon}${entry.until === undefined ? '' : `, good until ${local(entry.until)}`}`;
    case 'no-coupon':
      return `no coupon ${entry.coupon}${why}`;
    case 'webhook':
      return `told ${entry.destination}`;
    case 'webhook-failed':
      return `could not tell ${entry.destination}${why}`;
    case 'segment-entered':
      return `is now in the segment ${entry.segment}`;
    case 'segment-left':
      return `is no longer in the segment ${entry.segment}`;
    case 'failed':
      return `the journey fails${why}`;
    default:
      return `${entry.outcome.replaceAll('-', ' ')} ${entry.step}${why}`;
  }
};

/** A wait until a time of the day is hardly ever a round one. */
const sayLength = (milliseconds: number): string =>
  milliseconds > 3 * day && milliseconds % day !== 0
    ? `about ${Math.round(milliseconds / day)} days`
    : sayDuration(Math.ceil(milliseconds / minute) * minute);
const minute = 60_000;

/** What stands in front of an entry, so that a story can be looked over: what the contact did is flush left. */
const sign = (outcome: string): string => (outcome === 'happened' ? '' : '  → ');

/** One line of a timeline; `mark` is one character in the margin. Days as long as `Day -183` still leave the texts below each other. */
export const sayLine = (when: { readonly day: number; readonly local: string }, text: string, mark = ' '): string =>
  `${mark} ${`${`Day ${when.day}`.padEnd(7)} ${when.local}`.padEnd(25)} ${text}`.trimEnd();

export const sayEntryLine = (
  entry: TimelineEntry,
  timeZone: string,
  subjects?: ReadonlyMap<string, string>,
  mark?: string,
): string => sayLine(entry, `${sign(entry.outcome)}${sayEntry(entry, timeZone, subjects)}`, mark);
