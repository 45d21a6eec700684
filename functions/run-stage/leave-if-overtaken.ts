import { decideOvertaken } from '#shared/domain/journey/decide-ending.ts';
import { RunEnded } from '#shared/domain/journey/errors.ts';
import type { StageInput } from '#shared/domain/journey/journey.ts';
import { leavingEvents } from '#shared/domain/journey/journey-events.ts';
import { isOver, type JourneyRun } from '#shared/domain/journey/run.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';

export interface LeavePorts {
  readonly runs: Pick<RunStore, 'load' | 'move'>;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly events: Pick<EventStore, 'put'>;
}

/**
 * Looks whether an exit or the goal is in the customer's profile already, though nobody has ended the run: its signal may be late, lost in
 * a dead-letter queue, or have come under an id that was merged only later. Nothing is done for somebody who has left, whatever became
 * of the signal.
 *
 * What is found is marked first and told after that; an invocation that was lost between the two is told again by the next one.
 *
 * @throws RunEnded
 */
export const leaveIfOvertaken = async (stage: StageInput, run: JourneyRun, ports: LeavePorts): Promise<void> => {
  if (run.state === 'completed') return;
  if (isOver(run)) return leave(run, ports);
  const customer = await rootProfile((id) => ports.profiles.load(id), run.profileId);
  if (customer === undefined) return;
  const ending = decideOvertaken(customer, stage.leave, run);
  if (ending.kind !== 'exit' && ending.kind !== 'convert') return;
  if ((await ports.runs.move(ending.run, ending.from)) === 'moved') return leave(ending.run, ports);
  const standing = await ports.runs.load(run.profileId, run.journey, run.number);
  if (standing !== undefined && isOver(standing)) return leave(standing, ports);
};

const leave = async (run: JourneyRun, { events }: LeavePorts): Promise<never> => {
  await events.put(leavingEvents(run));
  throw new RunEnded(run.runId, run.state);
};
