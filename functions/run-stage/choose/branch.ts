import { branchTaken } from '#shared/domain/journey/journey-events.ts';
import type { Decision, JourneyRun } from '#shared/domain/journey/run.ts';
import type { BranchStep, StageStep } from '#shared/domain/journey/stage-step.ts';
import { factsOfRun } from '../facts-of-run.ts';
import type { StepPorts } from '../steps/step-context.ts';

/** The arm that is taken where no condition holds. */
export const otherwise = 'else';

/**
 * The steps of the first arm whose condition holds. Decided once: a stage that is run again takes the same way, even where the mail of the
 * first attempt has made the condition untrue. What the conditions asked about is kept with the decision, so that the event that tells of it
 * says the same however often it is told.
 */
export const chooseBranch = async (step: BranchStep, run: JourneyRun, ports: StepPorts): Promise<readonly StageStep[]> => {
  const decision = run.decisions?.[step.id] ?? (await ports.runs.decide(run, step.id, await decideArm(step, run, ports)));
  const arm = step.arms.find(({ label }) => label === decision.label);
  await ports.events.put([branchTaken(run, step.id, decision, arm?.when)]);
  return arm?.steps ?? step.otherwise;
};

const decideArm = async ({ arms }: BranchStep, run: JourneyRun, ports: StepPorts): Promise<Decision> => {
  const { conditions, clock } = ports;
  const asked = arms.map(({ when }) => when);
  const facts = await factsOfRun(run, asked, ports);
  const chosen = arms.find(({ when }) => conditions.holds(when, facts).holds);
  return {
    label: chosen?.label ?? otherwise,
    at: clock().toISOString(),
    values: Object.assign({}, ...asked.map((when) => conditions.valuesOf(when, facts))),
  };
};
