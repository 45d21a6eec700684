import { readInstant } from '#shared/domain/event/instant.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import { sentAs } from '../file-tests/check-facts.ts';
import { type GivenEvent, type GivenTraits, traitsOf } from '../file-tests/given-fields.ts';
import { createSimulation, type SimulationSetting } from '../simulation.ts';
import { settingOf } from '../story.ts';
import { instantOf, type StorySetting, type StoryTime, storyDay } from '../story-time.ts';
import { type TimelineEntry, timelineOf } from '../timeline.ts';
import { withoutLogs } from '../without-logs.ts';

type Marketing = SimulationSetting['marketing'];

interface Given {
  readonly profile?: GivenTraits;
  readonly starts?: string;
  readonly events?: readonly GivenEvent[];
}

/** One customer of a case: who they are, what they do, and where the story takes place. */
export interface Customer extends StorySetting {
  readonly traits: GivenTraits;
  readonly events: readonly { readonly at: Date; readonly sent: Readonly<Record<string, unknown>> }[];
  /** The end of the last day on which something happens. */
  readonly end: Date;
}

/** The customer of a case: what is given for it stands over what is given for all. */
export const customerOf = (ofAll: Given = {}, ofCase: Given = {}): Customer => {
  const traits = traitsOf(ofAll.profile, ofCase.profile);
  const starts = readInstant(ofCase.starts ?? ofAll.starts);
  const setting = settingOf({
    contact: { userId, traits },
    startsAt: starts === undefined ? undefined : new Date(starts),
  });
  const events = (ofCase.events ?? []).map((event) => {
    const { time, happened, messageId } = event;
    return {
      at: instantOf(time, setting),
      sent: {
        userId,
        ...sentAs(event),
        ...(happened === undefined ? {} : { timestamp: instantOf(happened, setting).toISOString() }),
        ...(messageId === undefined ? {} : { messageId }),
      },
    };
  });
  const last = Math.max(setting.startsAt.getTime(), ...events.map(({ at }) => at.getTime()));
  return { ...setting, traits, events, end: endOf({ kind: 'day', day: storyDay(new Date(last), setting) }, setting) };
};

/** When is looked: on a day at its end, so that whatever happens on it has happened. */
export const endOf = (time: StoryTime, setting: StorySetting): Date =>
  time.kind === 'day' && time.minute === undefined
    ? new Date(instantOf({ kind: 'day', day: time.day + 1, minute: 0 }, setting).getTime() - 1)
    : instantOf(time, setting);

/** What happened to a customer. */
export interface CustomerStory extends StorySetting {
  /** What they did, and the moves into the segment and out of it. */
  readonly timeline: readonly TimelineEntry[];
}

export interface Watched {
  /** The segment that is looked at, if one is. */
  readonly segment?: string;
  /** What is to be asked of the profile, and when; in any order. */
  readonly looks?: readonly { readonly at: Date; readonly look: (profile: Profile | undefined) => void }[];
  /** The last instant that matters; without it, everything that time alone may still bring about is waited for. */
  readonly until?: Date | undefined;
}

/**
 * Plays what a customer does, without any journey: who they are is known before anything happens, events are folded as they come in, and the
 * segments are looked at with each of them and every night. It is the code that is deployed, on a virtual clock.
 *
 * @throws EventRefused
 */
export const playCustomer = (marketing: Marketing, customer: Customer, watched: Watched): Promise<CustomerStory> =>
  withoutLogs(() => play(marketing, customer, watched));

const play = async (
  marketing: Marketing,
  customer: Customer,
  { segment, looks = [], until }: Watched,
): Promise<CustomerStory> => {
  const { startsAt, timeZone, traits, events } = customer;
  const profileId = userProfileId(userId);
  const begins = new Date(Math.min(startsAt.getTime(), ...events.map(({ at }) => at.getTime())));
  const simulation = createSimulation({
    // What a journey does is its own test's business.
    marketing: { ...marketing, journeys: [] },
    startsAt: begins,
    ...(segment === undefined ? {} : { watched: segment }),
  });
  simulation.send({ type: 'identify', userId, traits, messageId: whoItIs }, begins);
  for (const { at, sent } of events) simulation.send(sent, at);
  for (const { at, look } of looks.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    if (at >= begins) await simulation.advanceTo(at);
    look(at >= begins ? await simulation.profile(profileId) : undefined);
  }
  if (until === undefined) await simulation.runToEnd();
  else if (until > simulation.now()) await simulation.advanceTo(until);

  const moments = (await simulation.timeline(profileId)).filter(
    (moment) => moment.kind !== 'event' || moment.event.messageId !== whoItIs,
  );
  const of = { journey: '', steps: new Map(), segments: segment === undefined ? [] : [segment] };
  return { startsAt, timeZone, timeline: timelineOf(moments, of, customer) };
};

const userId = 'ada';
const whoItIs = 'the-customer';
