import { ArnFormat, CfnOutput, Duration, type Environment, Stack, Validations } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { envSchema as readJourneyMetricsEnv } from '#functions/read-journey-metrics/env.ts';
import { envSchema as routeSignalsEnv } from '#functions/route-signals/env.ts';
import { envSchema as runStageEnv } from '#functions/run-stage/env.ts';
import { DeadLetterQueue } from '#infra/constructs/dead-letter-queue.ts';
import { DomainFunction } from '#infra/constructs/domain-function.ts';
import { JourneyMachine, journeyMachineArnPrefix, journeyRole, mayStartAndStop } from '#infra/constructs/journey-machine.ts';
import { type Platform, physicalName, removalPolicy } from '#infra/constructs/platform.ts';
import { alarmPeriod, RunbookAlarm } from '#infra/constructs/runbook-alarm.ts';
import { onIndex, onPartitions } from '#infra/constructs/table-access.ts';
import { WorkQueue } from '#infra/constructs/work-queue.ts';
import { functionMemory } from '#infra/function-memory.ts';
import { listenedNames, signalsPattern } from '#infra/listened-events.ts';
import type { Marketing } from '#infra/marketing.ts';
import { compiledSegmentsOf } from '#infra/segment-files.ts';
import { compiledSendingOf } from '#infra/sending.ts';
import type { StageConfig } from '#infra/stages.ts';
import { gsi1 } from '#shared/adapters/dynamodb/keys.ts';
import { countedBy, countedMetrics } from '#shared/runtime/count.ts';
import { outlineOf } from '#statemachines/journeys/outline-of.ts';
import { TributaryStack } from './tributary-stack.ts';

export interface JourneysStackProps {
  readonly platform: Platform;
  readonly env?: Environment | undefined;
  readonly table: Table;
  readonly bus: EventBus;
  readonly unsubscribeSecret: Secret;
  readonly api: HttpApi;
  readonly apiUrl: string;
  readonly mail: { readonly configurationSetName: string; readonly maySend: PolicyStatement };
  readonly marketing: Marketing;
}

