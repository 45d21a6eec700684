import { CfnOutput, Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Platform, physicalName, removalPolicy } from './platform.ts';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm.ts';

export interface DeadLetterQueueProps {
  readonly platform: Platform;
  /** Its last words: `signals-failed` becomes `tributary-dev-signals-failed` and the runbook's heading. */
  readonly name: string;
  /** What a message in it means; the alarm says so. */
  readonly impact: string;
  /** Who puts messages here when not an SQS queue's own redrive policy does. */
  readonly filledBy: 'a queue' | 'a rule' | 'an event source' | 'a function';
}

/**
 * Where work ends that could not be done, for the 14 days that SQS allows. One message is enough for the alarm, because each one is
 * a customer's event or step. Emptied by `tributary dlq redrive`.
 */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { platform, name, impact, filledBy }: DeadLetterQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Resource', {
      queueName: physicalName(platform.stage, name),
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: removalPolicy(platform.stage),
    });
    new RunbookAlarm(this, 'Filled', {
      platform,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: alarmPeriod, statistic: 'Maximum' }),
      atLeast: 1,
      impact,
      runbook: name,
    });
    new CfnOutput(this, 'Url', { value: this.queue.queueUrl, description: `Dead-letter queue "${name}"` }).overrideLogicalId(
      `${id}Url`,
    );
    if (filledBy !== 'a queue') {
      Validations.of(this.queue).acknowledge({
        id: 'AwsSolutions-SQS3',
        reason: `This is the dead-letter queue of ${filledBy}, which the rule cannot see. A redrive empties it.`,
      });
    }
  }
}
