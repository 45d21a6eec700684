import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { DeadLetterQueue } from '#infra/constructs/dead-letter-queue.ts';
import { WorkQueue } from '#infra/constructs/work-queue.ts';
import { aPlatform } from '#test/support/a-platform.ts';

describe('a dead-letter queue', () => {
  const { stack, platform } = aPlatform();
  new DeadLetterQueue(stack, 'Lost', { platform, name: 'things-lost', impact: 'Things are lost.', filledBy: 'a rule' });
  const template = Template.fromStack(stack);

  it('keeps messages as long as SQS can, encrypted', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'tributary-prod-things-lost',
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
  });

  it('takes requests over TLS only', () => {
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
  });

  it('raises its alarm on the first message, with what that means', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'tributary-prod-things-lost',
      AlarmDescription: 'Things are lost. What to do: docs/operating.md#things-lost',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Threshold: 1,
    });
  });

  it('can be found by the command line', () => {
    expect(template.toJSON().Outputs.LostUrl.Description).toBe('Dead-letter queue "things-lost"');
  });
});

describe('a work queue', () => {
  const { stack, platform } = aPlatform();
  new WorkQueue(stack, 'Work', {
    platform,
    name: 'work',
    workTimeout: Duration.seconds(30),
    tries: 4,
    impact: { waiting: 'Work waits.', failed: 'Work failed.' },
  });
  const template = Template.fromStack(stack);

  it('hides a message for six timeouts and gives up after the tries asked for', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'tributary-prod-work',
      VisibilityTimeout: 180,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WorkFailed'), 'Arn'] }, maxReceiveCount: 4 },
    });
  });

  it('has a dead-letter queue of its own name', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'tributary-prod-work-failed' });
  });

  it('tells when messages wait for a quarter of an hour', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'tributary-prod-work-waiting', Threshold: 900 });
  });
});
