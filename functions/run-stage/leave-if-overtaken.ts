import { eventsSince } from '#shared/domain/event/events-since.ts';
import { decideExitWhen, decideOvertaken, type EndingDecision } from '#shared/domain/journey/decide-ending.ts';
import { RunEnded } from '#shared/domain/journey/errors.ts';
import { createHolds } from '#shared/domain/journey/holds.ts';
import type { LeavingRules } from '#shared/domain/journey/journey.ts';
import { leavingEvents } from '#shared/domain/journey/journey-events.ts';
import { namesToLookUp } from '#shared/domain/journey/occurrences.ts';
import { isOver, type JourneyRun } from '#shared/domain/journey/run.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import type { StepPorts } from './steps/step-context.ts';

export type LeavePorts = Pick<StepPorts, 'runs' | 'profiles' | 'events' | 'conditions' | 'clock'>;

/**
 * Looks whether a condition takes the customer out, and whether an exit or the goal is in the customer's profile already, though nobody has
 * ended the run: its signal may be late, lost in a dead-letter queue, or have come under an id that was merged only later. Nothing is done
 * for somebody who has left, whatever became of the signal.
 *
 * What is found is marked first and told after that; an invocation that was lost between the two is told again by the next one.
 *
 * @throws RunEnded
 */
export const leaveIfOvertaken = async (
  { leave: rules }: { readonly leave: LeavingRules },
  run: JourneyRun,
  ports: LeavePorts,
): Promise<void> => {
  if (run.state === 'completed') return;
  if (isOver(run)) return leave(run, ports);
  const ending = await findEnding(rules, run, ports);
  if (ending.kind !== 'exit' && ending.kind !== 'convert') return;
  if ((await ports.runs.move(ending.run, ending.from)) === 'moved') return leave(ending.run, ports);
  const standing = await ports.runs.load(run.profileId, run.journey, run.number);
  if (standing !== undefined && isOver(standing)) return leave(standing, ports);
};

const findEnding = async (
  rules: LeavingRules,
  run: JourneyRun,
  { profiles, events, conditions, clock }: LeavePorts,
): Promise<EndingDecision> => {
  const profile = await rootProfile((id) => profiles.load(id), run.profileId);
  if (profile === undefined) return { kind: 'none' };
  const now = clock();
  const holds = createHolds(conditions, { profile, now });
  const ids = [profile.id, ...profile.aliases];
  const lookedUp = await eventsSince(events.timeline, ids, namesToLookUp(profile, rules, run), run.enteredAt);
  const overtaken = decideOvertaken({ profile, lookedUp, holds }, rules, run);
  return overtaken.kind === 'none' ? decideExitWhen(rules, run, holds, now.toISOString()) : overtaken;
};

const leave = async (run: JourneyRun, { events }: LeavePorts): Promise<never> => {
  await events.put(leavingEvents(run));
  throw new RunEnded(run.runId, run.state);
};
