import { sayEntryLine, sayLine } from '../say-timeline.ts';
import type { Story } from '../story.ts';
import { sayLocal, storyDay } from '../story-time.ts';
import type { TimelineEntry } from '../timeline.ts';
import type { Difference } from './difference.ts';
import type { CaseResult } from './run-case.ts';

/** A case that does not hold, as {@link tellStory} tells it. */
export const tellCase = ({ story, differences }: CaseResult): string => tellStory(story, differences);

/**
 * What happened, with `+` before what was not expected, `~` before what came at another time, and `-` where something is missing. What
 * was expected without a time stands at the end.
 */
export const tellStory = (
  story: Pick<Story, 'timeline' | 'mails' | 'startsAt' | 'timeZone'>,
  differences: readonly Difference[],
): string => {
  // Of one mail, several things may not be as expected.
  const remarks = Map.groupBy(
    differences.flatMap((each) => (each.kind === 'missing' ? [] : [each])),
    ({ entry }) => entry,
  );
  const subjects = new Map(story.mails.map(({ sendId, subject }) => [sendId, subject]));
  const lines = story.timeline.map((entry, index) => {
    const [first, ...others] = remarks.get(index) ?? [];
    if (first === undefined) return { at: entry.at, line: sayEntryLine(entry, story.timeZone, subjects, ' ') };
    const mark = [first, ...others].every(({ kind }) => kind === 'moved') ? '~' : '+';
    const line = sayEntryLine(entry, story.timeZone, subjects, mark);
    return { at: entry.at, line: `${line}   ← ${[first, ...others].map((each) => remarkOn(each, entry)).join('; ')}` };
  });
  const missing = differences.flatMap((each) => (each.kind === 'missing' ? [each] : []));
  for (const { at, when = '', text } of missing) {
    if (at === undefined) continue;
    const place = lines.findIndex((line) => line.at > at);
    const local = sayLocal(new Date(at), story.timeZone);
    // A day means any time of it.
    const shown = {
      day: storyDay(new Date(at), story),
      local: /^day -?\d+$/.test(when) ? local.replace(/ \d\d:\d\d$/, '') : local,
    };
    const line = sayLine(shown, `  → ${text}   ← expected, and did not happen`, '-');
    lines.splice(place === -1 ? lines.length : place, 0, { at, line });
  }
  const whenever = missing
    .filter(({ at }) => at === undefined)
    .map(({ text, instead }) =>
      instead === undefined
        ? `- ${text}   ← expected at some time, and did not happen`
        : `- ${text}   ← expected, and ${instead}`,
    );
  return [...lines.map(({ line }) => line), ...whenever].join('\n');
};

/** Without the time of day where the test does not say it and the day is another one. */
const remarkOn = (
  difference: Exclude<Difference, { kind: 'missing' }>,
  { at, day, local }: Pick<TimelineEntry, 'at' | 'day' | 'local'>,
): string => {
  if (difference.kind === 'unexpected') return difference.text;
  const { when } = difference;
  if (/^day -?\d+$/.test(when)) return `expected on ${when}, came on day ${day}`;
  return `expected ${when.startsWith('day') ? 'on' : 'at'} ${when}, came ${
    when.startsWith('day') ? `on day ${day} at ${local.slice(-5)}` : `at ${at}`
  }`;
};
