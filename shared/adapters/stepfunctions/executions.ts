import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { Executions } from '#shared/ports/executions.ts';

/**
 * Executions of the journeys' state machines. The execution is named by the run, and Step Functions keeps a name for 90 days after
 * its execution has ended: starting a run again, from a redelivery or after a lost answer, meets the execution there is.
 *
 * @param stateMachineArnPrefix `arn:aws:states:…:stateMachine:tributary-dev-`; the journey's name makes it whole.
 */
export const createExecutions = (client: SFNClient, stateMachineArnPrefix: string): Executions => ({
  start: async (input) => {
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn: `${stateMachineArnPrefix}${input.journey}`,
          name: input.runId,
          input: JSON.stringify(input),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  },

  stop: async (journey, runId, reason) => {
    const machine = `${stateMachineArnPrefix}${journey}`;
    try {
      await client.send(
        new StopExecutionCommand({ executionArn: `${machine.replace(':stateMachine:', ':execution:')}:${runId}`, cause: reason }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionDoesNotExist)) throw error;
    }
  },

  resume: async (token) => {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
    } catch (error) {
      if (!isOver(error)) throw error;
    }
  },
});

const isOver = (error: unknown): boolean =>
  error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
