import { Held } from '#shared/domain/journey/errors.ts';
import {
  endExit,
  type StageInput,
  type StageResult,
  stageInput,
  type WaitInput,
  waitInput,
} from '#shared/domain/journey/journey.ts';
import { journeyCompleted } from '#shared/domain/journey/journey-events.ts';
import { isOver, type JourneyRun } from '#shared/domain/journey/run.ts';
import { complete } from '#shared/domain/journey/run-transitions.ts';
import { assertTimedOut, goOnIfCome, registerWaiting } from './begin-waiting.ts';
import { leaveIfOvertaken } from './leave-if-overtaken.ts';
import { loadRun } from './load-run.ts';
import type { RunStageDeps } from './run-stage-deps.ts';
import { runSteps } from './run-steps.ts';
import type { StageEnd } from './stage-end.ts';

export type RunStageInput = StageInput | WaitInput;

/** @throws ZodError */
const readInput = (payload: unknown): RunStageInput =>
  typeof payload === 'object' && payload !== null && 'waitFor' in payload ? waitInput.parse(payload) : stageInput.parse(payload);

/**
 * Runs the steps between two waits of one customer's journey, and answers with the state that comes next and when it is due; or writes down
 * that a run waits for an event.
 *
 * Step Functions may invoke it twice, and invokes it again after a failure: every step bears that, every way taken is decided once, and the
 * end of the run is told again with the time of the first. A repeated stage computes its wait anew, so a stage that had to be tried again
 * for ten minutes moves what follows by ten minutes.
 *
 * @param read for those who hand in the same definition over and over, and remember what they have read of it.
 * @throws RunEnded when the customer has left the journey: the state machine ends well.
 * @throws Resumed when the awaited event has come: the state machine goes on with it.
 * @throws Held when a message may not go now: the state machine runs the stage again at the time that the error says.
 * @throws SendNotNow, WebhookNotNow, StoreUnavailable, WriteConflict: the stage is tried again.
 */
export const createHandler =
  (deps: RunStageDeps, read = readInput) =>
  async (payload: unknown): Promise<StageResult> => {
    const parsed = read(payload);
    return 'waitFor' in parsed ? wait(parsed, deps) : runStage(parsed, deps);
  };

/** Everything is looked at after the waiting is written down: see `registerWaiting`. */
const wait = async (input: WaitInput, deps: RunStageDeps): Promise<StageResult> => {
  const waiting = await registerWaiting(input, deps);
  const run = await loadRun(deps.runs, input);
  await leaveIfOvertaken(input, run, deps);
  await goOnIfCome(waiting, run, deps);
  return { exit: input.waitFor.step, until: deps.clock().toISOString() };
};

const runStage = async (stage: StageInput, deps: RunStageDeps): Promise<StageResult> => {
  const run = await loadRun(deps.runs, stage);
  await leaveIfOvertaken(stage, run, deps);
  if (stage.after?.way === 'timed-out') await assertTimedOut(stage.after.step, run, deps);
  const end = await notingHolds(stage, run, deps);
  if (end.kind === 'wait') {
    const until = end.until.toISOString();
    await deps.runs.stand(run, { in: end.exit, [end.forEvent === true ? 'since' : 'until']: until });
    return { exit: end.exit, until };
  }
  await completeRun(run, end.reason, deps);
  return { exit: endExit, until: deps.clock().toISOString() };
};

/** A run whose message is held waits too: in the stage itself. */
const notingHolds = async (stage: StageInput, run: JourneyRun, deps: RunStageDeps): Promise<StageEnd> => {
  try {
    return await runSteps(stage, run, deps);
  } catch (error) {
    if (error instanceof Held) await deps.runs.stand(run, { in: stage.stage, until: error.message });
    throw error;
  }
};

/** `run`: as it stood when the stage began, which may be before its last steps: the move says whether it still does. */
const completeRun = async (run: JourneyRun, reason: string | undefined, deps: RunStageDeps): Promise<void> => {
  const { runs, events, clock } = deps;
  const completed = isOver(run) ? run : complete(run, clock().toISOString(), reason);
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
