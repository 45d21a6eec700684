import { sayDuration } from '#statemachines/journeys/duration.ts';
import { sayLocal } from './story-time.ts';
import type { TimelineEntry } from './timeline.ts';

/** What an entry says, without its time. `subjects`: of mails, by `sendId`. */
export const sayEntry = (entry: TimelineEntry, timeZone: string, subjects: ReadonlyMap<string, string> = new Map()): string => {
  const local = (at: string) => sayLocal(new Date(at), timeZone);
  const why = entry.why === undefined ? '' : `: ${entry.why}`;
  switch (entry.outcome) {
    case 'happened':
      return `${entry.step}${entry.why === undefined ? '' : ` (${entry.why})`}`;
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
      const length = Date.parse(entry.until) - Date.parse(entry.at);
      return `waits ${length > 0 ? sayDuration(length) : 'no longer'}, until ${local(entry.until)}`;
    }
    case 'exited':
      return `leaves ${entry.journey}${why}`;
    case 'converted':
      return `goal reached${why}`;
    case 'completed':
      return `completes ${entry.journey}`;
    case 'failed':
      return `the journey fails${why}`;
    default:
      return `${entry.outcome.replaceAll('-', ' ')} ${entry.step}${why}`;
  }
};

/** What stands in front of an entry, so that a story can be looked over: what the contact did is flush left. */
const sign = (outcome: string): string => (outcome === 'happened' ? '' : '  → ');

/** One line of a timeline; `mark` is one character in the margin. */
export const sayLine = (when: { readonly day: number; readonly local: string }, text: string, mark = ' '): string =>
  `${mark} ${`Day ${when.day}`.padEnd(7)} ${when.local.padEnd(16)}  ${text}`.trimEnd();

export const sayEntryLine = (
  entry: TimelineEntry,
  timeZone: string,
  subjects?: ReadonlyMap<string, string>,
  mark?: string,
): string => sayLine(entry, `${sign(entry.outcome)}${sayEntry(entry, timeZone, subjects)}`, mark);
