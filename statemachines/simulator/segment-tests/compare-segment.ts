import type { Difference } from '../journey-tests/difference.ts';
import type { SimulationSetting } from '../simulation.ts';
import { instantOf, isAt, sayLocal, sayStoryTime, storyDay } from '../story-time.ts';
import type { TimelineEntry } from '../timeline.ts';
import { type Customer, type CustomerStory, endOf, playCustomer } from './play-customer.ts';
import { type Said, type SegmentExpected, states } from './test-file.ts';

/** What came of a case: the story as it is told, and where it is not as expected. */
export interface Outcome {
  readonly story: CustomerStory;
  readonly differences: readonly Difference[];
}

/** Plays a customer's story and compares the moves into a segment and out of it, and how it stands, with what is expected. */
export const compareSegment = async (
  marketing: SimulationSetting['marketing'],
  segment: string,
  customer: Customer,
  expected: SegmentExpected,
): Promise<Outcome> => {
  const said: readonly Placed[] = Array.isArray(expected)
    ? expected.map((each) => ({ ...each, at: endOf(each.time, customer) }))
    : [{ what: expected, at: customer.end }];
  const asked = said.filter(isState);
  // Whoever says how it stands at some times has not said that nothing else happens.
  const tellsMoves = asked.length < said.length || said.length === 0;
  const until = tellsMoves ? undefined : new Date(Math.max(...asked.map(({ at }) => at.getTime())));
  const { timeline: happened, ...setting } = await playCustomer(marketing, customer, { segment, until });

  const timeline = [...happened, ...asked.map((each) => standing(each, segment, happened, customer))].toSorted((a, b) =>
    a.at.localeCompare(b.at),
  );
  const wrong = asked.filter(({ what, at }) => stateAt(at, happened) !== what);
  const differences: Difference[] = wrong.map(({ what, at }) => ({
    kind: 'unexpected',
    text: `should be ${what === 'member' ? 'a member' : what}`,
    entry: timeline.findIndex((entry) => entry.outcome === looked && entry.at === at.toISOString()),
  }));
  if (tellsMoves)
    differences.push(
      ...compareMoves(
        said.filter((each) => !isState(each)),
        segment,
        timeline,
        customer,
      ),
    );
  return { story: { ...setting, timeline }, differences };
};

interface Placed extends Pick<Said, 'what'> {
  readonly time?: Said['time'];
  readonly at: Date;
}

const isState = ({ what }: Placed): boolean => states.some((state) => state === what);

/** The outcome of the entry that tells how it stands. */
const looked = 'is';

const standing = ({ at }: Placed, segment: string, happened: readonly TimelineEntry[], setting: Customer): TimelineEntry => ({
  at: at.toISOString(),
  day: storyDay(at, setting),
  local: sayLocal(at, setting.timeZone),
  outcome: looked,
  step: `${stateAt(at, happened) === 'member' ? 'a member' : 'not a member'} of ${segment}`,
});

const stateAt = (at: Date, happened: readonly TimelineEntry[]): (typeof states)[number] =>
  happened.findLast((entry) => entry.segment !== undefined && entry.at <= at.toISOString())?.outcome === 'segment-entered'
    ? 'member'
    : 'not a member';

/** A move at another time than it was expected at is told as that, and not as one too many and one too few. */
const compareMoves = (
  expected: readonly Placed[],
  segment: string,
  timeline: readonly TimelineEntry[],
  setting: Customer,
): readonly Difference[] => {
  const open = expected.flatMap(({ what, time }) =>
    time === undefined ? [] : [{ outcome: what === 'entered' ? 'segment-entered' : 'segment-left', time }],
  );
  const others = timeline.flatMap((entry, index) => {
    if (entry.segment === undefined) return [];
    const place = open.findIndex(({ outcome, time }) => outcome === entry.outcome && isAt(time, new Date(entry.at), setting));
    if (place === -1) return [{ outcome: entry.outcome, index }];
    open.splice(place, 1);
    return [];
  });
  const different = others.map(({ outcome, index }): Difference => {
    const place = open.findIndex((each) => each.outcome === outcome);
    const [meant] = place === -1 ? [] : open.splice(place, 1);
    if (meant === undefined) return { kind: 'unexpected', text: 'not expected', entry: index };
    return { kind: 'moved', text: sayMove(outcome, segment), entry: index, when: sayStoryTime(meant.time) };
  });
  const missing = open.map(
    ({ outcome, time }): Difference => ({
      kind: 'missing',
      text: sayMove(outcome, segment),
      when: sayStoryTime(time),
      at: instantOf(time, setting).toISOString(),
    }),
  );
  return [...different, ...missing];
};

const sayMove = (outcome: string, segment: string): string =>
  `${outcome === 'segment-entered' ? 'comes into' : 'leaves'} the segment ${segment}`;
