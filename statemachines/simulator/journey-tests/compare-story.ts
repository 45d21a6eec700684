import { isDeepStrictEqual } from 'node:util';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import type { Kind } from '#statemachines/journeys/steps/kind.ts';
import { notGiven } from '../completion.ts';
import { stepsMeant } from '../named-steps.ts';
import type { Story } from '../story.ts';
import { instantOf, isAt, type StoryTime, sayStoryTime } from '../story-time.ts';
import type { TimelineEntry } from '../timeline.ts';
import { compareMails } from './compare-mails.ts';
import type { Difference } from './difference.ts';
import type { Expected, Occasions } from './test-file.ts';
import type { Timed, TimedChoice } from './timed.ts';

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

/**
 * Compares what happened with what was expected. A machine that failed is always a difference, and so is an event that completes a task
 * which nobody has been given.
 */
export const compareStory = (expected: Expected, story: Story, journey: CompiledJourney): readonly Difference[] => {
  const always = story.timeline.flatMap(({ outcome, taskId }, index): Difference[] => {
    if (outcome === 'failed') return [{ kind: 'unexpected', text: 'the journey must not fail', entry: index }];
    if (taskId !== notGiven) return [];
    return [{ kind: 'unexpected', text: 'no such task has been given by then', entry: index }];
  });
  return [
    ...always,
    ...expectationsOf(expected, story, journey).flatMap((expectation) => compare(expectation, story)),
    ...compareMails(expected.mails ?? [], story),
    ...compareTraits(expected.set ?? {}, story),
  ];
};

const compareTraits = (wanted: NonNullable<Expected['set']>, { traits }: Story): readonly Difference[] =>
  Object.entries(wanted).flatMap(([name, value]): Difference[] => {
    const is = Object.hasOwn(traits, name) ? traits[name] : null;
    if (isDeepStrictEqual(is, value)) return [];
    const say = (what: unknown) => (what === null || what === undefined ? 'unknown' : JSON.stringify(what));
    return [{ kind: 'missing', text: `at the end ${name} is ${say(value)}`, instead: `it is ${say(is)}` }];
  });

const compare = ({ wanted, about }: Expectation, story: Story): readonly Difference[] => {
  const actual = story.timeline.flatMap((entry, index) => (about(entry) ? [{ entry, index }] : []));
  const open = [...wanted];
  const others = actual.filter(({ entry }) => {
    const place = open.findIndex(({ is, time }) => is(entry) && (time === undefined || isAt(time, new Date(entry.at), story)));
    if (place !== -1) open.splice(place, 1);
    return place === -1;
  });
  const different = others.map(({ entry, index }): Difference => {
    const place = open.findIndex(({ is, time }) => time !== undefined && is(entry));
    const [meant] = place === -1 ? [] : open.splice(place, 1);
    if (meant?.time === undefined) return { kind: 'unexpected', text: 'not expected', entry: index };
    return { kind: 'moved', text: meant.text, entry: index, when: sayStoryTime(meant.time) };
  });
  const missing = open.map(
    ({ text, time }): Difference => ({
      kind: 'missing',
      text,
      ...(time === undefined ? {} : { when: sayStoryTime(time), at: instantOf(time, story).toISOString() }),
    }),
  );
  return [...different, ...missing];
};

