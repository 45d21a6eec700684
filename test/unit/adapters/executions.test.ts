import { InvalidOutput, InvalidToken, SFNClient, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { createMemoryExecutions } from '#shared/adapters/memory/executions.ts';
import { createExecutions } from '#shared/adapters/stepfunctions/executions.ts';
import { describeExecutionsContract } from '#test/support/contracts/executions.ts';

describeExecutionsContract(() => {
  const executions = createMemoryExecutions();
  return { executions, stateOf: async (runId) => executions.all().find(({ input }) => input.runId === runId)?.state };
});

describe('executions of Step Functions', () => {
  const prefix = 'arn:aws:states:us-east-1:123456789012:stateMachine:tributary-dev-';
  const input = { journey: 'lead-nurture', profileId: 'user:mira', runId: 'f00d', runNumber: 1 };

  const clientThat = (answer: (input: unknown) => Promise<void>) => {
    const client = new SFNClient({ region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
    client.middlewareStack.add(
      () => async (args) => {
        await answer({ ...args.input });
        return { output: { $metadata: {} }, response: {} };
      },
      { step: 'initialize', priority: 'low' },
    );
    return client;
  };

  it('go on with the token they wait with', async () => {
    const inputs: unknown[] = [];
    const client = clientThat(async (input) => {
      inputs.push(input);
    });
    await createExecutions(client, prefix).resume('token-1');
    expect(inputs).toEqual([{ taskToken: 'token-1', output: '{}' }]);
  });

  const details = { message: '', $metadata: {} };
  it.each([
    ['whose time was up', new TaskTimedOut(details), 'resolves'],
    ['which was stopped or has gone on', new TaskDoesNotExist(details), 'resolves'],
    ['which nobody gave out', new InvalidToken(details), 'resolves'],
    ['with which something else is wrong', new InvalidOutput(details), 'rejects'],
  ] as const)('and a token %s', async (_, error, how) => {
    const client = clientThat(async () => {
      throw error;
    });
    const resuming = createExecutions(client, prefix).resume('token-1');
    if (how === 'resolves') await expect(resuming).resolves.toBeUndefined();
    else await expect(resuming).rejects.toBe(error);
  });

  it('are named by the run, and known by the ARN that follows from it', async () => {
    const inputs: unknown[] = [];
    const client = clientThat(async (input) => {
      inputs.push(input);
    });
    const executions = createExecutions(client, prefix);
    await executions.start(input);
    await executions.stop('lead-nurture', 'f00d', 'unsubscribed');

    expect(inputs).toEqual([
      { stateMachineArn: `${prefix}lead-nurture`, name: 'f00d', input: JSON.stringify(input) },
      {
        executionArn: 'arn:aws:states:us-east-1:123456789012:execution:tributary-dev-lead-nurture:f00d',
        cause: 'unsubscribed',
      },
    ]);
  });
});
