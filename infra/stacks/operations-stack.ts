import { type Environment, Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { physicalName } from '#infra/constructs/platform.ts';
import type { StageConfig } from '#infra/stages.ts';
import { TributaryStack } from './tributary-stack.ts';

export interface OperationsStackProps {
  readonly stage: StageConfig;
  readonly env?: Environment | undefined;
}

/** Where alarms go and what an operator looks at first. Knows the other stacks by the names of their resources only. */
export class OperationsStack extends TributaryStack {
  readonly alarms: Topic;

  constructor(scope: Construct, { stage, env }: OperationsStackProps) {
    super(scope, { stage, env, name: 'operations', description: 'alarm topic and dashboard' });
    // Not encrypted with a KMS key: CloudWatch cannot publish to a topic with AWS's own key, and an alarm holds no customer's data.
    this.alarms = new Topic(this, 'Alarms', { topicName: physicalName(stage, 'alarms'), enforceSSL: true });
    if (stage.alarmEmail) this.alarms.addSubscription(new EmailSubscription(stage.alarmEmail));
    addDashboard(this, stage);
  }
}

// Searches instead of lists: a function or journey added later appears by itself.
const addDashboard = (scope: Construct, stage: StageConfig): void => {
  const prefix = physicalName(stage, '');
  const dashboard = new Dashboard(scope, 'Dashboard', { dashboardName: physicalName(stage, 'overview') });
  const graph = (title: string, search: string) =>
    new GraphWidget({
      title,
      width: 8,
      height: 6,
      region: Stack.of(scope).region,
      left: [new MathExpression({ expression: search, label: '', usingMetrics: {}, searchRegion: Stack.of(scope).region })],
    });
  const ofFunctions = (metric: string, statistic: string) =>
    `SEARCH('{AWS/Lambda,FunctionName} MetricName="${metric}" FunctionName=${prefix}', '${statistic}', 300)`;
  const ofQueues = (metric: string) => `SEARCH('{AWS/SQS,QueueName} MetricName="${metric}" QueueName=${prefix}', 'Maximum', 300)`;
  const ofJourneys = (metric: string) =>
    `SEARCH('{AWS/States,StateMachineArn} MetricName="${metric}" StateMachineArn=${prefix}', 'Sum', 300)`;

  dashboard.addWidgets(
    graph('Invocations', ofFunctions('Invocations', 'Sum')),
    graph('Errors', ofFunctions('Errors', 'Sum')),
    graph('How far folding is behind (ms)', ofFunctions('IteratorAge', 'Maximum')),
  );
  dashboard.addWidgets(
    graph('Messages waiting', ofQueues('ApproximateNumberOfMessagesVisible')),
    graph('Journeys started', ofJourneys('ExecutionsStarted')),
    graph('Journeys failed', ofJourneys('ExecutionsFailed')),
  );
};
