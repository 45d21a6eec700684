import type { Story } from '../story.ts';
import { instantOf, isAt, type StoryTime, sayStoryTime } from '../story-time.ts';
import type { TimelineEntry } from '../timeline.ts';
import type { Expected } from './test-file.ts';

/** Where a story is not as expected. */
export type Difference =
  /** Expected, and not there: `when` in the words of the test, and `at` where in the story that would be. */
  | { readonly kind: 'missing'; readonly text: string; readonly when?: string; readonly at?: string }
  /** There, and not expected. `entry` is its place in the timeline. */
  | { readonly kind: 'unexpected'; readonly text: string; readonly entry: number };

/** One thing that must happen. */
interface Wanted {
  readonly time?: StoryTime | undefined;
  readonly text: string;
  /** Whether an entry is this thing, whenever it happened. */
  readonly is: (entry: TimelineEntry) => boolean;
}

/** One field of `expect`: all entries that it is about must be there, in order, and no others. */
interface Expectation {
  readonly wanted: readonly Wanted[];
  readonly about: (entry: TimelineEntry) => boolean;
}

/** Compares what happened with what was expected. A machine that failed is always a difference. */
export const compareStory = (expected: Expected, story: Story): readonly Difference[] => {
  const failures = story.timeline.flatMap((entry, index): Difference[] =>
    entry.outcome === 'failed' ? [{ kind: 'unexpected', text: 'the journey must not fail', entry: index }] : [],
  );
  return [...failures, ...expectationsOf(expected, story).flatMap((expectation) => compare(expectation, story))];
};

const compare = ({ wanted, about }: Expectation, story: Story): readonly Difference[] => {
  const differences: Difference[] = [];
  const actual = story.timeline.flatMap((entry, index) => (about(entry) ? [{ entry, index }] : []));
  const open = [...wanted];
  for (const { entry, index } of actual) {
    const place = open.findIndex(({ is, time }) => is(entry) && (time === undefined || isAt(time, new Date(entry.at), story)));
    if (place === -1) differences.push({ kind: 'unexpected', text: 'not expected', entry: index });
    else open.splice(place, 1);
  }
  for (const { text, time } of open) {
    differences.push({
      kind: 'missing',
      text,
      ...(time === undefined ? {} : { when: sayStoryTime(time), at: instantOf(time, story).toISOString() }),
    });
  }
  return differences;
};

const expectationsOf = (expected: Expected, story: Story): readonly Expectation[] => {
  const { entered, sent, waits, tasks, exit, goal, completed, 'not sent': notSent } = expected;
  const list: Expectation[] = [];
  const expect = (outcome: string, wanted: readonly Wanted[]) =>
    list.push({ wanted, about: (entry) => entry.outcome === outcome });
  const once = (outcome: string, text: string, time: StoryTime | 'never') =>
    expect(outcome, time === 'never' ? [] : [{ time, text, is: () => true }]);

  if (entered !== undefined) {
    const times = entered === 'never' ? [] : Array.isArray(entered) ? entered : [entered];
    expect(
      'entered',
      times.map((time) => ({ time, text: `enters ${story.journey}`, is: () => true })),
    );
  }
  if (sent !== undefined) {
    expect(
      'sent',
      sent.map(({ time, what }) => ({ time, text: `sent ${what}`, is: ({ message }) => message === what })),
    );
  }
  if (notSent !== undefined) {
    expect(
      'not-sent',
      notSent.map((each) => {
        const why = 'why' in each ? each.why : undefined;
        return {
          time: each.time,
          text: `not sent: ${each.what}${why === undefined ? '' : ` (${why})`}`,
          is: ({ message, reason }) => message === each.what && (why === undefined || reason === why),
        };
      }),
    );
  }
  if (waits !== undefined) {
    expect(
      'waits',
      waits.map(({ time, what, until }) => ({
        time,
        text: `waits until ${what}`,
        is: (entry) => entry.until !== undefined && isAt(until, new Date(entry.until), story),
      })),
    );
  }
  if (tasks !== undefined) {
    expect(
      'task',
      tasks.map((each) => {
        const { what, time } = each;
        const team = 'for' in each ? each.for : undefined;
        const due = 'due' in each ? each.due : undefined;
        return {
          time,
          text: `task${team === undefined ? '' : ` for ${team}`}: ${what}${due === undefined ? '' : ` (due ${sayStoryTime(due)})`}`,
          is: ({ title, assignee, until }) =>
            title === what &&
            (team === undefined || assignee === team) &&
            (due === undefined || (until !== undefined && isAt(due, new Date(until), story))),
        };
      }),
    );
  }
  if (exit !== undefined) {
    expect(
      'exited',
      exit === 'never'
        ? []
        : [{ time: exit.time, text: `leaves ${story.journey}: ${exit.what}`, is: ({ why }) => why === exit.what }],
    );
  }
  if (goal !== undefined) once('converted', 'goal reached', goal);
  if (completed !== undefined) once('completed', `completes ${story.journey}`, completed);
  return list;
};
