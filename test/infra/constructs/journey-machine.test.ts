import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { JourneyMachine, journeyMachineArnPrefix, journeyRole } from '#infra/constructs/journey-machine.ts';
import { stages } from '#infra/stages.ts';
import { aPlatform } from '#test/support/a-platform.ts';

const definition = (runStageArn: string) => ({
  StartAt: 'Day 1',
  States: {
    'Day 1': { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: runStageArn }, End: true },
  },
});

const deployed = (asl: (runStageArn: string) => Record<string, unknown>) => {
  const { stack, platform } = aPlatform();
  const runStageArn = Stack.of(stack).formatArn({ service: 'lambda', resource: 'function', resourceName: 'run-stage' });
  new JourneyMachine(stack, 'Journey', {
    platform,
    journey: 'welcome',
    definition: asl,
    runStageArn,
    role: journeyRole(stack, runStageArn),
    logGroup: new LogGroup(stack, 'Log'),
  });
  return Template.fromStack(stack);
};

describe('the machine of a journey', () => {
  const template = deployed(definition);

  it('is named so that route-signals finds it, and logs errors without what customers are', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'tributary-prod-welcome',
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
    });
    const { stack } = aPlatform();
    expect(JSON.stringify(stack.resolve(journeyMachineArnPrefix(stack, stages.prod)))).toContain(
      ':stateMachine:tributary-prod-"',
    );
  });

  it('may invoke run-stage and no other function', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'lambda:InvokeFunction', Resource: Match.not('*') })]),
      },
    });
  });

  it('tells when runs fail and when they time out', () => {
    const names = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmName);
    expect(names.sort()).toEqual(['tributary-prod-journey-welcome-fails', 'tributary-prod-journey-welcome-times-out']);
  });

  it('is refused at synth when its definition is not valid', () => {
    expect(() => deployed((arn) => ({ ...definition(arn), StartAt: 'Day 2' }))).toThrow(
      /the state machine of welcome is not valid/,
    );
  });
});
