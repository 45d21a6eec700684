import type { StageInput } from '#shared/domain/journey/journey.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { StageStep } from '#shared/domain/journey/stage-step.ts';
import { chooseBranch } from './choose/branch.ts';
import { chooseVariant } from './choose/split.ts';
import { endOfWait } from './end-of-wait.ts';
import { loadRun, underWay } from './load-run.ts';
import { runStep } from './run-step.ts';
import type { StageEnd } from './stage-end.ts';
import type { StepPorts } from './steps/step-context.ts';

/**
 * Runs the steps of a stage one after the other, down the arms that are chosen, until one of them waits or ends the run, or until
 * none is left. `loaded`: the run as it was loaded a moment ago; before every step but the first it is loaded again, because it may have
 * ended while a message was on its way.
 *
 * @throws RunEnded
 */
export const runSteps = async (stage: StageInput, loaded: JourneyRun, ports: StepPorts): Promise<StageEnd> =>
  (await follow(stage.steps, stage, ports, loaded)) ?? { kind: 'end' };

/** Undefined: all steps were run, and what comes after them is next. */
const follow = async (
  steps: readonly StageStep[],
  stage: StageInput,
  ports: StepPorts,
  loaded?: JourneyRun,
): Promise<StageEnd | undefined> => {
  for (const [index, step] of steps.entries()) {
    const run = (index === 0 ? loaded : undefined) ?? (await loadRun(ports.runs, stage));
    // An earlier attempt came to the end and was lost after that: only telling of it remains.
    if (run.state === 'completed') return { kind: 'end' };
    const end = await runOne(step, underWay(run), stage, ports);
    if (end !== undefined) return end;
  }
};

const runOne = async (step: StageStep, run: JourneyRun, stage: StageInput, ports: StepPorts): Promise<StageEnd | undefined> => {
  switch (step.kind) {
    case 'branch':
      return follow(await chooseBranch(step, run, ports), stage, ports);
    case 'split':
      return follow(await chooseVariant(step, run, ports), stage, ports);
    case 'wait':
      return endOfWait(step, run, ports);
    case 'wait-for':
      return { kind: 'wait', exit: step.exit, until: await beginningOfWait(step.id, run, ports), forEvent: true };
    case 'end':
      return { kind: 'end', ...(step.reason === undefined ? {} : { reason: step.reason }) };
    default:
      if ((await runStep(step, run, ports)) === 'run-ended') underWay(await loadRun(ports.runs, stage));
  }
};

/**
 * Since when an awaited event counts. Decided once: where the answer of a stage is lost, the event may come before the stage has run again.
 */
const beginningOfWait = async (step: string, run: JourneyRun, { runs, clock }: StepPorts): Promise<Date> => {
  const key = `${step} began`;
  const began = run.decisions?.[key] ?? (await runs.decide(run, key, { label: 'waiting', at: clock().toISOString() }));
  return new Date(began.at);
};
