import type { StageStep } from '#shared/domain/journey/journey.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { runSend } from './steps/send.ts';
import type { StepOutcome, StepPorts, StepRunner } from './steps/step-context.ts';
import { runTask } from './steps/task.ts';

type Kind = StageStep['kind'];
type StepOf<K extends Kind> = { [Each in K]: Extract<StageStep, { kind: Each }> }[K];

/** How each kind of step is run. A kind that is missing here does not compile. */
const runners: { readonly [K in Kind]: StepRunner<StepOf<K>> } = { send: runSend, task: runTask };

export const runStep = <K extends Kind>(step: StepOf<K>, run: JourneyRun, ports: StepPorts): Promise<StepOutcome> =>
  runners[step.kind](step, run, ports);
