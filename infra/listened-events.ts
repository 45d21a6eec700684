import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { heardEvents } from '#shared/domain/journey/heard-events.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import type { PublishedEvents } from '#shared/domain/profile/declared-events.ts';
import { busSource } from '#shared/events/behaviour-event.ts';
import { segmentEntered, segmentExited, segmentOf } from '#statemachines/journeys/to-rules.ts';
import type { StageConfig } from './stages.ts';

type Ruled = readonly { readonly rules: JourneyRules }[];

/** Names of the events that some journey enters, exits or counts as its goal on; sorted, each once. */
export const listenedNames = (journeys: Ruled): readonly string[] =>
  distinct(journeys.flatMap(({ rules }) => heardEvents(rules)));

/** A pattern of EventBridge has at most 2,048 characters; the rest of ours has some fifty. */
const patternCharacters = 1_900;

/**
 * What of the bus concerns journeys, as the pattern of one rule. Names that are too many for a pattern are not divided over several rules: a
 * deployment would move some of them from one rule to another, and what happens between the two updates would be lost. Then all that is
 * published goes to `route-signals`, which leaves alone what no journey listens to; that is no more than the stage's `publish` asks for.
 */
export const signalsPattern = (names: readonly string[]): EventPattern => ({
  source: [busSource],
  ...(Buffer.byteLength(JSON.stringify(names)) > patternCharacters ? {} : { detailType: [...names] }),
});

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
