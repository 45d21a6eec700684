import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { type Platform, physicalName } from './platform.ts';
import { alarmPeriod, RunbookAlarm } from './runbook-alarm.ts';

export interface WorkQueueProps {
  readonly platform: Platform;
  readonly name: string;
  /** Timeout of the function that works it off. */
  readonly workTimeout: Duration;
  /** How often a message is tried before it is put aside; with the visibility timeout this is how long an outage may last. */
  readonly tries: number;
  /** What it means when messages wait, and when they end in the dead-letter queue. */
  readonly impact: { readonly waiting: string; readonly failed: string };
}

/** A queue between two parts, with its dead-letter queue (`<name>-failed`) and an alarm for each way of not being worked off. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly failed: DeadLetterQueue;

  constructor(scope: Construct, id: string, { platform, name, workTimeout, tries, impact }: WorkQueueProps) {
    super(scope, id);
    this.failed = new DeadLetterQueue(this, `${id}Failed`, {
      platform,
      name: `${name}-failed`,
      impact: impact.failed,
      filledBy: 'a queue',
    });
    this.queue = new Queue(this, 'Resource', {
      queueName: physicalName(platform.stage, name),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's timeout, as Lambda asks for, so that a message is not handed out while it may still be worked on.
      visibilityTimeout: Duration.seconds(6 * workTimeout.toSeconds()),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.failed.queue, maxReceiveCount: tries },
    });
    new RunbookAlarm(this, 'Waiting', {
      platform,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: alarmPeriod, statistic: 'Maximum' }),
      atLeast: Duration.minutes(15).toSeconds(),
      impact: impact.waiting,
      runbook: `${name}-waiting`,
    });
  }
}