const expectationsOf = (expected: Expected, story: Story, journey: CompiledJourney): readonly Expectation[] => {
  const { entered, sent, waits, tasks, exit, goal, completed, 'not sent': notSent } = expected;
  const list: Expectation[] = [];
  const expect = (outcome: string, wanted: readonly Wanted[]) =>
    list.push({ wanted, about: (entry) => entry.outcome === outcome });
  const onOccasions = (outcome: string, text: string, times: Occasions | undefined) => {
    if (times === undefined) return;
    expect(
      outcome,
      times.map((time) => ({ time, text, is: () => true })),
    );
  };

  onOccasions('entered', `enters ${story.journey}`, entered);
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
        const ids = stepsMeant(journey, ['task'], what).map(({ id }) => id);
        return {
          time,
          text: `task${team === undefined ? '' : ` for ${team}`}: ${what}${due === undefined ? '' : ` (due ${sayStoryTime(due)})`}`,
          is: ({ step, assignee, until }) =>
            ids.includes(step) &&
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
  onOccasions('converted', 'goal reached', goal);
  const each = (
    outcome: string,
    list: readonly Timed[] | undefined,
    say: (what: string) => string,
    is: (entry: TimelineEntry) => unknown,
  ) => {
    if (list === undefined) return;
    expect(
      outcome,
      list.map(({ time, what, ...more }) => {
        const why = 'why' in more && typeof more.why === 'string' ? more.why : undefined;
        return {
          time,
          text: `${say(what)}${why === undefined ? '' : ` (${why})`}`,
          is: (entry) => is(entry) === what && (why === undefined || entry.reason === why),
        };
      }),
    );
  };
  const atStep = (
    outcome: string,
    kinds: readonly Kind[],
    list: readonly (Timed & Partial<Pick<TimedChoice, 'at'>>)[] | undefined,
    say: (step: string, arm: string) => string,
  ) => {
    if (list === undefined) return;
    expect(
      outcome,
      list.map(({ time, at, what }) => {
        const ids = stepsMeant(journey, kinds, at ?? what).map(({ id }) => id);
        const is = ({ step, arm }: TimelineEntry) => ids.includes(step) && (at === undefined || arm === what);
        return { time, text: say(at ?? what, what), is };
      }),
    );
  };
  atStep('branch', ['branch'], expected.branches, (step, arm) => `branch ${step}: ${arm}`);
  atStep('variant', ['split'], expected.variants, (step, arm) => `variant of ${step}: ${arm}`);
  atStep('resumed', waiting, expected.resumed, (step) => `${step} has come`);
  atStep('timed-out', waiting, expected['timed out'], (step) => `${step} has not come in time`);
  each(
    'coupon',
    expected.coupons,
    (what) => `coupon ${what}`,
    ({ coupon }) => coupon,
  );
  each(
    'no-coupon',
    expected['no coupons'],
    (what) => `no coupon ${what}`,
    ({ coupon }) => coupon,
  );
  each(
    'webhook',
    expected.webhooks,
    (what) => `told ${what}`,
    ({ destination }) => destination,
  );
  each(
    'webhook-failed',
    expected['not delivered'],
    (what) => `could not tell ${what}`,
    ({ destination }) => destination,
  );
  if (expected.held !== undefined) {
    expect(
      'held',
      expected.held.map((held) => {
        const { time, what } = held;
        const until = 'until' in held ? held.until : undefined;
        const why = 'why' in held ? held.why : undefined;
        return {
          time,
          text: `held: ${what}${until === undefined ? '' : `, until ${sayStoryTime(until)}`}${why === undefined ? '' : ` (${why})`}`,
          is: (entry) =>
            entry.message === what &&
            (why === undefined || entry.reason === why) &&
            (until === undefined || (entry.until !== undefined && isAt(until, new Date(entry.until), story))),
        };
      }),
    );
  }
  if (expected.segments !== undefined) {
    list.push({
      about: ({ segment }) => segment !== undefined,
      wanted: expected.segments.map(({ time, what }) => ({
        time,
        text: `${what.startsWith('entered') ? 'comes into' : 'leaves'} the segment ${what.replace(/^\S+\s+/, '')}`,
        is: ({ outcome, segment }) =>
          `${outcome === 'segment-entered' ? 'entered' : 'left'} ${segment}` === what.replace(/\s+/, ' '),
      })),
    });
  }
  if (expected.ended !== undefined) {
    const { ended } = expected;
    expect(
      'ended',
      ended === 'never'
        ? []
        : [{ time: ended.time, text: `${story.journey} ends: ${ended.what}`, is: ({ why }) => why === ended.what }],
    );
  }
  onOccasions('held-out', `is held out of ${story.journey}`, expected['held out']);
  onOccasions('completed', `completes ${story.journey}`, completed);
  return list;
};

/** Steps at which a journey waits for something that happens. */
export const waiting: readonly Kind[] = ['wait for', 'task'];
