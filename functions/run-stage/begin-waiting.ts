import { eventsSince } from '#shared/domain/event/events-since.ts';
import { came, cameBy, isAwaited, sinceOf, timedOut } from '#shared/domain/journey/awaited.ts';
import { Resumed } from '#shared/domain/journey/errors.ts';
import { createHolds } from '#shared/domain/journey/holds.ts';
import type { WaitInput } from '#shared/domain/journey/journey.ts';
import { waitEnded } from '#shared/domain/journey/journey-events.ts';
import type { Decision, JourneyRun } from '#shared/domain/journey/run.ts';
import { isProfileId } from '#shared/domain/profile/profile-id.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { WaitingRun } from '#shared/ports/wait-store.ts';
import type { RunStageDeps } from './run-stage-deps.ts';

/**
 * Writes down that a run waits for an event. It is written before anything is looked at, the run itself included: an event that is routed
 * before the writing, or that woke up a first attempt whose token is of no use any more, is found by {@link goOnIfCome}; one that is
 * routed later finds what was written.
 */
export const registerWaiting = async (
  { waitFor, since, token, profileId, journey, runId, runNumber }: WaitInput,
  { waits }: RunStageDeps,
): Promise<WaitingRun> => {
  if (!isProfileId(profileId)) throw new Error('the stage names no profile');
  const waiting = { profileId, journey, runId, runNumber, awaited: waitFor, since, token };
  await waits.put(waiting);
  return waiting;
};

/**
 * Looks whether the event has come already. `run`: as loaded after the waiting was registered.
 *
 * @throws Resumed when it has.
 */
export const goOnIfCome = async (waiting: WaitingRun, run: JourneyRun, deps: RunStageDeps): Promise<void> => {
  const { step } = waiting.awaited;
  const standing = run.decisions?.[step];
  if (standing?.label === came) return goOn(run, step, standing, deps);
  const event = await findAwaited(waiting, run, deps);
  if (event === undefined) return;
  await goOn(run, step, await deps.runs.decide(run, step, cameBy(event)), deps);
};

/**
 * Decides that the time of a `wait for` was up, unless the event has decided otherwise; or has happened in time, and only its signal is
 * late.
 *
 * @throws Resumed when it has come.
 */
export const assertTimedOut = async (step: string, run: JourneyRun, deps: RunStageDeps): Promise<void> => {
  const standing = run.decisions?.[step];
  const decision = standing ?? (await deps.runs.decide(run, step, await decideTimedOut(step, run, deps)));
  if (decision.label === came) return goOn(run, step, decision, deps);
  await deps.events.put([waitEnded(run, step, decision)]);
};

const decideTimedOut = async (step: string, run: JourneyRun, deps: RunStageDeps): Promise<Decision> => {
  const waiting = (await deps.waits.list([run.profileId])).find(
    ({ runId, awaited }) => runId === run.runId && awaited.step === step,
  );
  const event = waiting && (await findAwaited(waiting, run, deps, { isLastLook: true }));
  return event === undefined ? { label: timedOut, at: deps.clock().toISOString() } : cameBy(event);
};

const goOn = async (run: JourneyRun, step: string, decision: Decision, { events }: RunStageDeps): Promise<never> => {
  await events.put([waitEnded(run, step, decision)]);
  throw new Resumed(run.runId, step);
};

/**
 * The first event in the log that a run waits for. The log is read where the profile says that there is one of the name; at the last look
 * whatever it says, because profiles count what the deployed journeys name, and the one that this run began with may be gone.
 */
const findAwaited = async (
  waiting: WaitingRun,
  run: JourneyRun,
  deps: RunStageDeps,
  { isLastLook = false }: { readonly isLastLook?: boolean } = {},
): Promise<CustomerEvent | undefined> => {
  const profile = await rootProfile((id) => deps.profiles.load(id), waiting.profileId);
  const { awaited } = waiting;
  const since = sinceOf(waiting, run);
  if (profile === undefined) return undefined;
  const last = profile.events[awaited.on]?.last;
  if (!isLastLook && (last === undefined || last < since)) return undefined;
  const holds = createHolds(deps.conditions, { profile, now: deps.clock() });
  const happened = await eventsSince(deps.events.timeline, [profile.id, ...profile.aliases], [awaited.on], since);
  return happened.find((event) => isAwaited(event, waiting, run, holds));
};
