import { RunEnded } from '#shared/domain/journey/errors.ts';
import type { ExecutionInput } from '#shared/domain/journey/journey.ts';
import { isOver, type JourneyRun } from '#shared/domain/journey/run.ts';
import { isProfileId } from '#shared/domain/profile/profile-id.ts';
import type { RunStore } from '#shared/ports/run-store.ts';

/** The run that an execution is of, as it stands. */
export const loadRun = async (
  runs: Pick<RunStore, 'load'>,
  { profileId, journey, runNumber, runId }: ExecutionInput,
): Promise<JourneyRun> => {
  if (!isProfileId(profileId)) throw new Error('the stage names no profile');
  const run = await runs.load(profileId, journey, runNumber);
  if (run === undefined || run.runId !== runId)
    throw new Error(`there is no run ${runId}: an execution was started by hand, or the table restored`);
  return run;
};

/** @throws RunEnded */
export const underWay = (run: JourneyRun): JourneyRun => {
  if (isOver(run)) throw new RunEnded(run.runId, run.state);
  return run;
};
