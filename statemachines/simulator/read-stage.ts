import * as z from 'zod';
import type { RunStageInput } from '#functions/run-stage/handler.ts';
import { leavingRules, stageInput, waitInput } from '#shared/domain/journey/journey.ts';
import { stageStep } from '#shared/domain/journey/stage-step.ts';

/**
 * Reads the input of `run-stage` as it does itself, and what comes from the machine's definition only once: in a simulation, the same
 * few stages are run for thousands of customers, and their steps are the same objects.
 */
export const rememberingReader = (): ((payload: unknown) => RunStageInput) => {
  const leaveOf = remembered((value) => leavingRules.parse(value));
  const stepsOf = remembered((value) => steps.parse(value));
  return (payload) => {
    const { waitFor, leave, steps, ...rest } = partsOf(payload);
    if (waitFor !== undefined) return waitInput.parse(payload);
    return { ...run.parse(rest), leave: leaveOf(leave), steps: stepsOf(steps) };
  };
};

const partsOf = (payload: unknown): Readonly<Record<string, unknown>> =>
  typeof payload === 'object' && payload !== null ? { ...payload } : {};
const { leave: _, steps: __, ...ofRun } = stageInput.shape;
const run = z.object(ofRun);
const steps = z.array(stageStep);

const remembered = <T>(read: (value: unknown) => T): ((value: unknown) => T) => {
  const known = new WeakMap<object, T>();
  return (value) => {
    if (typeof value !== 'object' || value === null) return read(value);
    const there = known.get(value);
    if (there !== undefined) return there;
    const made = read(value);
    known.set(value, made);
    return made;
  };
};
