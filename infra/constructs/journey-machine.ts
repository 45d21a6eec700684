import { ArnFormat, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { StageConfig } from '#infra/stages.ts';
import { type JourneyDefinitionProps, journeyDefinition } from './journey-definition.ts';
import { LeastPrivilegeRole } from './least-privilege-role.ts';
import { addedToMachines } from './machine-actions.ts';
import { type Platform, physicalName } from './platform.ts';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm.ts';

export interface JourneyMachineProps extends JourneyDefinitionProps {
  readonly platform: Platform;
  readonly role: IRole;
  readonly logGroup: LogGroup;
}

/** The state machine of one journey: one execution per customer's run. */
export class JourneyMachine extends Construct {
  readonly arn: string;
  readonly executionsArn: string;

  constructor(scope: Construct, id: string, { platform, role, logGroup, ...defined }: JourneyMachineProps) {
    super(scope, id);
    const { stage } = platform;
    const { journey } = defined;
    const stateMachineName = physicalName(stage, journey);
    const machine = new StateMachine(this, 'Resource', {
      stateMachineName,
      // Standard: a journey lasts weeks, and its executions can be seen, stopped and explained one by one.
      stateMachineType: StateMachineType.STANDARD,
      ...journeyDefinition(this, defined),
      role,
      tracingEnabled: true,
      logs: { destination: logGroup, level: LogLevel.ERROR, includeExecutionData: false },
      // In every stage: a journey whose file is gone must not go on, and its name must become free for the day the file comes back.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(machine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason:
        'Step Functions keeps the whole history of an execution for 90 days by itself; writing every event to a log as well would cost more than the transitions. Errors are logged.',
    });
    this.arn = machine.stateMachineArn;
    this.executionsArn = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const alarm = (id: string, name: string, metric: Metric, happened: string) =>
      new RunbookAlarm(this, id, {
        platform,
        metric,
        atLeast: 1,
        impact: `Runs of the journey ${journey} ${happened}: these customers get nothing more from it.`,
        runbook: 'journey-runs-fail',
        name: `journey-${journey}-${name}`,
      });
    alarm('Fails', 'fails', machine.metricFailed({ period: alarmPeriod }), 'failed');
    alarm(
      'TimesOut',
      'times-out',
      machine.metricTimedOut({ period: alarmPeriod }),
      'took longer than all their waits and retries',
    );
  }
}

/**
 * To start and to stop runs of these journeys and of no other machine. Statements of their own: CDK joins them as far as that is short, and
 * divides them over as many policies as it takes, which it cannot do with a statement. (A policy of IAM has at most 6,144 characters.)
 */
export const mayStartAndStop = (machines: readonly JourneyMachine[]): PolicyStatement[] =>
  machines.flatMap(({ arn, executionsArn }) => [
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [arn] }),
    new PolicyStatement({ actions: ['states:StopExecution'], resources: [executionsArn] }),
  ]);

/** `route-signals` appends a journey's name, so that a new journey needs no new variable. */
export const journeyMachineArnPrefix = (scope: Construct, stage: StageConfig): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: physicalName(stage, ''),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** One role for all journeys: each of them may do the same one thing. */
export const journeyRole = (scope: Construct, runStageArn: string): LeastPrivilegeRole =>
  new LeastPrivilegeRole(scope, 'JourneyRole', {
    assumedBy: 'states.amazonaws.com',
    description: 'What the state machines of journeys may do',
    permissions: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [runStageArn] })],
    addedByCdk: addedToMachines,
  });
