import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { Task } from '#shared/domain/journey/task.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import type { Json } from '#shared/events/json.ts';
import { completionOf } from './completion.ts';
import { forcedChance } from './forced-chance.ts';
import { namedSteps, segmentsAskedFor } from './named-steps.ts';
import type { SimulatedMail } from './simulated-mailer.ts';
import { createSimulation, type SimulationSetting } from './simulation.ts';
import { instantOf, isTimeZone, type StorySetting, type StoryTime } from './story-time.ts';
import { type TimelineEntry, timelineOf } from './timeline.ts';
import { withoutLogs } from './without-logs.ts';

/** Whose story it is. */
export interface StoryContact {
  readonly userId: string;
  readonly traits: Readonly<Record<string, Json>>;
}

/** Something the contact does; `event` as the API takes it, without an id, which is the contact's. */
export interface StoryEvent {
  readonly time: StoryTime;
  readonly event: Readonly<Record<string, unknown>>;
  /** The step of the journey whose task it completes: the task that the contact has then been given last. */
  readonly completes?: string | undefined;
}

/** What becomes of a delivery: a status of HTTP, or no answer at all. */
export type WebhookBehaviour = number | 'away';

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
  /** The contact is held out of the journey, if it holds anybody out. Otherwise they are not, whatever the share. */
  readonly heldOut?: boolean | undefined;
  /** Variants by the id of their split; without it the first that anybody gets. */
  readonly variants?: Readonly<Record<string, string>> | undefined;
  /** By destination. All others take everything. */
  readonly webhooks?: Readonly<Record<string, WebhookBehaviour>> | undefined;
  /** Coupons whose pools are empty. */
  readonly couponsNoneLeft?: readonly string[] | undefined;
}

export interface Story extends StorySetting {
  readonly journey: string;
  readonly contact: StoryContact;
  readonly timeline: readonly TimelineEntry[];
  readonly mails: readonly SimulatedMail[];
  readonly runs: readonly JourneyRun[];
  readonly tasks: readonly Task[];
  /** What is known of the contact at the end. */
  readonly traits: Readonly<Record<string, Json>>;
}

/** A Monday without holidays and clock changes around it. */
export const firstDay = { kind: 'instant', at: new Date('2026-11-02T09:00:00.000Z') } as const;

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
export const playStory = (plan: StoryPlan): Promise<Story> => withoutLogs(() => play(plan));

const play = async (plan: StoryPlan): Promise<Story> => {
  const { marketing, journey, contact, mail } = plan;
  const setting = settingOf(plan);
  const planned = plan.events.map((each) => ({ ...each, at: instantOf(each.time, setting) }));
  const begins = new Date(Math.min(setting.startsAt.getTime(), ...planned.map(({ at }) => at.getTime())));
  const compiled = marketing.journeys.find((each) => each.journey === journey);
  if (compiled === undefined) throw new Error(`there is no journey ${journey}`);
  const { userId, traits } = contact;
  const profileId = userProfileId(userId);
  const simulation = createSimulation({
    marketing,
    startsAt: begins,
    chance: forcedChance(compiled, profileId, { heldOut: plan.heldOut ?? false, variants: plan.variants ?? {} }),
    couponsNoneLeft: new Set(plan.couponsNoneLeft),
    answerWebhook: (destination) => {
      const status = plan.webhooks?.[destination] ?? 200;
      return status === 'away' ? { kind: 'no-answer', why: 'network' } : { kind: 'answered', status };
    },
    ...(mail === undefined ? {} : { reportMail: () => mail }),
  });
  if (plan.isSuppressed === true && typeof traits.email === 'string') await simulation.suppress(traits.email);
  simulation.send({ type: 'identify', userId, traits, messageId: whoItIs }, begins);
  for (const { at, event, completes } of planned) {
    simulation.send(
      completes === undefined
        ? { userId, ...event }
        : () => completionOf(simulation, { profileId, journey, step: completes, event: { userId, ...event } }),
      at,
    );
  }
  await simulation.runToEnd();

  const moments = (await simulation.timeline(profileId)).filter(
    (moment) => moment.kind !== 'event' || moment.event.messageId !== whoItIs,
  );
  const steps = new Map(namedSteps(compiled).map((step) => [step.id, step]));
  const segments = segmentsAskedFor(
    compiled,
    marketing.segments.map(({ segment }) => segment),
  );
  return {
    ...setting,
    journey,
    contact,
    timeline: timelineOf(moments, { journey, steps, segments }, setting),
    mails: simulation.mails,
    runs: (await simulation.runs(profileId)).filter((run) => run.journey === journey),
    tasks: (await simulation.tasks(profileId)).filter((task) => task.journey === journey),
    traits: await simulation.traits(profileId),
  };
};

/** The event that makes the contact known is none of the story; of events at one instant the first by its id is overruled by all others. */
const whoItIs = '!the-contact';
