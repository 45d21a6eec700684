import { CfnOutput, Duration, type Environment, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { envSchema as routeSignalsEnv } from '#functions/route-signals/env.ts';
import { envSchema as runStageEnv } from '#functions/run-stage/env.ts';
import { DeadLetterQueue } from '#infra/constructs/dead-letter-queue.ts';
import { DomainFunction } from '#infra/constructs/domain-function.ts';
import { JourneyMachine, journeyMachineArnPrefix, journeyRole } from '#infra/constructs/journey-machine.ts';
import { type Platform, physicalName, removalPolicy } from '#infra/constructs/platform.ts';
import { onPartitions } from '#infra/constructs/table-access.ts';
import { WorkQueue } from '#infra/constructs/work-queue.ts';
import { listenedNames } from '#infra/listened-events.ts';
import type { Marketing } from '#infra/marketing.ts';
import { busSource } from '#shared/events/behaviour-event.ts';
import { TributaryStack } from './tributary-stack.ts';

export interface JourneysStackProps {
  readonly platform: Platform;
  readonly env?: Environment | undefined;
  readonly table: Table;
  readonly bus: EventBus;
  readonly unsubscribeSecret: Secret;
  readonly apiUrl: string;
  readonly mail: { readonly configurationSetName: string; readonly maySend: PolicyStatement };
  readonly marketing: Marketing;
}

/** Journeys: what starts and ends them, the machine of each, and the function that runs their stages. */
export class JourneysStack extends TributaryStack {
  constructor(scope: Construct, props: JourneysStackProps) {
    const { platform, env, table, bus, unsubscribeSecret, apiUrl, mail, marketing } = props;
    const { stage } = platform;
    super(scope, { stage, env, name: 'journeys', description: 'routing of signals and one state machine per journey' });
    const { journeys } = marketing;
    const retention = { EVENT_RETENTION_DAYS: String(stage.eventRetentionDays) };

    const runStage = new DomainFunction(this, 'RunStage', {
      platform,
      folder: 'run-stage',
      envSchema: runStageEnv,
      env: {
        TABLE_NAME: table.tableName,
        UNSUBSCRIBE_SECRET_ARN: unsubscribeSecret.secretArn,
        PUBLIC_API_URL: apiUrl,
        CONFIGURATION_SET: mail.configurationSetName,
        ...retention,
      },
      does: 'Runs one stage of a journey for one customer: sends, tasks, and when the next stage is due',
      failureImpact:
        'mail and tasks of journeys wait at their step while Step Functions tries again; what fails for good ends its run.',
      // Rendering a message is CPU work of some tens of milliseconds; half a core keeps a stage under a second.
      memoryMegabytes: 1_024,
      timeout: Duration.seconds(30),
      // SES sends 14 mails a second after the sandbox and a stage takes most of a second: more at once would only be refused by SES.
      concurrency: { reserved: 20 },
      permissions: [
        onPartitions(table, ['P'], ['BatchWriteItem', 'GetItem', 'PutItem']),
        // The claim of a send is one transaction, which also checks that the address is not suppressed.
        onPartitions(table, ['P', 'SUPPRESSED'], ['ConditionCheckItem']),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [unsubscribeSecret.secretArn] }),
        mail.maySend,
      ],
      files: { 'messages.json': marketing.messages, 'channels.json': marketing.channels },
    });

    const role = journeyRole(this, runStage.function.functionArn);
    const logGroup = new LogGroup(this, 'ExecutionLog', {
      logGroupName: `/aws/vendedlogs/states/${physicalName(stage)}`,
      retention: stage.logRetention,
      removalPolicy: removalPolicy(stage),
    });
    const machines = journeys.map(
      ({ journey, definition }) =>
        new JourneyMachine(this, `Journey-${journey}`, {
          platform,
          journey,
          definition,
          runStageArn: runStage.function.functionArn,
          role,
          logGroup,
        }),
    );

    const routingTimeout = Duration.seconds(30);
    const routeSignals = new DomainFunction(this, 'RouteSignals', {
      platform,
      folder: 'route-signals',
      envSchema: routeSignalsEnv,
      env: { TABLE_NAME: table.tableName, STATE_MACHINE_ARN_PREFIX: journeyMachineArnPrefix(this, stage), ...retention },
      does: 'Starts, exits and scores journey runs when customers do what a journey listens to',
      failureImpact: 'journeys neither start nor end: leads wait, and customers who ordered may still be mailed.',
      memoryMegabytes: 512,
      timeout: routingTimeout,
      concurrency: { shared: 'the event source below bounds it; a reservation under that bound would make messages fail unread' },
      permissions: [
        onPartitions(table, ['P'], ['BatchWriteItem', 'GetItem', 'PutItem', 'Query']),
        ...(machines.length === 0
          ? []
          : [
              new PolicyStatement({ actions: ['states:StartExecution'], resources: machines.map(({ arn }) => arn) }),
              new PolicyStatement({
                actions: ['states:StopExecution'],
                resources: machines.map(({ executionsArn }) => executionsArn),
              }),
            ]),
      ],
      files: { 'journeys.json': journeys.map(({ rules }) => rules) },
    });
    const signals = new WorkQueue(this, 'Signals', {
      platform,
      name: 'signals',
      workTimeout: routingTimeout,
      // 10 tries, 3 minutes apart: half an hour of outage passes without anybody having to redrive.
      tries: 10,
      impact: {
        waiting: 'Journeys start and end late: signals have waited for 15 minutes.',
        failed: 'Journeys were not started or ended for some customers: their signals failed 10 times.',
      },
    });
    routeSignals.function.addEventSource(
      new SqsEventSource(signals.queue, {
        batchSize: 10,
        reportBatchItemFailures: true,
        // Each signal is some reads and writes of one customer; 10 at once route some hundreds a second and leave room for others.
        maxConcurrency: 10,
      }),
    );

    const undelivered = new DeadLetterQueue(this, 'SignalsUndelivered', {
      platform,
      name: 'signals-undelivered',
      impact: 'The bus could not hand signals to the queue for 24 hours: journeys were not started or ended for some customers.',
      filledBy: 'a rule',
    });
    const names = listenedNames(journeys);
    if (names.length > 0) {
      new Rule(this, 'SignalsRule', {
        ruleName: physicalName(stage, 'signals'),
        description: 'What journeys enter, exit or count as their goal',
        eventBus: bus,
        eventPattern: { source: [busSource], detailType: [...names] },
        targets: [
          new SqsQueue(signals.queue, {
            deadLetterQueue: undelivered.queue,
            maxEventAge: Duration.hours(24),
            retryAttempts: 185,
          }),
        ],
      });
    }

    new CfnOutput(this, 'SignalsUrl', { value: signals.queue.queueUrl, description: 'Where redriven signals go' });
    new CfnOutput(this, 'StateMachineArnPrefix', {
      value: journeyMachineArnPrefix(this, stage),
      description: "ARN of a journey's state machine, up to the journey's name",
    });
    new CfnOutput(this, 'Journeys', {
      value: journeys.map(({ journey }) => journey).join(',') || '-',
      description: `Journeys deployed in ${Stack.of(this).stackName}`,
    });
  }
}
