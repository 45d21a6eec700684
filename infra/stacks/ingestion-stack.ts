import { CfnOutput, Duration, type Environment, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { envSchema as ingestEventsEnv } from '#functions/ingest-events/env.ts';
import { envSchema as listRejectedEventsEnv } from '#functions/list-rejected-events/env.ts';
import { envSchema as readProfileEnv } from '#functions/read-profile/env.ts';
import { envSchema as replayRejectedEventEnv } from '#functions/replay-rejected-event/env.ts';
import { accessLogFormat } from '#infra/access-log-format.ts';
import { DomainFunction } from '#infra/constructs/domain-function.ts';
import { type Platform, physicalName, removalPolicy } from '#infra/constructs/platform.ts';
import { alarmPeriod, RunbookAlarm } from '#infra/constructs/runbook-alarm.ts';
import { onIndex, onPartitions } from '#infra/constructs/table-access.ts';
import { functionMemory } from '#infra/function-memory.ts';
import { publicApiUrl } from '#infra/local-emulator.ts';
import { gsi1 } from '#shared/adapters/dynamodb/keys.ts';
import { TributaryStack } from './tributary-stack.ts';

export interface IngestionStackProps {
  readonly platform: Platform;
  readonly env?: Environment | undefined;
  readonly table: Table;
}

/** The public API: events in, and the reads and repairs that a team's server asks for. */
export class IngestionStack extends TributaryStack {
  readonly api: HttpApi;
  /** Without a slash at its end. */
  readonly apiUrl: string;

  constructor(scope: Construct, { platform, env, table }: IngestionStackProps) {
    const { stage } = platform;
    super(scope, { stage, env, name: 'ingestion', description: 'public API' });
    const retention = { EVENT_RETENTION_DAYS: String(stage.eventRetentionDays) };

    const ingestEvents = new DomainFunction(this, 'IngestEvents', {
      platform,
      folder: 'ingest-events',
      envSchema: ingestEventsEnv,
      env: { TABLE_NAME: table.tableName, ...retention },
      does: 'Takes events in the form of the Segment SDKs, checks and stores them',
      failureImpact:
        'events are answered with 5xx. SDKs keep and resend them for minutes to hours; browsers that close lose theirs.',
      memoryMegabytes: functionMemory['ingest-events'],
      // API Gateway gives up after 30 s; what is not stored by then must have been answered, so that the sender resends.
      timeout: Duration.seconds(25),
      // The front door stays open when journeys are busy, and cannot take the whole account's concurrency either.
      concurrency: { reserved: 200 },
      permissions: [
        onPartitions(table, ['KEY'], ['GetItem']),
        onPartitions(table, ['P', 'REJECTED'], ['BatchWriteItem']),
        // An event without a client time: its first receipt is remembered under a condition.
        onPartitions(table, ['P'], ['GetItem', 'PutItem']),
      ],
    });
    const readProfile = new DomainFunction(this, 'ReadProfile', {
      platform,
      folder: 'read-profile',
      envSchema: readProfileEnv,
      env: { TABLE_NAME: table.tableName },
      does: 'Answers with a customer: identity, traits, counters, runs, messages, tasks, timeline',
      failureImpact: 'GET /v1/profiles answers 5xx. Nothing is lost; tools that show a customer show an error.',
      memoryMegabytes: 512,
      timeout: Duration.seconds(15),
      concurrency: { shared: 'reads for people and reports; none of them has a claim to be served before sending and folding' },
      permissions: [
        onPartitions(table, ['KEY'], ['GetItem']),
        onPartitions(table, ['P'], ['GetItem', 'Query']),
        onIndex(table, gsi1),
      ],
    });
    const listRejectedEvents = new DomainFunction(this, 'ListRejectedEvents', {
      platform,
      folder: 'list-rejected-events',
      envSchema: listRejectedEventsEnv,
      env: { TABLE_NAME: table.tableName },
      does: 'Lists events that were not accepted, and why',
      failureImpact: 'GET /v1/rejected-events answers 5xx. Rejected events are still kept.',
      memoryMegabytes: 512,
      timeout: Duration.seconds(15),
      concurrency: { shared: 'a developer looking at mistakes, now and then' },
      permissions: [onPartitions(table, ['KEY'], ['GetItem']), onPartitions(table, ['REJECTED'], ['Query'])],
    });
    const replayRejectedEvent = new DomainFunction(this, 'ReplayRejectedEvent', {
      platform,
      folder: 'replay-rejected-event',
      envSchema: replayRejectedEventEnv,
      env: { TABLE_NAME: table.tableName, ...retention },
      does: 'Takes a rejected event in after all, once the reason is gone',
      failureImpact: 'POST /v1/rejected-events/{id}/replay answers 5xx. The rejected event is still kept; replay it later.',
      memoryMegabytes: 512,
      timeout: Duration.seconds(15),
      concurrency: { shared: 'one call per repaired event, by hand or script' },
      permissions: [
        onPartitions(table, ['KEY'], ['GetItem']),
        onPartitions(table, ['REJECTED'], ['GetItem', 'DeleteItem']),
        onPartitions(table, ['P'], ['BatchWriteItem', 'GetItem', 'PutItem']),
      ],
    });

    const eventsIn = new HttpLambdaIntegration('IngestEvents', ingestEvents.function);
    this.api = new HttpApi(this, 'Api', {
      apiName: physicalName(stage),
      description: 'Events in the form of the Segment SDKs; profiles and rejected events for servers',
      createDefaultStage: false,
      // What no route takes is answered there too: 404 or 405 in our words, where the gateway's own would tell nobody what to do.
      defaultIntegration: eventsIn,
      corsPreflight: {
        // A write key is public and may be used from any page, without cookies. These settings hold for the whole API: they do not keep
        // a page that has a server key from reading (browsers let GET pass whatever is allowed here). What keeps it is having no such key.
        allowOrigins: ['*'],
        allowMethods: [CorsHttpMethod.POST],
        allowHeaders: ['authorization', 'content-type', 'content-encoding', 'x-retry-count'],
        exposeHeaders: ['retry-after', 'x-ratelimit-reset'],
        maxAge: Duration.days(1),
      },
    });
    const apiStage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: stage.throttle.perSecond, burstLimit: stage.throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', {
            // API Gateway writes to groups under this prefix without using up the account's log resource policy.
            logGroupName: `/aws/vendedlogs/apis/${physicalName(stage)}`,
            retention: stage.logRetention,
            removalPolicy: removalPolicy(stage),
          }),
        ),
        format: AccessLogFormat.custom(accessLogFormat),
      },
    });

    const route = (
      id: string,
      methods: HttpMethod[],
      path: string,
      target: { readonly function: DomainFunction<never>['function'] },
    ) => this.api.addRoutes({ path, methods, integration: new HttpLambdaIntegration(id, target.function) });
    this.api.addRoutes({ path: '/v1/{call+}', methods: [HttpMethod.POST], integration: eventsIn });
    route('ReadProfile', [HttpMethod.GET], '/v1/profiles/{id+}', readProfile);
    route('ListRejectedEvents', [HttpMethod.GET], '/v1/rejected-events', listRejectedEvents);
    route('ReplayRejectedEvent', [HttpMethod.POST], '/v1/rejected-events/{id}/replay', replayRejectedEvent);
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'Each function checks the write or server key itself: it may stand in the body, where no authorizer sees it, and an authorizer would be a second invocation per request.',
    });

    new RunbookAlarm(this, 'ServerErrors', {
      platform,
      metric: this.api.metricServerError({ period: alarmPeriod }),
      atLeast: 1,
      impact: 'The public API answers 5xx: senders keep and resend, or lose, their events.',
      runbook: 'public-api-errors',
    });

    this.apiUrl = publicApiUrl(stage, this.api);
    new CfnOutput(this, 'ApiUrl', {
      value: this.apiUrl,
      description: 'The public API; SDKs get it as their host',
    }).node.addDependency(apiStage);
  }
}
