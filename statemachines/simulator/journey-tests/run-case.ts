import { readInstant } from '#shared/domain/event/instant.ts';
import type { Json } from '#shared/events/json.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { stepsMeant } from '../named-steps.ts';
import type { SimulationSetting } from '../simulation.ts';
import { playStory, type Story, type StoryContact, type StoryEvent, settingOf, type WebhookBehaviour } from '../story.ts';
import { instantOf } from '../story-time.ts';
import { compareStory } from './compare-story.ts';
import type { Difference } from './difference.ts';
import type { JourneyTests } from './read-test-file.ts';

/** What a case came to. It holds where there is no difference. */
export interface CaseResult {
  readonly file: string;
  readonly line: number;
  readonly journey: string;
  readonly name: string;
  readonly story: Story;
  readonly differences: readonly Difference[];
}

/** The contact of every case that does not say otherwise. */
const usualTraits: Readonly<Record<string, Json>> = { email: 'ada@example.com', firstName: 'Ada' };

/** Plays the story of one case of a file, by its place there. */
export const runCase = async (
  { file, journey, tests, lines }: JourneyTests,
  index: number,
  marketing: SimulationSetting['marketing'],
): Promise<CaseResult> => {
  const testCase = tests.cases[index];
  if (testCase === undefined) throw new RangeError(`${file} has no case ${index}`);
  const line = lines[index] ?? 1;
  const ofFile = tests.given;
  const compiled = marketing.journeys.find((each) => each.journey === journey);
  if (compiled === undefined) throw new RangeError(`there is no journey ${journey}`);
  const given = { ...ofFile, ...testCase.given };
  const traits = Object.entries({ ...usualTraits, ...ofFile?.profile, ...testCase.given?.profile });
  const contact: StoryContact = { userId: 'ada', traits: Object.fromEntries(traits.filter(([, value]) => value !== null)) };
  const starts = given.starts === undefined ? undefined : readInstant(given.starts);
  const startsAt = starts === undefined ? undefined : new Date(starts);
  const setting = settingOf({ contact, startsAt });

  const story = await playStory({
    marketing,
    journey,
    contact,
    startsAt,
    isSuppressed: given.address === 'suppressed',
    mail: given.address === 'suppressed' ? undefined : given.address,
    heldOut: given.holdout,
    variants: variantsById(compiled, { ...ofFile?.variants, ...testCase.given?.variants }),
    webhooks: Object.fromEntries(
      Object.entries({ ...ofFile?.webhooks, ...testCase.given?.webhooks }).map(([name, said]) => [name, behaviourOf(said)]),
    ),
    couponsNoneLeft: Object.keys({ ...ofFile?.coupons, ...testCase.given?.coupons }),
    events: (testCase.given?.events ?? []).map(({ time, what, properties, traits, task, happened, messageId }): StoryEvent => {
      const event =
        traits !== undefined || what === 'Profile Identified'
          ? { type: 'identify', traits: traits ?? {} }
          : { type: 'track', event: what, properties: properties ?? {} };
      return {
        time,
        ...(task === undefined ? {} : { completes: stepsMeant(compiled, ['task'], task)[0]?.id }),
        event: {
          ...event,
          ...(happened === undefined ? {} : { timestamp: instantOf(happened, setting).toISOString() }),
          ...(messageId === undefined ? {} : { messageId }),
        },
      };
    }),
  });
  return { file, line, journey, name: testCase.name, story, differences: compareStory(testCase.expect, story, compiled) };
};

/** Variants by the ids of their splits, out of what people call these. */
export const variantsById = (
  journey: CompiledJourney,
  said: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(said).flatMap(([split, variant]) =>
      stepsMeant(journey, ['split'], split).map(({ id }): [string, string] => [id, variant]),
    ),
  );

const behaviourOf = (said: 'takes' | 'refuses' | 'away' | number): WebhookBehaviour => {
  if (said === 'takes') return 200;
  return said === 'refuses' ? 400 : said;
};
