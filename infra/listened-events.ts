import { heardEvents } from '#shared/domain/journey/heard-events.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import type { PublishedEvents } from '#shared/domain/profile/declared-events.ts';
import { segmentEntered, segmentExited, segmentOf } from '#statemachines/journeys/to-rules.ts';
import type { StageConfig } from './stages.ts';

type Ruled = readonly { readonly rules: JourneyRules }[];

/** Names of the events that some journey enters, exits or counts as its goal on; sorted, each once. */
export const listenedNames = (journeys: Ruled): readonly string[] =>
  distinct(journeys.flatMap(({ rules }) => heardEvents(rules)));

/** A pattern of EventBridge has at most 2,048 characters; the rest of ours has some fifty. */
const patternCharacters = 1_900;

/** The names in as many groups as it takes for each to be the pattern of one rule; the same name is in one of them. */
export const shortPatterns = (names: readonly string[]): readonly (readonly string[])[] => {
  const groups: string[][] = [];
  let room = 0;
  for (const name of names) {
    const length = Buffer.byteLength(JSON.stringify(name)) + 1;
    if (length > room || groups.length === 0) {
      groups.push([]);
      room = patternCharacters;
    }
    groups.at(-1)?.push(name);
    room -= length;
  }
  return groups;
};

/**
 * What `project-profiles` counts one by one and what it publishes. All that a journey names is counted too, whether or not
 * features.yaml says so: `route-signals` asks the profile whether an exit has happened already. Exits and goals are published for
 * those who have entered the journey: an order concerns no journey of a customer who never was a lead, and a bus event costs as
 * much as a request.
 */
export const publishedEventsOf = (
  journeys: Ruled,
  counted: readonly string[],
  publish: StageConfig['publish'],
): PublishedEvents => {
  const declared = distinct([...counted, ...listenedNames(journeys)]);
  if (publish === 'all') return { declared, published: 'all', publishedAfter: {}, publishedSegments: 'all' };
  const published = distinct([...journeys.map(({ rules }) => rules.enter.on), ...publish]);
  const after = listenedNames(journeys).filter((name) => !published.includes(name));
  return {
    declared,
    published,
    publishedAfter: Object.fromEntries(after.map((name) => [name, entriesBefore(name, journeys)])),
    publishedSegments: publish.some((name) => segmentEvents.includes(name)) ? 'all' : segmentsHeardOf(journeys),
  };
};

/** The segments whose events some journey's rules are about; `all` where a rule does not say of which, or asks more than that. */
const segmentsHeardOf = (journeys: Ruled): PublishedEvents['publishedSegments'] => {
  const heard = journeys.flatMap(({ rules: { enter, exits, goal, awaited } }) => [
    ...[enter, ...exits, ...(goal === undefined ? [] : [goal])].flatMap(({ on, when }) =>
      segmentEvents.includes(on) ? [segmentOf(when)] : [],
    ),
    ...awaited.flatMap((name) => (segmentEvents.includes(name) ? [undefined] : [])),
  ]);
  return heard.includes(undefined) ? 'all' : distinct(heard.flatMap((segment) => segment ?? []));
};

const segmentEvents: readonly string[] = [segmentEntered, segmentExited];

/** The entries of the journeys that listen to the event. */
const entriesBefore = (name: string, journeys: Ruled): string[] =>
  distinct(journeys.filter(({ rules }) => heardEvents(rules).includes(name)).map(({ rules }) => rules.enter.on));

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();
