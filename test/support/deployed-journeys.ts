import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  type ExecutionStatus,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { createWaitStore } from '#shared/adapters/dynamodb/wait-store.ts';
import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import { stageStep } from '#shared/domain/journey/stage-step.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import { type SweepPurpose, sweepShare } from '#shared/domain/segment/sweep.ts';
import { scaleWaits } from '#tools/local/wait-scale.ts';
import { waitingSignals } from '#tools/local/waiting-signals.ts';
import { eventually } from './eventually.ts';
import { postBatch } from './local-api.ts';
import { localStack, localTable } from './local-stack.ts';
import { mailTo } from './sent-mail.ts';

/**
 * How the deployed journeys of the tests are driven and looked at. Their short waits are of ten minutes, their long ones of 200 days: at
 * {@link shortly} the first take less than a second and the others hours.
 */
export const standStill = (): Promise<void> => scaleWaits(localStack().endpointUrl, 1);
export const shortly = (): Promise<void> => scaleWaits(localStack().endpointUrl, 0.001);
export const atOnce = (): Promise<void> => scaleWaits(localStack().endpointUrl, 0);

export const addressOf = (userId: string): string => `${userId}@journeys.example.com`;

const said = (userId: string, timestamp = new Date().toISOString()) => ({ userId, timestamp, messageId: randomUUID() });

/** An event of a customer, as a sender sends it. */
export const happened = (userId: string, event: string, properties: Record<string, unknown> = {}) => ({
  ...said(userId),
  type: 'track',
  event,
  properties,
});

/** Tells who a customer is; with an address that mail can go to. */
export const known = (userId: string, traits: Record<string, unknown> = {}) => ({
  ...said(userId),
  type: 'identify',
  traits: { email: addressOf(userId), ...traits },
});

export const send = async (...messages: readonly object[]): Promise<void> => {
  const answer = await postBatch(messages);
  if (answer.status !== 200) throw new Error(`the events were not taken: ${answer.status} ${await answer.text()}`);
};

export const runOf = (userId: string, journey: string, number = 1): Promise<JourneyRun | undefined> =>
  createRunStore(localTable()).load(userProfileId(userId), journey, number);

export const runWhen = (
  userId: string,
  journey: string,
  what: string,
  isSo: (run: JourneyRun) => boolean,
  number = 1,
): Promise<JourneyRun> =>
  eventually(`run ${number} of ${userId} in ${journey} ${what}`, async () => {
    const run = await runOf(userId, journey, number);
    return run !== undefined && isSo(run) ? run : undefined;
  });

export const runIn = (userId: string, journey: string, state: JourneyRun['state'], number = 1): Promise<JourneyRun> =>
  runWhen(userId, journey, `is ${state}`, (run) => run.state === state, number);

/** The run waits for an event: from now on the event resumes it. */
export const untilWaiting = (userId: string, journey: string, number = 1): Promise<unknown> =>
  eventually(`${userId} waits for an event in ${journey}`, async () => {
    const waiting = await createWaitStore(localTable()).list([userProfileId(userId)]);
    return waiting.find((each) => each.journey === journey && each.runNumber === number);
  });

const sfn = new SFNClient({});
const lambda = new LambdaClient({});
const machineArn = (journey: string): string => `${localStack().outputs.StateMachineArnPrefix}${journey}`;

/** Undefined: there is none. */
export const executionStatus = async (userId: string, journey: string, number = 1): Promise<ExecutionStatus | undefined> => {
  const executionArn = `${machineArn(journey).replace(':stateMachine:', ':execution:')}:${runIdOf(journey, userProfileId(userId), number)}`;
  try {
    return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  }
};

export const executionIs = (userId: string, journey: string, status: ExecutionStatus, number = 1): Promise<true> =>
  eventually(`the execution of ${userId} in ${journey} is ${status}`, async () =>
    (await executionStatus(userId, journey, number)) === status ? true : undefined,
  );

/** The subjects of what a customer has got, oldest first. */
export const mailsOf = async (userId: string): Promise<readonly string[]> =>
  (await mailTo(addressOf(userId))).map(({ subject }) => subject);

export const mailed = (userId: string, subject: string): Promise<true> =>
  eventually(`"${subject}" is sent to ${userId}`, async () => ((await mailsOf(userId)).includes(subject) ? true : undefined));

/** Everything that was folded has been routed: whatever an event was to do is done. */
export const untilRouted = (): Promise<true> =>
  eventually('all signals are routed', async () =>
    (await waitingSignals(localStack().outputs.SignalsUrl ?? '')) === 0 ? true : undefined,
  );

const machine = z.object({ StartAt: z.string(), States: z.record(z.string(), z.unknown()) });
const stage = z.object({ Parameters: z.object({ Payload: z.looseObject({ steps: z.array(stageStep) }) }) });

/** The first stage of a deployed journey: its steps, and the input that its machine gives `run-stage` for a run. */
export const firstStageOf = async (journey: string) => {
  const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn(journey) }));
  const { StartAt, States } = machine.parse(JSON.parse(definition ?? ''));
  const payload = stage.parse(States[StartAt]).Parameters.Payload;
  const written = Object.fromEntries(Object.entries(payload).filter(([name]) => !name.endsWith('.$')));
  return {
    steps: payload.steps,
    inputFor: ({ profileId, runId, number }: Pick<JourneyRun, 'profileId' | 'runId' | 'number'>) => ({
      ...written,
      journey,
      profileId,
      runId,
      runNumber: number,
    }),
  };
};

/** Has `run-stage` run a stage, as a state machine would. Answers with the name of the error, or with nothing. */
export const invokeStage = async (input: unknown): Promise<string | undefined> => {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: 'tributary-local-run-stage', Payload: Buffer.from(JSON.stringify(input)) }),
  );
  if (answer.FunctionError === undefined) return undefined;
  return z.object({ errorType: z.string() }).parse(JSON.parse(Buffer.from(answer.Payload ?? []).toString())).errorType;
};

/** Goes through all customers, as a schedule would have it, and answers with how many events that brought. */
export const sweep = async (purpose: SweepPurpose): Promise<number> => {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: localStack().outputs.SweepsArn, input: JSON.stringify(purpose) }),
  );
  const output = await eventually('the sweep is through', async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status === 'RUNNING') return undefined;
    if (execution.status !== 'SUCCEEDED') throw new Error(`the sweep is ${execution.status}: ${execution.cause}`);
    return execution.output;
  });
  return z
    .array(sweepShare)
    .parse(JSON.parse(output ?? ''))
    .reduce((sum, { told }) => sum + told, 0);
};
