import type { Marketing } from '#infra/marketing.ts';
import { came } from '#shared/domain/journey/awaited.ts';
import type { Chance } from '#shared/domain/journey/chance.ts';
import { type AwaitedEvent, awaitedEvent, type ExecutionInput } from '#shared/domain/journey/journey.ts';
import { taskIdOf } from '#shared/domain/journey/task.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import { journeyDue, segmentEvent } from '#shared/domain/segment/segment-events.ts';
import type { JsonObject } from '#shared/events/json.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { createSimulatedExecutions, type ExecutionNews } from '#statemachines/simulator/simulated-executions.ts';
import { createVirtualClock } from '#statemachines/simulator/virtual-clock.ts';
import { deployed } from './deployed.ts';
import { type Counts, noCounts } from './meter.ts';
import { createMeteredWorld } from './metered-world.ts';
import { sampleProperties, sampleTraits } from './sample-contact.ts';

/** What is priced, and the contact it is priced with. */
export interface Subject {
  readonly journey: CompiledJourney;
  readonly marketing: Marketing;
  readonly traits: JsonObject;
}

export const subjectOf = (journey: CompiledJourney, marketing: Marketing): Subject => ({
  journey,
  marketing,
  traits: sampleTraits(journey, marketing, entersAt),
});

/** What becomes of a contact: who goes a way through, who is held out, or who is not let in by the entry's conditions. */
export type Fate =
  | { readonly kind: 'goes'; readonly arms: ReadonlyMap<string, string> }
  | { readonly kind: 'held-out' | 'stays-out' };

/** A Monday morning: mail that waits for an hour of the day waits as long as for somebody who comes in during the day. */
const entersAt = new Date('2026-11-02T09:00:00.000Z');
const userId = 'contact-1';
const hour = 3_600_000;

/**
 * All that one contact costs, from the event that starts it on to the end of the journey. The machine runs on a virtual clock, so that
 * waits, holds, retries and tokens are what they are. The arms that the contact is to take are decided for the run as it would decide
 * them itself: everything it asks for that is asked, and written. An event that is to come is posted, and routed to the run.
 *
 * The journey is alone in its world: another one that begins with the same event has a bill of its own. So have segments, which are
 * looked at with every event.
 *
 * @throws Error when the contact does not get in, or the machine fails: then there is no price.
 */
export const countContact = async ({ journey, marketing, traits }: Subject, fate: Fate): Promise<Counts> => {
  const arms = fate.kind === 'goes' ? fate.arms : new Map<string, string>();
  const clock = createVirtualClock(entersAt.getTime());
  let transitions = 0;
  let started: ExecutionInput | undefined;
  const awaited = new Set(awaitedIn(journey.definition('')).map(({ step }) => step));

  const onNews = (news: ExecutionNews): void => {
    if (news.kind === 'failed') throw new Error(`${journey.journey} cannot be priced: a contact fails with ${news.error}`);
    if (news.kind !== 'waits' || news.waitsFor.kind !== 'event' || arms.get(news.waitsFor.step) !== came) return;
    const { waitsFor, input } = news;
    const now = clock.now().getTime();
    const at = now + Math.min(hour, (Date.parse(news.until) - now) / 2);
    clock.plan(at, async () => {
      await world.post([eventFor(waitsFor, input, new Date(at))], new Date(at));
      await settle();
    });
  };

  const world = createMeteredWorld({
    marketing: { ...marketing, journeys: [journey], segments: [] },
    deployed,
    clock: clock.now,
    chance: fate.kind === 'held-out' ? always : never,
    holds: answersFor(journey, fate),
    decide: (step, label) => {
      const arm = arms.get(step);
      // What is waited for must come by itself, or time out by itself: that is what is counted.
      if (arm !== undefined && awaited.has(step) && arm !== label)
        throw new Error(`${journey.journey} cannot be priced: at ${step} it is ${label}, not ${arm}`);
      return arm ?? label;
    },
    createExecutions: (runStage) => {
      const executions = createSimulatedExecutions({
        clock,
        machines: new Map([[journey.journey, journey.definition(runStageArn)]]),
        invoke: async (_, payload) => {
          try {
            return await runStage(payload);
          } finally {
            await settle();
          }
        },
        onNews,
        onStates: (entered) => {
          transitions += entered;
        },
      });
      return {
        ...executions,
        start: (input) => {
          started = input;
          // The start of an execution is billed as one more.
          transitions += 1;
          return executions.start(input);
        },
      };
    },
  });
  const settle = async (): Promise<void> => {
    do await world.route(1);
    while (await world.fold());
  };

  const track = (event: string, properties: object, at: Date) => ({
    type: 'track',
    messageId: `contact-${event}-${at.getTime()}`,
    userId,
    event,
    properties,
    timestamp: at.toISOString(),
  });
  const eventFor = ({ on, task }: AwaitedEvent, { runId }: ExecutionInput, at: Date) =>
    track(
      on,
      {
        ...sampleProperties(on, marketing, at),
        ...(task === undefined ? {} : { taskId: taskIdOf(runId, task), outcome: 'done' }),
      },
      at,
    );

  await world.post(
    [{ type: 'identify', messageId: 'contact-identified', userId, traits, timestamp: entersAt.toISOString() }],
    entersAt,
  );
  await settle();
  // They are a customer already: what that costs is not the journey's.
  world.meter.counts = noCounts();

  const { enter } = journey.written.rules;
  const profileId = userProfileId(userId);
  const at = entersAt.toISOString();
  if ('on' in enter) await world.post([track(enter.on, sampleProperties(enter.on, marketing, entersAt), entersAt)], entersAt);
  else if ('every' in enter) await world.events.put([journeyDue(profileId, journey.journey, at)]);
  else await world.events.put([segmentEvent(profileId, enter.segment, { state: 'in', at, by: 'contact-identified' })]);
  await settle();
  if (fate.kind === 'goes' && started === undefined)
    throw new Error(`${journey.journey} cannot be priced: ${journey.rules.enter.on} does not start it`);
  await clock.runToEnd(Number.POSITIVE_INFINITY);
  return { ...world.meter.counts, transitions };
};

const runStageArn = 'arn:aws:lambda:us-east-1:000000000000:function:run-stage';

const always: Chance = () => 0;
const never: Chance = () => 1 - Number.EPSILON;

/** What lets the contact in and on holds, what would take them out does not, and all else is up to the facts. */
const answersFor = ({ rules, definition }: CompiledJourney, fate: Fate): ((condition: string) => boolean | undefined) => {
  const lets = new Set([rules.enter.when, rules.audience]);
  const awaited = new Set(awaitedIn(definition('')).map(({ when }) => when));
  const leaves = new Set(
    [...rules.exits, ...rules.exitsWhen, ...(rules.goal === undefined ? [] : [rules.goal])].map(({ when }) => when),
  );
  return (condition) => {
    if (lets.has(condition)) return fate.kind !== 'stays-out';
    if (awaited.has(condition)) return true;
    return leaves.has(condition) ? false : undefined;
  };
};

/** Everything that a machine waits for. */
const awaitedIn = (value: unknown): readonly AwaitedEvent[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const found = key === 'waitFor' ? awaitedEvent.safeParse(inner) : undefined;
    return found?.success === true ? [found.data] : awaitedIn(inner);
  });
};
