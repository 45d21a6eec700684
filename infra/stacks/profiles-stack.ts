import { CfnOutput, Duration, type Environment } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { envSchema } from '#functions/project-profiles/env.ts';
import { DeadLetterQueue } from '#infra/constructs/dead-letter-queue.ts';
import { DomainFunction } from '#infra/constructs/domain-function.ts';
import { type Platform, physicalName } from '#infra/constructs/platform.ts';
import { alarmPeriod, RunbookAlarm } from '#infra/constructs/runbook-alarm.ts';
import { onPartitions } from '#infra/constructs/table-access.ts';
import { functionMemory } from '#infra/function-memory.ts';
import type { PublishedEvents } from '#shared/domain/profile/declared-events.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';
import { TributaryStack } from './tributary-stack.ts';

export interface ProfilesStackProps {
  readonly platform: Platform;
  readonly env?: Environment | undefined;
  readonly table: Table;
  readonly events: PublishedEvents;
  readonly segments: CompiledSegments;
}

/** The fold: from the stream of new events to profiles and to the bus. */
export class ProfilesStack extends TributaryStack {
  readonly bus: EventBus;

  constructor(scope: Construct, { platform, env, table, events, segments }: ProfilesStackProps) {
    const { stage } = platform;
    const { tableStreamArn: streamArn } = table;
    if (streamArn === undefined) throw new Error('the table has no stream, and without it nothing is folded');
    super(scope, { stage, env, name: 'profiles', description: 'folds events into profiles and publishes them' });

    this.bus = new EventBus(this, 'Bus', {
      eventBusName: physicalName(stage),
      description: 'What customers did, for journeys and for rules of your own (docs/events-on-the-bus.md)',
    });
    const putAside = new DeadLetterQueue(this, 'PutAside', {
      platform,
      name: 'events-put-aside',
      impact: 'Events that cannot be folded were put aside: they are in the log of their customer, and in no profile yet.',
      filledBy: 'a function',
    });
    const expired = new DeadLetterQueue(this, 'ExpiredRecords', {
      platform,
      name: 'events-not-folded',
      impact: 'The stream let go of events before they could be folded: they are stored, and missing in profiles and journeys.',
      filledBy: 'an event source',
    });

    const projector = new DomainFunction(this, 'ProjectProfiles', {
      platform,
      folder: 'project-profiles',
      envSchema,
      env: {
        TABLE_NAME: table.tableName,
        BUS_NAME: this.bus.eventBusName,
        PUT_ASIDE_QUEUE_URL: putAside.queue.queueUrl,
        EVENT_RETENTION_DAYS: String(stage.eventRetentionDays),
      },
      does: 'Folds new events into profiles, looks which segments they are in and publishes what somebody listens to',
      failureImpact:
        'profiles, segments and journeys fall behind, in order and without loss, until it works again (24 hours at most).',
      memoryMegabytes: functionMemory['project-profiles'],
      // 100 records of 100 customers are 200 calls, some of them twice: seconds. A minute is a bad day of the table.
      timeout: Duration.minutes(1),
      // Never fewer than the stream has shards, or it falls behind though the account has room.
      concurrency: { reserved: 100 },
      permissions: [
        // What it writes besides profiles are the events about segments.
        onPartitions(table, ['P'], ['BatchWriteItem', 'GetItem', 'PutItem']),
        new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }),
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [putAside.queue.queueArn] }),
        // Lambda's poller reads the stream with this role.
        new PolicyStatement({
          actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
          resources: [streamArn],
        }),
        new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }),
      ],
      files: { 'published-events.json': events, 'segments.json': segments },
    });
    projector.function.addEventSourceMapping('Stream', {
      eventSourceArn: streamArn,
      // Only first insertions of events: a resend modifies, and our own profile writes are not events.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('E#') } } },
        }),
      ],
      startingPosition: StartingPosition.TRIM_HORIZON,
      // A profile is written once per batch, however many of its events are in it, so bigger batches write less. 100 events of at
      // most 32 KB stay under the 6 MB an invocation takes, and the second of waiting is what a customer's burst lasts.
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(1),
      // Never more: Lambda keeps the order of one item only when it reads a shard in several lanes, the events of a customer are items of
      // their own, and the positions in profiles would take what a slower lane brings for a redelivery (docs/decisions/0011).
      parallelizationFactor: 1,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // Until the stream lets go of the record after 24 hours: order is kept, and an outage of the table costs nothing but time.
      retryAttempts: -1,
      onFailure: new SqsDlq(expired.queue),
    });
    new RunbookAlarm(this, 'FallsBehind', {
      platform,
      metric: projector.function.metric('IteratorAge', { period: alarmPeriod, statistic: 'Maximum' }),
      atLeast: Duration.minutes(10).toMilliseconds(),
      impact: 'Folding is ten minutes behind: profiles are old and journeys start late. After 24 hours events would be missed.',
      runbook: 'folding-falls-behind',
    });

    new CfnOutput(this, 'BusName', { value: this.bus.eventBusName, description: 'Event bus with what customers did' });
    new CfnOutput(this, 'ProjectProfilesName', { value: projector.function.functionName, description: 'Invoked by dlq redrive' });
  }
}
