import { randomUUID } from 'node:crypto';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll } from 'vitest';
import { createExecutions } from '#shared/adapters/stepfunctions/executions.ts';
import { describeExecutionsContract } from '#test/support/contracts/executions.ts';

// A machine of this test's own, which waits for a worker that never comes: the journeys' machines end by themselves, and the
// local stack may be told to skip waits.
const client = new SFNClient({});
const journey = 'waits';
const name = `contract-${randomUUID().slice(0, 8)}-${journey}`;
let stateMachineArn = '';
let activityArn = '';

beforeAll(async () => {
  const activity = await client.send(new CreateActivityCommand({ name }));
  activityArn = activity.activityArn ?? '';
  const definition = { StartAt: 'Wait', States: { Wait: { Type: 'Task', Resource: activityArn, End: true } } };
  const created = await client.send(
    new CreateStateMachineCommand({
      name,
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::000000000000:role/contract',
    }),
  );
  stateMachineArn = created.stateMachineArn ?? '';
});

afterAll(async () => {
  await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await client.send(new DeleteActivityCommand({ activityArn }));
});

describeExecutionsContract(
  () => ({
    executions: createExecutions(client, stateMachineArn.slice(0, -journey.length)),
    stateOf: async (runId) => {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${runId}`;
      try {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
        return status === 'RUNNING' ? 'running' : 'stopped';
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
  }),
  journey,
  (run) => `${run}-${randomUUID().slice(0, 8)}`,
);
