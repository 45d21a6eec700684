import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DomainFunction, type DomainFunctionProps } from '#infra/constructs/domain-function.ts';
import { stages } from '#infra/stages.ts';
import { aPlatform } from '#test/support/a-platform.ts';

const envSchema = z.object({ TABLE_NAME: z.string(), DAYS: z.coerce.number<string>() });

const deployed = (overrides: Partial<DomainFunctionProps<typeof envSchema>> = {}, stage = stages.prod) => {
  const { stack, platform } = aPlatform(stage);
  new DomainFunction(stack, 'Function', {
    platform,
    folder: 'read-profile',
    envSchema,
    env: { TABLE_NAME: 'table', DAYS: '7' },
    does: 'Reads',
    failureImpact: 'nobody can read.',
    memoryMegabytes: 512,
    timeout: Duration.seconds(10),
    concurrency: { reserved: 5 },
    permissions: [],
    ...overrides,
  });
  return Template.fromStack(stack);
};

describe('a domain function', () => {
  it('runs what the folder holds on arm64 and Node 24, with its environment', () => {
    deployed().hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'tributary-prod-read-profile',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Environment: { Variables: { TABLE_NAME: 'table', DAYS: '7' } },
      TracingConfig: { Mode: 'Active' },
    });
  });

  it('does not compile without a variable that the function reads', () => {
    // @ts-expect-error DAYS is missing
    expect(() => deployed({ env: { TABLE_NAME: 'table' } })).not.toThrow();
    // @ts-expect-error a variable is text
    expect(() => deployed({ env: { TABLE_NAME: 'table', DAYS: 7 } })).toThrow('DAYS must be text');
  });

  it('brings an alarm that says what its failure means and where to read on', () => {
    deployed().hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'tributary-prod-read-profile',
      AlarmDescription: 'read-profile fails: nobody can read. What to do: docs/operating.md#read-profile',
      MetricName: 'Errors',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it('leads to the team’s own runbook where the stage names one', () => {
    const runbook = 'https://wiki.example.com/tributary/operating';
    deployed({}, { ...stages.prod, runbook }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: `read-profile fails: nobody can read. What to do: ${runbook}#read-profile`,
    });
  });

  it('pays for no log lines about invocations that went well', () => {
    deployed().hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN', ApplicationLogLevel: 'INFO' },
    });
  });

  it('keeps its log as long as the stage wants', () => {
    deployed().hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: '/aws/lambda/tributary-prod-read-profile', RetentionInDays: 90 },
      DeletionPolicy: 'Retain',
    });
    deployed({}, stages.dev).hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 14 },
      DeletionPolicy: 'Delete',
    });
  });

  it('may write its own log and traces, and nothing else by itself', () => {
    const template = deployed();
    template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Log'), 'Arn'] },
          },
          { Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
        ],
      },
    });
  });

  it('refuses a wildcard that has no written reason', () => {
    const permissions = [new PolicyStatement({ actions: ['dynamodb:Scan'], resources: ['*'] })];
    expect(() => deployed({ permissions })).toThrow(
      /asks for dynamodb:Scan on \*: give the reason in infra\/wildcard-reasons\.ts/,
    );
  });

  it('reserves concurrency in stages that reserve, and only there', () => {
    deployed().hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 5 });
    deployed({}, stages.dev).hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() });
    deployed({ concurrency: { shared: 'seldom called' } }).hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: Match.absent(),
    });
  });

  it('sends what an asynchronous invocation could not do where it is told to', () => {
    const { stack, platform } = aPlatform();
    new DomainFunction(stack, 'Function', {
      platform,
      folder: 'read-profile',
      envSchema,
      env: { TABLE_NAME: 'table', DAYS: '7' },
      does: 'Reads',
      failureImpact: 'nobody can read.',
      memoryMegabytes: 512,
      timeout: Duration.seconds(10),
      concurrency: { shared: 'seldom called' },
      permissions: [],
      undelivered: new Queue(stack, 'Undelivered'),
    });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Undelivered'), 'Arn'] } },
    });
  });
});
