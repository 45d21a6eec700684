import { RunEnded } from '#shared/domain/journey/errors.ts';
import { type StageInput, type StageResult, stageInput } from '#shared/domain/journey/journey.ts';
import { journeyCompleted } from '#shared/domain/journey/journey-events.ts';
import { isOver, type JourneyRun } from '#shared/domain/journey/run.ts';
import { complete } from '#shared/domain/journey/run-transitions.ts';
import { isProfileId } from '#shared/domain/profile/profile-id.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import { leaveIfOvertaken } from './leave-if-overtaken.ts';
import { runStep } from './run-step.ts';
import type { StepPorts } from './steps/step-context.ts';

export interface RunStageDeps extends StepPorts {
  readonly runs: Pick<RunStore, 'load' | 'move'>;
}

/**
 * Runs the steps between two waits of one customer's journey, and answers with when the next stage is due.
 *
 * Step Functions may invoke it twice, and invokes it again after a failure: every step bears that, and the end of the run is told
 * again with the time of the first. A repeated stage computes its wait anew, so a stage that had to be tried again for ten minutes
 * moves what follows by ten minutes.
 *
 * @throws RunEnded when the customer has left the journey: the state machine ends well.
 * @throws SendNotNow, StoreUnavailable, WriteConflict: the stage is tried again.
 */
export const createHandler =
  ({ runs, ...ports }: RunStageDeps) =>
  async (input: unknown): Promise<StageResult> => {
    const stage = stageInput.parse(input);
    const begunAt = ports.clock();
    await leaveIfOvertaken(stage, await loadRun(runs, stage), { runs, ...ports });
    for (const step of stage.steps) {
      const run = await loadRun(runs, stage);
      if (completedBefore(run, stage)) break;
      const outcome = await runStep(step, underWay(run), ports);
      if (outcome === 'run-ended') underWay(await loadRun(runs, stage));
    }
    if (stage.next.kind === 'wait') return { until: new Date(begunAt.getTime() + stage.next.milliseconds).toISOString() };
    await completeRun(await loadRun(runs, stage), { runs, ...ports });
    return {};
  };

const loadRun = async (
  runs: Pick<RunStore, 'load'>,
  { profileId, journey, runNumber, runId }: StageInput,
): Promise<JourneyRun> => {
  if (!isProfileId(profileId)) throw new Error('the stage names no profile');
  const run = await runs.load(profileId, journey, runNumber);
  if (run === undefined || run.runId !== runId)
    throw new Error(`there is no run ${runId}: an execution was started by hand, or the table restored`);
  return run;
};

/** An earlier attempt at the last stage came to the end and was lost after that: only telling of it remains. */
const completedBefore = (run: JourneyRun, { next }: StageInput): boolean => run.state === 'completed' && next.kind === 'end';

const underWay = (run: JourneyRun): JourneyRun => {
  if (isOver(run)) throw new RunEnded(run.runId, run.state);
  return run;
};

const completeRun = async (
  run: JourneyRun,
  { runs, events, clock }: Pick<RunStageDeps, 'runs' | 'events' | 'clock'>,
): Promise<void> => {
  const completed = isOver(run) ? run : complete(run, clock().toISOString());
  if (!isOver(run) && (await runs.move(completed, ['entering', 'active'])) === 'refused') {
    const standing = await runs.load(run.profileId, run.journey, run.number);
    return standing === undefined ? undefined : tellOfCompletion(standing, events);
  }
  return tellOfCompletion(completed, events);
};

/** A run that was exited or converted at the last moment has not come to its end, and whoever ended it tells of that. */
const tellOfCompletion = async (run: JourneyRun, events: RunStageDeps['events']): Promise<void> => {
  const { endedAt } = run;
  if (run.state === 'completed' && endedAt !== undefined) await events.put([journeyCompleted({ ...run, endedAt })]);
};
