import { sayEntryLine, sayLine } from '../say-timeline.ts';
import { sayLocal, storyDay } from '../story-time.ts';
import type { CaseResult } from './run-case.ts';

/**
 * A case that does not hold, as a story: what happened, with `+` before what was not expected and `-` where something is missing. What was
 * expected without a time stands at the end.
 */
export const tellCase = ({ story, differences }: CaseResult): string => {
  // Of one mail, several things may not be as expected.
  const unexpected = Map.groupBy(
    differences.flatMap((each) => (each.kind === 'unexpected' ? [each] : [])),
    ({ entry }) => entry,
  );
  const subjects = new Map(story.mails.map(({ sendId, subject }) => [sendId, subject]));
  const lines = story.timeline.map((entry, index) => {
    const remark = unexpected
      .get(index)
      ?.map(({ text }) => text)
      .join('; ');
    const line = sayEntryLine(entry, story.timeZone, subjects, remark === undefined ? ' ' : '+');
    return { at: entry.at, line: remark === undefined ? line : `${line}   ← ${remark}` };
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
    .map(({ text }) => `- ${text}   ← expected at some time, and did not happen`);
  return [...lines.map(({ line }) => line), ...whenever].join('\n');
};