/** Journeys: what starts and ends them, the machine of each, and the function that runs their stages. */
export class JourneysStack extends TributaryStack {
  constructor(scope: Construct, props: JourneysStackProps) {
    const { platform, env, table, bus, unsubscribeSecret, api, apiUrl, mail, marketing } = props;
    const { stage } = platform;
    super(scope, { stage, env, name: 'journeys', description: 'routing of signals and one state machine per journey' });
    const { journeys } = marketing;
    const segments = { ...compiledSegmentsOf(marketing), segments: [] };
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
        DESTINATION_SECRETS: destinationSecrets(stage),
        ...(stage.playsTime ? { LOOPBACK_WEBHOOKS: 'yes' as const } : {}),
        ...retention,
      },
      does: 'Runs one stage of a journey for one customer: sends, tasks, and when the next stage is due',
      failureImpact:
        'mail and tasks of journeys wait at their step while Step Functions tries again; what fails for good ends its run.',
      memoryMegabytes: functionMemory['run-stage'],
      timeout: Duration.seconds(30),
      // SES sends 14 mails a second after the sandbox and a stage takes most of a second: more at once would only be refused by SES.
      concurrency: { reserved: 20 },
      permissions: [
        onPartitions(table, ['P'], ['BatchWriteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']),
        // The claim of a send is one transaction, which also checks that the address is not suppressed.
        onPartitions(table, ['P', 'SUPPRESSED'], ['ConditionCheckItem']),
        // Nobody is put on a mailing list elsewhere whose address is suppressed.
        ...(marketing.destinations.some(({ kind }) => kind === 'mailchimp')
          ? [onPartitions(table, ['SUPPRESSED'], ['GetItem'])]
          : []),
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: [
            unsubscribeSecret.secretArn,
            ...new Set(marketing.destinations.map(({ secret }) => this.destinationSecretArn(stage, secret))),
          ],
        }),
        ...couponPermissions(table, marketing.coupons),
        mail.maySend,
      ],
      files: {
        'messages.json': marketing.messages,
        'channels.json': marketing.channels,
        'coupons.json': marketing.coupons,
        'destinations.json': marketing.destinations,
        'places.json': marketing.places,
        'sending.json': compiledSendingOf(marketing, stage),
        'segments.json': segments,
      },
    });

    if (marketing.coupons.some(({ source }) => source.kind === 'pool')) addPoolAlarm(this, platform, runStage);

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
      memoryMegabytes: functionMemory['route-signals'],
      timeout: routingTimeout,
      concurrency: { shared: 'the event source below bounds it; a reservation under that bound would make messages fail unread' },
      permissions: [
        onPartitions(table, ['P'], ['BatchWriteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']),
        ...(journeys.some(({ rules }) => rules.awaited.length > 0)
          ? [new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: ['*'] })]
          : []),
        ...mayStartAndStop(machines),
      ],
      files: { 'journeys.json': journeys.map(({ rules }) => rules), 'segments.json': segments },
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
    if (names.length > 0)
      new Rule(this, 'SignalsRule', {
        ruleName: physicalName(stage, 'signals'),
        description: 'What journeys enter, exit or count as their goal',
        eventBus: bus,
        eventPattern: signalsPattern(names),
        targets: [
          new SqsQueue(signals.queue, {
            deadLetterQueue: undelivered.queue,
            maxEventAge: Duration.hours(24),
            retryAttempts: 185,
          }),
        ],
      });

    addMetrics(this, platform, table, api, journeys);

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

  /** Secrets Manager adds six characters to a name. */
  private destinationSecretArn(stage: StageConfig, name: string): string {
    return this.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${destinationSecrets(stage)}${name}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

/** How journeys are doing, for whoever asks. Here and not with the API, because it knows what is deployed of each journey. */
const addMetrics = (
  stack: JourneysStack,
  platform: Platform,
  table: Table,
  api: HttpApi,
  journeys: Marketing['journeys'],
): void => {
  const readJourneyMetrics = new DomainFunction(stack, 'ReadJourneyMetrics', {
    platform,
    folder: 'read-journey-metrics',
    envSchema: readJourneyMetricsEnv,
    env: { TABLE_NAME: table.tableName },
    does: 'Counts how a journey is doing: entered, in flight, exits, goal, messages, tasks, lift',
    failureImpact:
      'GET /v1/journeys/{id}/metrics answers 5xx. Journeys run on, and nothing is lost: it is counted anew each time.',
    // One whole core: reading tens of thousands of runs is CPU work, and twice the share takes half the time for the same price.
    memoryMegabytes: 1_769,
    // The gateway gives up after 30 s.
    timeout: Duration.seconds(29),
    concurrency: { shared: 'reports, now and then; none of them has a claim to be served before sending and folding' },
    permissions: [onPartitions(table, ['KEY'], ['GetItem']), onPartitions(table, ['P'], ['BatchGetItem']), onIndex(table, gsi1)],
    files: { 'outlines.json': journeys.map(outlineOf) },
  });
  const route = new HttpRoute(stack, 'ReadJourneyMetricsRoute', {
    httpApi: api,
    routeKey: HttpRouteKey.with('/v1/journeys/{id}/metrics', HttpMethod.GET),
    integration: new HttpLambdaIntegration('ReadJourneyMetrics', readJourneyMetrics.function),
  });
  Validations.of(route).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason:
      'The function checks the server key itself, as every route of the API does; an authorizer would be a second invocation.',
  });
};

/** What the names of destinations' secrets begin with. They are made by hand: only the receiver knows them (docs/webhooks.md). */
const destinationSecrets = ({ name }: StageConfig): string => `tributary/${name}/destinations/`;

/** One for all pools: the log says which. It has data, and a price, only while a pool runs low. */
const addPoolAlarm = (scope: Construct, platform: Platform, runStage: DomainFunction<typeof runStageEnv>): void => {
  new RunbookAlarm(scope, 'CouponPools', {
    platform,
    metric: new Metric({
      namespace: countedMetrics.namespace,
      metricName: countedMetrics.poolsRunLow,
      dimensionsMap: { [countedBy]: runStage.function.functionName },
      statistic: 'Sum',
      period: alarmPeriod,
    }),
    atLeast: 1,
    impact:
      'The codes of a coupon run out: about a tenth of those that were loaded is left, or none. Then customers get no coupon.',
    runbook: 'coupon-pools',
  });
};

/** A code is claimed in one transaction with the customer's item. */
const couponPermissions = (table: Table, coupons: Marketing['coupons']): readonly PolicyStatement[] => {
  const kinds = new Set(coupons.map(({ source }) => source.kind));
  return [
    // A code that is made is written down; one of a pool is there, and is moved out of it.
    ...(kinds.has('generate') ? [onPartitions(table, ['COUPON'], ['PutItem'])] : []),
    ...(kinds.has('pool')
      ? [onPartitions(table, ['COUPON'], ['UpdateItem']), onPartitions(table, ['POOL'], ['DeleteItem', 'GetItem', 'Query'])]
      : []),
  ];
};
