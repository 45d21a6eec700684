import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { StageStepOf } from '#shared/domain/journey/stage-step.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import { traitValues } from '#shared/domain/profile/traits.ts';
import { nextSendTime, type SendingHours } from '#shared/domain/sending/windows.ts';
import { timeZoneOf } from '#shared/domain/time/time-zone.ts';
import { waitEnd } from '#shared/domain/time/wait-end.ts';
import type { StageEnd } from './stage-end.ts';
import type { StepPorts } from './steps/step-context.ts';

/**
 * When a wait is over, by the customer's clock. Where a message comes next, it is when that may go: a wait that ends at night would only
 * wake the machine to be held until the morning. A date that is not known, or not in time, ends the run with that as its reason.
 */
export const endOfWait = async (step: StageStepOf<'wait'>, run: JourneyRun, ports: StepPorts): Promise<StageEnd> => {
  const policy = ports.policyOf(run.journey);
  const now = ports.clock();
  if (step.wait.kind === 'duration' && !(step.intoWindow === true && hasHours(policy)))
    return { kind: 'wait', exit: step.exit, until: new Date(now.getTime() + step.wait.milliseconds) };
  const profile = (await rootProfile((id) => ports.profiles.load(id), run.profileId)) ?? emptyProfile(run.profileId);
  const traits = traitValues(profile);
  const timeZone = timeZoneOf(traits, policy.timeZone);
  const end = waitEnd(step.wait, { now, timeZone, traits });
  if (end.kind === 'impossible') return { kind: 'end', reason: end.reason };
  return { kind: 'wait', exit: step.exit, until: step.intoWindow === true ? nextSendTime(policy, end.at, timeZone) : end.at };
};

/** Whether it matters what the customer's clock shows. */
const hasHours = ({ quietHours, window }: SendingHours): boolean => quietHours !== undefined || window !== undefined;
