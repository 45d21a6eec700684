import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JourneyMachine, journeyMachineArnPrefix, journeyRole } from '#infra/constructs/journey-machine.ts';
import { stages } from '#infra/stages.ts';
import { aPlatform } from '#test/support/a-platform.ts';

const definition = (runStageArn: string) => ({
  StartAt: 'Day 1',
  States: {
    'Day 1': { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: runStageArn }, End: true },
  },
});

const deployed = (asl: (runStageArn: string) => Record<string, unknown>, directory?: string) => {
  const { stack, platform } = aPlatform(stages.prod, directory);
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

  it('goes with its journey, also in the stage whose data stays: people under way get nothing more, and the name is free', () => {
    expect(stages.prod.removal).toBe('retain');
    template.hasResource('AWS::StepFunctions::StateMachine', { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
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

  it('has its definition outside of the template, where CloudFormation fills in the function and leaves all other text alone', () => {
    const said = ['a tote for $', '{price}, or $', '{'].join('');
    const asl = (arn: string) => ({ ...definition(arn), Comment: said });
    const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const found = deployed(asl, directory);
    const [machine] = Object.values(found.findResources('AWS::StepFunctions::StateMachine'));
    expect(machine?.Properties.DefinitionString).toBeUndefined();
    const [hash] = /[0-9a-f]{64}/.exec(JSON.stringify(machine?.Properties.DefinitionS3Location)) ?? [];
    const text = readFileSync(join(directory, `asset.${hash}.json`), 'utf8');
    expect(text).toBe(readFileSync(join(directory, 'journeys/welcome.asl.json'), 'utf8'));

    const [[name] = []] = Object.entries(machine?.Properties.DefinitionSubstitutions);
    expect([...text.matchAll(/\$\{(\w*)/g)].map(([, placeholder]) => placeholder)).toEqual([name]);
    expect(JSON.parse(text.replaceAll(`\${${name}}`, 'the-function'))).toEqual(asl('the-function'));
  });

  it('is refused at synth when its definition is not valid', () => {
    expect(() => deployed((arn) => ({ ...definition(arn), StartAt: 'Day 2' }))).toThrow(
      /the state machine of welcome is not valid/,
    );
  });
});
