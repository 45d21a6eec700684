import { type ExecutionStatus, paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';

const failures: readonly ExecutionStatus[] = ['FAILED', 'TIMED_OUT'];

/** Names of a journey's executions that did not end well. `arnPrefix` is the ARN of a journey's machine, up to the journey's name. */
export const failedExecutions = async (arnPrefix: string, journey: string): Promise<readonly string[]> => {
  const client = new SFNClient({});
  const names: string[] = [];
  for (const statusFilter of failures) {
    const query = { stateMachineArn: `${arnPrefix}${journey}`, statusFilter };
    for await (const { executions = [] } of paginateListExecutions({ client }, query)) {
      for (const { name } of executions) if (name !== undefined) names.push(name);
    }
  }
  return names;
};
