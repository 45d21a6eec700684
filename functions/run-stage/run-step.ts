import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { StageStepKind, StageStepOf } from '#shared/domain/journey/stage-step.ts';
import { runCoupon } from './steps/coupon.ts';
import { runSend } from './steps/send.ts';
import { runSet } from './steps/set.ts';
import type { StepOutcome, StepPorts, StepRunner } from './steps/step-context.ts';
import { runTask } from './steps/task.ts';
import { runWebhook } from './steps/webhook.ts';

/** Kinds that decide the way instead of doing something. */
type Kind = Exclude<StageStepKind, 'branch' | 'split' | 'wait' | 'wait-for' | 'end'>;
type StepOf<K extends Kind> = { [Each in K]: StageStepOf<Each> }[K];

/** How each kind of step is run. A kind that is missing here does not compile. */
const runners: { readonly [K in Kind]: StepRunner<StepOf<K>> } = {
  send: runSend,
  task: runTask,
  set: runSet,
  coupon: runCoupon,
  webhook: runWebhook,
};

export const runStep = <K extends Kind>(step: StepOf<K>, run: JourneyRun, ports: StepPorts): Promise<StepOutcome> =>
  runners[step.kind](step, run, ports);
