import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { validateDefinition } from '#statemachines/journeys/validate-definition.ts';
import { LeastPrivilegeRole } from './least-privilege-role.ts';
import { addedToMachines } from './machine-actions.ts';
import { type Platform, physicalName, removalPolicy } from './platform.ts';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm.ts';

export interface SweepMachineProps {
  readonly platform: Platform;
  readonly sweepProfilesArn: string;
  /** Into how many shares customers are divided, which are gone through side by side. */
  readonly parts: number;
}

/**
 * Goes through all customers, however many invocations that takes. Its input is what the sweep is for (shared/domain/segment/sweep.ts); started
 * twice with the same `dueAt` it does the same, and what an interrupted execution has left is done by another with the same input.
 */
export class SweepMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { platform, sweepProfilesArn, parts }: SweepMachineProps) {
    super(scope, id);
    const { stage } = platform;
    const name = physicalName(stage, 'sweeps');
    const definition = sweepDefinition(sweepProfilesArn, parts);
    validateDefinition('sweeps', definition);
    this.machine = new StateMachine(this, 'Resource', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
      role: new LeastPrivilegeRole(this, 'Role', {
        assumedBy: 'states.amazonaws.com',
        description: `What ${name} may do`,
        permissions: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [sweepProfilesArn] })],
        addedByCdk: addedToMachines,
      }),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${name}`,
          retention: stage.logRetention,
          removalPolicy: removalPolicy(stage),
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
      removalPolicy: removalPolicy(stage),
    });
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason: 'Step Functions keeps the whole history of an execution for 90 days by itself. Errors are logged.',
    });
    new RunbookAlarm(this, 'Fails', {
      platform,
      metric: this.machine.metricFailed({ period: alarmPeriod }),
      atLeast: 1,
      impact:
        'A sweep did not reach all customers: some are in segments that time has taken them out of, or miss a journey that was due.',
      runbook: 'sweeps-fail',
    });
  }
}

/**
 * As long as an answer has `next` there is more to do, and the answer is the next input. What a customer's error is, the function
 * deals with; all that fails it concerns everybody, and is tried again for an hour or so.
 */
const sweepDefinition = (sweepProfilesArn: string, parts: number): Record<string, unknown> => ({
  Comment: 'One sweep through all customers.',
  StartAt: 'Divide',
  States: {
    Divide: {
      Type: 'Pass',
      Parameters: { 'sweep.$': '$', parts: Array.from({ length: parts }, (_, part) => part) },
      Next: 'Sweep',
    },
    Sweep: {
      Type: 'Map',
      ItemsPath: '$.parts',
      ItemSelector: {
        'sweep.$': '$.sweep',
        'startedAt.$': '$$.Execution.StartTime',
        'part.$': '$$.Map.Item.Value',
        parts,
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Sweep on',
        States: {
          'Sweep on': {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: sweepProfilesArn, 'Payload.$': '$' },
            OutputPath: '$.Payload',
            Retry: [
              // 5 + 10 + … + 300 s for the first 7, then 8 × 300 s: an hour at most, half of it on average.
              {
                ErrorEquals: ['States.ALL'],
                IntervalSeconds: 5,
                BackoffRate: 2,
                MaxDelaySeconds: 300,
                MaxAttempts: 15,
                JitterStrategy: 'FULL',
              },
            ],
            Next: 'More customers?',
          },
          'More customers?': {
            Type: 'Choice',
            Choices: [{ Variable: '$.next', IsPresent: true, Next: 'Sweep on' }],
            Default: 'All customers of this share',
          },
          'All customers of this share': { Type: 'Succeed' },
        },
      },
      End: true,
    },
  },
});
