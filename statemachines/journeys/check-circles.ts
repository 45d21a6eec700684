import type { JourneyLinks, TraitsSet } from './journey-links.ts';
import { journeysPicked } from './own-events.ts';
import { type AfterSetting, afterSetting, traitsAsked } from './set-and-asked.ts';
import { segmentEntered, segmentExited, segmentOf } from './to-rules.ts';

/** What segments ask for: those that a journey may enter by. */
export interface AskedOfCustomers {
  readonly segments: readonly { readonly segment: string; readonly when: string }[];
  readonly scores: readonly { readonly score: string; readonly gives: string }[];
}

/** A journey in a circle, and the journeys on the way back to it. */
export interface Circle {
  readonly journey: string;
  /** Ends with the journey itself. */
  readonly by: readonly string[];
  /** By whose coming or going the journey is started, where it is that. */
  readonly segment?: string;
}

/** That a journey may start another one, or itself: by an event, or by what it sets and a segment asks for. */
interface Start {
  readonly from: string;
  readonly to: string;
  readonly segment?: string;
}

/**
 * Journeys that start each other again and again: each may cause what the next one enters by. That a journey starts another one is fine; that
 * it leads back, and nobody on the way keeps customers out for at least a day, is not. Waits are no way out: they make the circle slower, and
 * customers still go round for ever. What customers, colleagues and time do in between is nobody's circle, so schedules are in none.
 *
 * A segment is in a circle only if the journeys of the circle can both take customers out of it and into it again, by values that they set.
 */
export const circlesOf = (all: readonly JourneyLinks[], asked: AskedOfCustomers): readonly Circle[] => {
  const starts = inCircles(startsAmong(all, asked), all, asked);
  return all.flatMap(({ journey }): Circle[] => {
    const back = wayBack(journey, starts);
    if (back === undefined) return [];
    const { segment } = back[0] ?? {};
    return [{ journey, by: back.map(({ from }) => from), ...(segment === undefined ? {} : { segment }) }];
  });
};

const startsAmong = (all: readonly JourneyLinks[], asked: AskedOfCustomers): readonly Start[] =>
  all.flatMap((from) => all.filter(({ entersAgain }) => entersAgain).flatMap((to) => startsOf(from, to, asked)));

const identified = 'Profile Identified';

const startsOf = (from: JourneyLinks, to: JourneyLinks, asked: AskedOfCustomers): readonly Start[] => {
  const start: Start = { from: from.journey, to: to.journey };
  const { on, when, audience } = to.enter;
  if (on === segmentEntered || on === segmentExited) {
    const may: keyof AfterSetting = on === segmentEntered ? 'mayHold' : 'mayFail';
    const picked = segmentOf(when);
    return asked.segments
      .filter(({ segment }) => picked === undefined || segment === picked)
      .filter((segment) => from.sets.some((set) => isAsked(set, segment.when, asked) && afterSetting(segment.when, set)[may]))
      .map(({ segment }) => ({ ...start, segment }));
  }
  if (!from.causes.includes(on) || journeysPicked(when)?.includes(from.journey) === false) return [];
  const mayHold = (set: TraitsSet) => [when, audience].every((it) => it === undefined || afterSetting(it, set).mayHold);
  return on !== identified || from.sets.some(mayHold) ? [start] : [];
};

const isAsked = (set: TraitsSet, when: string, asked: AskedOfCustomers): boolean =>
  Object.keys(set).some((trait) => traitsOf(when, asked).has(trait));

const traitsOf = (when: string, { scores }: AskedOfCustomers): ReadonlySet<string> =>
  traitsAsked(when, new Map(scores.map(({ score, gives }) => [score, gives])));

/** Those that are on a way back; by a segment only where that way can also undo what it did. */
const inCircles = (starts: readonly Start[], all: readonly JourneyLinks[], asked: AskedOfCustomers): readonly Start[] => {
  const left = starts.filter((start) => {
    const members = new Set([...reached(start.to, starts)].filter((journey) => reached(journey, starts).has(start.to)));
    if (!members.has(start.from)) return false;
    const sets = all.filter(({ journey }) => members.has(journey)).flatMap((links) => links.sets);
    return start.segment === undefined || canGoInAndOut(start.segment, sets, asked);
  });
  return left.length === starts.length ? left : inCircles(left, all, asked);
};

/** A journey and all that it may lead to. */
const reached = (journey: string, starts: readonly Start[]): ReadonlySet<string> => {
  const found = new Set([journey]);
  for (const one of found) for (const { from, to } of starts) if (from === one) found.add(to);
  return found;
};

const canGoInAndOut = (name: string, sets: readonly TraitsSet[], asked: AskedOfCustomers): boolean => {
  const when = asked.segments.find(({ segment }) => segment === name)?.when ?? '';
  return sets.some((into) =>
    sets.some((outOf) => {
      const differ = [...traitsOf(when, asked)].some(
        (trait) =>
          Object.hasOwn(into, trait) &&
          Object.hasOwn(outOf, trait) &&
          (into[trait] === undefined || into[trait] !== outOf[trait]),
      );
      return differ && afterSetting(when, into).mayHold && afterSetting(when, outOf).mayFail;
    }),
  );
};

/** The shortest way from a journey over those that start it back to itself, the nearest first. */
const wayBack = (journey: string, starts: readonly Start[]): readonly Start[] | undefined => {
  const seen = new Set<string>();
  let ways: (readonly Start[])[] = starts.filter(({ to }) => to === journey).map((start) => [start]);
  while (ways.length > 0) {
    const back = ways.find((way) => way.at(-1)?.from === journey);
    if (back !== undefined) return back;
    ways = ways.flatMap((way) => {
      const last = way.at(-1)?.from ?? '';
      if (seen.has(last)) return [];
      seen.add(last);
      return starts.filter(({ to }) => to === last).map((start) => [...way, start]);
    });
  }
  return undefined;
};

/** What is wrong with a journey in a circle. */
export const sayCircle = ({ journey, by, segment }: Circle, on: string): { readonly message: string; readonly hint: string } => {
  const hint = 'let customers come in again only after some time, like `reenter: { after: 30 days }`, or never';
  if (by.length > 1)
    return {
      message: `${journey} would never end: it is started by ${by.join(', which is started by ')}, without a pause`,
      hint,
    };
  const cause =
    segment === undefined
      ? `the journey may cause \`${on}\` itself`
      : `the journey sets what \`${segment}\` asks for, so that customers leave it and come into it again,`;
  return { message: `${cause} and would never end: each run could start the next one`, hint };
};
