import { SFNClient } from '@aws-sdk/client-sfn';
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

  it('are named by the run, and known by the ARN that follows from it', async () => {
    const inputs: Record<string, unknown>[] = [];
    const client = new SFNClient({ region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
    client.middlewareStack.add(
      () => async (args) => {
        inputs.push({ ...args.input });
        return { output: { $metadata: {} }, response: {} };
      },
      { step: 'initialize', priority: 'low' },
    );
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
