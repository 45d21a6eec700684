import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { Task } from '#shared/domain/journey/task.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import type { Json } from '#shared/events/json.ts';
import { createSimulation, type SimulatedMail, type SimulationSetting } from './simulation.ts';
import { instantOf, isTimeZone, type StorySetting, type StoryTime } from './story-time.ts';
import { type TimelineEntry, timelineOf } from './timeline.ts';

/** Whose story it is. */
export interface StoryContact {
  readonly userId: string;
  readonly traits: Readonly<Record<string, Json>>;
}

/** Something the contact does; `event` as the API takes it, without an id, which is the contact's. */
export interface StoryEvent {
  readonly time: StoryTime;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface StoryPlan {
  readonly marketing: SimulationSetting['marketing'];
  readonly journey: string;
  readonly contact: StoryContact;
  readonly events: readonly StoryEvent[];
  /** When day 1 is. Without it: 09:00 on {@link firstDay}, on the contact's clock. */
  readonly startsAt?: Date | undefined;
  /** The address is on the suppression list before anything happens. */
  readonly isSuppressed?: boolean | undefined;
  /** What becomes of every mail. */
  readonly mail?: 'bounces' | 'complains' | undefined;
}

export interface Story extends StorySetting {
  readonly journey: string;
  readonly contact: StoryContact;
  readonly timeline: readonly TimelineEntry[];
  readonly mails: readonly SimulatedMail[];
  readonly runs: readonly JourneyRun[];
  readonly tasks: readonly Task[];
}

/** A Monday without holidays and clock changes around it. */
const firstDay = { kind: 'instant', at: new Date('2026-11-02T09:00:00.000Z') } as const;

/** The zone that a contact's trait `timezone` names, if there is such a zone. */
export const timeZoneOf = ({ traits }: StoryContact): string => {
  const { timezone } = traits;
  return typeof timezone === 'string' && isTimeZone(timezone) ? timezone : 'UTC';
};

/** Where a contact's story takes place. */
export const settingOf = ({ contact, startsAt }: Pick<StoryPlan, 'contact' | 'startsAt'>): StorySetting => {
  const timeZone = timeZoneOf(contact);
  const nine = { kind: 'day', day: 1, minute: 9 * 60 } as const;
  return { timeZone, startsAt: startsAt ?? instantOf(nine, { startsAt: firstDay.at, timeZone }) };
};

/**
 * Plays one contact's story to its end: who they are is known before anything happens, then come the events in the order of their times,
 * and those of one time in the order given.
 *
 * @throws EventRefused
 */
export const playStory = async (plan: StoryPlan): Promise<Story> => {
  const { marketing, journey, contact, mail } = plan;
  const setting = settingOf(plan);
  const planned = plan.events.map(({ time, event }) => ({ at: instantOf(time, setting), event }));
  const begins = new Date(Math.min(setting.startsAt.getTime(), ...planned.map(({ at }) => at.getTime())));
  const simulation = createSimulation({
    marketing,
    startsAt: begins,
    ...(mail === undefined ? {} : { reportMail: () => mail }),
  });
  const { userId, traits } = contact;
  if (plan.isSuppressed === true && typeof traits.email === 'string') await simulation.suppress(traits.email);
  simulation.send({ type: 'identify', userId, traits, messageId: whoItIs }, begins);
  for (const { at, event } of planned) simulation.send({ userId, ...event }, at);
  await simulation.runToEnd();

  const profileId = userProfileId(userId);
  const moments = (await simulation.timeline(profileId)).filter(
    (moment) => moment.kind !== 'event' || moment.event.messageId !== whoItIs,
  );
  return {
    ...setting,
    journey,
    contact,
    timeline: timelineOf(moments, journey, setting),
    mails: simulation.mails,
    runs: (await simulation.runs(profileId)).filter((run) => run.journey === journey),
    tasks: (await simulation.tasks(profileId)).filter((task) => task.journey === journey),
  };
};

/** The event that makes the contact known is none of the story. */
const whoItIs = 'the-contact';
