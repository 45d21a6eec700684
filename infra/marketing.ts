import { join, relative } from 'node:path';
import { compileMessages } from '#shared/adapters/mjml/compile-messages.ts';
import { type Channels, readChannels } from '#shared/adapters/yaml/read-channels.ts';
import { readCoupons } from '#shared/adapters/yaml/read-coupons.ts';
import { readDestinations } from '#shared/adapters/yaml/read-destinations.ts';
import { readFeatures } from '#shared/adapters/yaml/read-features.ts';
import { readPlaces } from '#shared/adapters/yaml/read-places.ts';
import { readSegmentFiles, type Score, type Segment } from '#shared/adapters/yaml/read-segments.ts';
import { readSending, type SendingDefaults, sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { readVocabulary } from '#shared/adapters/yaml/read-vocabulary.ts';
import { namesIn } from '#shared/domain/condition/names-in.ts';
import type { Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import type { CouponDefinition } from '#shared/domain/coupon/coupon.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import type { PlaceList } from '#shared/domain/place/place.ts';
import type { Destination } from '#shared/domain/webhook/destination.ts';
import { type CompiledJourney, compileJourneys } from '#statemachines/journeys/compile-journeys.ts';
import { checkProperties } from './message-properties.ts';
import { eventsAskedFor } from './segment-files.ts';

/** Everything under marketing/, compiled: what is deployed besides code. */
export interface Marketing {
  readonly journeys: readonly CompiledJourney[];
  readonly messages: readonly CompiledMessage[];
  readonly channels: Channels;
  /** Names of events that each profile counts one by one: those of `features.yaml`, and those that conditions ask for. */
  readonly counted: readonly string[];
  readonly segments: readonly Segment[];
  readonly scores: readonly Score[];
  readonly coupons: readonly CouponDefinition[];
  readonly destinations: readonly Destination[];
  readonly places: readonly PlaceList[];
  readonly sending: SendingDefaults;
  /** What conditions may speak of. */
  readonly vocabulary: Vocabulary;
}

/** Thrown with every mistake of every file, so that a marketer corrects them in one round. */
export class MarketingHasProblems extends Error {
  override readonly name = 'MarketingHasProblems';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const s = problems.length === 1 ? '' : 's';
    super(`${problems.length} problem${s} in the marketing files; nothing was deployed.\n\n${problems.map(describe).join('\n')}`);
    this.problems = problems;
  }
}

/** Of what is declared, be it with mistakes. */
export interface MarketingNames {
  readonly messages: readonly string[];
  /** Undefined where the file cannot be read, and any name may be in it. The same holds for destinations. */
  readonly coupons: readonly string[] | undefined;
  readonly destinations: readonly string[] | undefined;
  readonly vocabulary: Vocabulary;
}

/** What came of the marketing files: all that compiles, and every mistake in the rest. */
export interface MarketingRead extends Omit<Marketing, 'channels' | 'counted' | 'vocabulary'> {
  readonly channels: Channels | undefined;
  readonly counted: readonly string[] | undefined;
  readonly vocabulary: Vocabulary | undefined;
  /** Journeys with mistakes that only show in the whole of them, too long or too many: what they cost can be told. */
  readonly playable: readonly CompiledJourney[];
  readonly names: MarketingNames;
  readonly problems: readonly Problem[];
}

export interface MarketingOptions {
  /** Whether webhooks may go to this machine: in the local stage, and nowhere else. */
  readonly allowLoopback?: boolean;
}

/** Reads and compiles the marketing files below a directory, as far as they can be. */
export const readMarketing = async (
  directory: string,
  { allowLoopback = false }: MarketingOptions = {},
): Promise<MarketingRead> => {
  const [channels, features, declared, sending, coupons, places] = await Promise.all([
    readChannels(join(directory, 'channels.yaml')),
    readFeatures(join(directory, 'features.yaml')),
    readVocabulary(join(directory, 'vocabulary.yaml')),
    readSending(join(directory, 'sending.yaml')),
    readCoupons(join(directory, 'coupons.yaml')),
    readPlaces(join(directory, 'places')),
  ]);
  const asked = await readSegmentFiles(directory, { ...declared.names, segments: [], scores: [] });
  // With what is declared in spite of a mistake: whoever names it has made none.
  const names = asked.vocabulary;
  const [messages, destinations] = await Promise.all([
    compileMessages(join(directory, 'messages'), { topics: sending.topics, traits: traitsIn(names) }),
    readDestinations(join(directory, 'destinations.yaml'), { vocabulary: names, allowLoopback }),
  ]);
  const topics = new Map(messages.messages.map(({ message, topic }) => [message, topic]));
  const around = {
    messages: messages.names,
    coupons: coupons.names,
    destinations: destinations.names,
    places: places.places,
    vocabulary: names,
    sending: sending.known,
    topicOf: (message: string) => topics.get(message),
    segments: asked.segments,
    scores: asked.scores,
  };
  const journeys = compileJourneys(join(directory, 'journeys'), around);
  const properties = await checkProperties(messages.properties, journeys, names);
  const askedByJourneys = journeys.journeys.flatMap(({ conditions }) => conditions).flatMap((text) => namesIn(text).events);
  return {
    journeys: journeys.journeys,
    playable: journeys.playable,
    messages: messages.messages,
    channels: channels.channels,
    counted: features.features && [...new Set([...features.features.count, ...eventsAskedFor(asked), ...askedByJourneys])],
    segments: asked.segments,
    scores: asked.scores,
    coupons: coupons.coupons,
    destinations: destinations.destinations,
    places: places.places,
    sending: sending.sending ?? sendingDefaults,
    vocabulary: declared.vocabulary && names,
    names: { messages: messages.names, coupons: coupons.names, destinations: destinations.names, vocabulary: names },
    problems: [
      ...journeys.problems,
      ...properties,
      ...[messages, channels, features, declared, asked, sending, coupons, destinations, places].flatMap(
        ({ problems }) => problems,
      ),
    ],
  };
};

/** Undefined where a mistake may hide any of them. */
const traitsIn = ({ traits, unclear }: Vocabulary): readonly string[] | undefined => {
  const others = unclear?.traits ?? [];
  return others === 'all' ? undefined : [...Object.keys(traits), ...others];
};

/**
 * Reads and compiles the marketing files below a directory, for a deployment: all of them or none.
 *
 * @throws MarketingHasProblems
 */
export const compileMarketing = async (directory: string, options: MarketingOptions = {}): Promise<Marketing> => {
  const {
    problems,
    names: _,
    playable: __,
    channels,
    counted,
    vocabulary,
    ...marketing
  } = await readMarketing(directory, options);
  if (problems.length > 0 || !channels || !counted || !vocabulary) throw new MarketingHasProblems(problems);
  return { ...marketing, channels, counted, vocabulary };
};

const describe = ({ file, line, column, message, hint }: Problem): string =>
  `  ${relative('.', file) || file}:${line}:${column}  ${message}${hint === undefined ? '' : `\n    ${hint}`}`;
