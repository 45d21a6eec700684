import { isDeepStrictEqual } from 'node:util';
import type { MarketingRead } from '#infra/marketing.ts';
import { sayDuration } from '#statemachines/journeys/duration.ts';
import {
  compareOutlines,
  compareRules,
  haveSameSteps,
  type OutlineChange,
} from '#statemachines/journeys/outline/compare-outlines.ts';
import { type Outline, outlineOf, usualRulesOf } from '#statemachines/journeys/outline/outline.ts';

/** What is different in one journey. */
export type JourneyChanges =
  | { readonly journey: string; readonly kind: 'new' | 'gone' }
  /** The same steps under another name. */
  | { readonly journey: string; readonly kind: 'renamed'; readonly was: string; readonly changes: readonly OutlineChange[] }
  | { readonly journey: string; readonly kind: 'changed'; readonly changes: readonly OutlineChange[] };

/** Something else under marketing/ that journeys depend on. */
export interface OtherChange {
  readonly what: 'sending policy' | 'channel' | 'message' | 'segment' | 'score' | 'coupon' | 'destination' | 'place';
  readonly name: string;
  readonly kind: 'new' | 'gone' | 'changed';
  /** In words, what is different. */
  readonly words: readonly string[];
}

export interface MarketingChanges {
  readonly journeys: readonly JourneyChanges[];
  readonly others: readonly OtherChange[];
}

/** Compares two versions of the marketing files in what they mean. Journeys that cannot be read are left out. */
export const marketingChanges = (before: MarketingRead, after: MarketingRead): MarketingChanges => ({
  journeys: journeyChanges(before, after),
  others: [
    ...sendingChanges(before, after),
    ...others(
      'channel',
      channelsOf(before),
      channelsOf(after),
      ([channel]) => channel,
      ([, { from, ...more }]) => partsOf({ sender: `${from.name} <${from.address}>`, ...more }),
    ),
    ...others(
      'message',
      before.messages,
      after.messages,
      ({ message }) => message,
      ({ subject, preheader, topic = 'none', html }) => ({
        subject,
        preheader,
        topic,
        text: html,
      }),
    ),
    ...others(
      'segment',
      before.segments,
      after.segments,
      ({ segment }) => segment,
      ({ when }) => ({ when }),
    ),
    ...others(
      'score',
      before.scores,
      after.scores,
      ({ score }) => score,
      ({ gives }) => ({ gives }),
    ),
    ...others(
      'coupon',
      before.coupons,
      after.coupons,
      ({ coupon }) => coupon,
      ({ source, value, expiresInMilliseconds }) => ({
        codes: source.kind === 'pool' ? 'from a pool' : source.pattern,
        value,
        expires: sayDuration(expiresInMilliseconds),
      }),
    ),
    ...others('destination', before.destinations, after.destinations, ({ destination }) => destination, partsOf),
    ...others(
      'place',
      placesOf(before),
      placesOf(after),
      ({ list, place }) => `${list}/${place}`,
      ({ fields, latitude, longitude }) => partsOf({ ...fields, latitude, longitude }),
    ),
  ],
});

const channelsOf = ({ channels }: MarketingRead) => Object.entries(channels ?? {});

const placesOf = ({ places }: MarketingRead) =>
  places.flatMap(({ list, places: each }) => each.map((place) => ({ list, ...place })));

/** The fields of something, each as text. */
const partsOf = (whole: object): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(whole).map(([part, value]) => [part, typeof value === 'string' ? value : JSON.stringify(value)]),
  );

const journeyChanges = (before: MarketingRead, after: MarketingRead): readonly JourneyChanges[] => {
  const was = new Map(before.journeys.map((journey) => [journey.journey, outlineOf(journey)]));
  const is = new Map(after.journeys.map((journey) => [journey.journey, outlineOf(journey)]));
  const usual = usualChanges(before, after);
  const changesOf = (earlier: Outline, later: Outline) =>
    compareOutlines(earlier, later).filter((change) => !usual.some((each) => isDeepStrictEqual(each, change)));
  const gone = [...was].filter(([journey]) => !is.has(journey));
  const renamed = new Map<string, string>();
  for (const [journey, later] of is) {
    const [old] = gone.find(([name, earlier]) => !renamed.has(name) && haveSameSteps(earlier, later)) ?? [];
    if (!was.has(journey) && old !== undefined) renamed.set(old, journey);
  }
  const oldNames = new Map([...renamed].map(([old, journey]) => [journey, old]));
  return [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((journey): JourneyChanges[] => {
    if (renamed.has(journey)) return [];
    const old = oldNames.get(journey);
    const earlier = was.get(old ?? journey);
    const later = is.get(journey);
    if (earlier === undefined) return [{ journey, kind: 'new' }];
    if (later === undefined) return [{ journey, kind: 'gone' }];
    const changes = changesOf(earlier, later);
    if (old !== undefined) return [{ journey, kind: 'renamed', was: old, changes }];
    return changes.length === 0 ? [] : [{ journey, kind: 'changed', changes }];
  });
};

/** What is different for every journey that does not say otherwise; told once, and not for each. */
const usualChanges = (before: MarketingRead, after: MarketingRead): readonly OutlineChange[] =>
  compareRules(usualRulesOf(before.sending), usualRulesOf(after.sending));

const sendingChanges = (before: MarketingRead, after: MarketingRead): readonly OtherChange[] => {
  const words = usualChanges(before, after).flatMap((change) =>
    change.kind === 'rule' ? [`${change.rule}: ${change.before ?? 'none'} → ${change.after ?? 'none'}`] : [],
  );
  return words.length === 0 ? [] : [{ what: 'sending policy', name: 'sending.yaml', kind: 'changed', words }];
};

/** What is longer than this is not shown: that it is another one says enough. */
const longestShown = 120;

const others = <T>(
  what: OtherChange['what'],
  before: readonly T[],
  after: readonly T[],
  nameOf: (each: T) => string,
  meaningOf: (each: T) => Readonly<Record<string, string>>,
): readonly OtherChange[] => {
  const was = new Map(before.map((each) => [nameOf(each), meaningOf(each)]));
  const is = new Map(after.map((each) => [nameOf(each), meaningOf(each)]));
  return [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((name): OtherChange[] => {
    const earlier = was.get(name);
    const later = is.get(name);
    if (earlier === undefined) return [{ what, name, kind: 'new', words: [] }];
    if (later === undefined) return [{ what, name, kind: 'gone', words: [] }];
    const words = [...new Set([...Object.keys(earlier), ...Object.keys(later)])].flatMap((part) => {
      const [old = 'none', now = 'none'] = [earlier[part], later[part]];
      if (old === now) return [];
      return [old.length + now.length > longestShown ? `another ${part}` : `${part}: ${old} → ${now}`];
    });
    return words.length === 0 ? [] : [{ what, name, kind: 'changed', words }];
  });
};

/** The file that something stands in, by its place in the marketing folder. */
export const fileOf = ({ what, name }: Pick<OtherChange, 'what' | 'name'>): string =>
  ({
    'sending policy': 'sending.yaml',
    channel: 'channels.yaml',
    message: `messages/${name}.mjml`,
    segment: `segments/${name}.yaml`,
    score: `scores/${name}.yaml`,
    coupon: 'coupons.yaml',
    destination: 'destinations.yaml',
    place: `places/${name.split('/')[0]}.yaml`,
  })[what];
