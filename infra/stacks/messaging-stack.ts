import { CfnOutput, Duration, type Environment, Validations } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { envSchema as recordMailEventsEnv } from '#functions/record-mail-events/env.ts';
import { envSchema as unsubscribeContactEnv } from '#functions/unsubscribe-contact/env.ts';
import { DeadLetterQueue } from '#infra/constructs/dead-letter-queue.ts';
import { DomainFunction } from '#infra/constructs/domain-function.ts';
import { type Platform, physicalName } from '#infra/constructs/platform.ts';
import { RunbookAlarm } from '#infra/constructs/runbook-alarm.ts';
import { onPartitions } from '#infra/constructs/table-access.ts';
import type { EmailChannel } from '#shared/domain/message/message.ts';
import { TributaryStack } from './tributary-stack.ts';

export interface MessagingStackProps {
  readonly platform: Platform;
  readonly env?: Environment | undefined;
  readonly table: Table;
  readonly unsubscribeSecret: Secret;
  readonly api: HttpApi;
  readonly channel: EmailChannel;
}

/** Sending mail, hearing what became of it, and letting people leave. */
export class MessagingStack extends TributaryStack {
  readonly configurationSetName: string;
  /** The permission to send as this stage's sender, and only so. */
  readonly maySend: PolicyStatement;

  constructor(scope: Construct, { platform, env, table, unsubscribeSecret, api, channel }: MessagingStackProps) {
    const { stage } = platform;
    super(scope, { stage, env, name: 'messaging', description: 'SES, what became of mail, unsubscription' });
    const retention = { EVENT_RETENTION_DAYS: String(stage.eventRetentionDays) };

    this.configurationSetName = physicalName(stage);
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: this.configurationSetName,
      reputationMetrics: true,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      // A second net under our own suppression list: shared by everything that this account sends.
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    configurationSet.addEventDestination('ToDefaultBus', {
      // SES writes to the default bus only.
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: mailEvents.map(({ event }) => event),
    });
    const identity = addIdentity(this, platform, channel, configurationSet);
    this.maySend = new PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: [
        this.formatArn({ service: 'ses', resource: 'identity', resourceName: stage.mail.sandbox ? '*' : identity }),
        this.formatArn({ service: 'ses', resource: 'configuration-set', resourceName: this.configurationSetName }),
      ],
      conditions: { StringEquals: { 'ses:FromAddress': channel.from.address } },
    });

    const unrecorded = new DeadLetterQueue(this, 'MailEventsFailed', {
      platform,
      name: 'mail-events-failed',
      impact: 'What became of some mail was not recorded: bounces and complaints may be missing, and sends may stay unknown.',
      filledBy: 'a rule',
    });
    const recordMailEvents = new DomainFunction(this, 'RecordMailEvents', {
      platform,
      folder: 'record-mail-events',
      envSchema: recordMailEventsEnv,
      env: { TABLE_NAME: table.tableName, ...retention },
      does: 'Records what SES tells of mail sent: delivered, delayed, bounced, complained, rejected',
      failureImpact:
        'bounces and complaints go unrecorded, and we may mail to addresses that ask us not to, until the events are redriven.',
      memoryMegabytes: 512,
      timeout: Duration.seconds(30),
      concurrency: { shared: 'invoked asynchronously: Lambda queues what does not fit for up to six hours' },
      permissions: [
        onPartitions(table, ['P'], ['BatchWriteItem', 'GetItem', 'PutItem', 'UpdateItem']),
        onPartitions(table, ['SUPPRESSED'], ['PutItem']),
      ],
      undelivered: unrecorded.queue,
    });
    new Rule(this, 'MailEvents', {
      ruleName: physicalName(stage, 'mail-events'),
      description: 'What SES tells of mail of this stage',
      eventPattern: {
        source: ['aws.ses'],
        detailType: mailEvents.map(({ detailType }) => detailType),
        detail: { mail: { tags: { 'ses:configuration-set': [this.configurationSetName] } } },
      },
      targets: [
        new LambdaTarget(recordMailEvents.function, {
          deadLetterQueue: unrecorded.queue,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });

    addReputationAlarms(this, platform);

    const unsubscribe = new DomainFunction(this, 'UnsubscribeContact', {
      platform,
      folder: 'unsubscribe-contact',
      envSchema: unsubscribeContactEnv,
      env: { TABLE_NAME: table.tableName, UNSUBSCRIBE_SECRET_ARN: unsubscribeSecret.secretArn, ...retention },
      does: 'Unsubscribes whoever follows the signed link in a mail',
      failureImpact: 'people cannot unsubscribe. Mail providers and the law count that against the sender within days.',
      memoryMegabytes: 512,
      timeout: Duration.seconds(15),
      concurrency: { shared: 'a few calls per thousand mails' },
      permissions: [
        onPartitions(table, ['P'], ['BatchWriteItem', 'GetItem', 'PutItem']),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [unsubscribeSecret.secretArn] }),
      ],
    });
    const integration = new HttpLambdaIntegration('Unsubscribe', unsubscribe.function);
    for (const method of [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST]) {
      // In this stack and not in the API's, so that the API does not have to wait for what it leads to.
      const route = new HttpRoute(this, `Unsubscribe${method}`, {
        httpApi: api,
        routeKey: HttpRouteKey.with('/v1/unsubscribe/{token}', method),
        integration,
      });
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Whoever got the mail must be able to leave without signing in; the token in the path is signed and says who it is.',
      });
    }
  }
}

/**
 * Each event under SES's two names for it: the one it is asked for by, and the one it comes to the bus under. Opens and clicks are not
 * asked for: SES would put a pixel and its own links into every mail, and nothing here reads them yet.
 */
const mailEvents = [
  { event: EmailSendingEvent.SEND, detailType: 'Email Sent' },
  { event: EmailSendingEvent.REJECT, detailType: 'Email Rejected' },
  { event: EmailSendingEvent.DELIVERY, detailType: 'Email Delivered' },
  { event: EmailSendingEvent.DELIVERY_DELAY, detailType: 'Email Delivery Delayed' },
  { event: EmailSendingEvent.BOUNCE, detailType: 'Email Bounced' },
  { event: EmailSendingEvent.COMPLAINT, detailType: 'Email Complaint Received' },
  { event: EmailSendingEvent.RENDERING_FAILURE, detailType: 'Email Rendering Failed' },
] as const;

/** SES reviews an account at 5 % bounces or 0.1 % complaints, and may stop it from sending at twice that. */
const addReputationAlarms = (stack: MessagingStack, platform: Platform): void => {
  const limits = [
    { id: 'BounceRate', name: 'mail-bounces', atLeast: 0.05, what: '5 % of mail bounces' },
    { id: 'ComplaintRate', name: 'mail-complaints', atLeast: 0.001, what: '1 in 1,000 recipients complains' },
  ];
  for (const { id, name, atLeast, what } of limits) {
    new RunbookAlarm(stack, id, {
      platform,
      // Of the whole account: SES judges it as one.
      metric: new Metric({
        namespace: 'AWS/SES',
        metricName: `Reputation.${id}`,
        period: Duration.hours(1),
        statistic: 'Maximum',
      }),
      atLeast,
      impact: `${what}: SES may put this account under review, and then stop it from sending at all.`,
      runbook: 'mail-reputation',
      name,
    });
  }
};

/** @returns the name of the identity that mail is sent under. */
const addIdentity = (
  stack: MessagingStack,
  { stage }: Platform,
  channel: EmailChannel,
  configurationSet: ConfigurationSet,
): string => {
  const { address } = channel.from;
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const name = stage.mail.identity === 'address' ? address : domain;
  if (stage.mail.identity === 'existing') return name;

  const identity = new EmailIdentity(stack, 'Sender', {
    identity: stage.mail.identity === 'address' ? Identity.email(address) : Identity.domain(domain),
    configurationSet,
    // Bounces come to us as events; a mailbox with copies of them is personal data nobody asked for.
    feedbackForwarding: false,
  });
  if (stage.mail.identity === 'domain') {
    identity.dkimRecords.forEach((record, index) => {
      new CfnOutput(stack, `DkimRecord${index + 1}`, {
        value: `${record.name} CNAME ${record.value}`,
        description: 'To be added to the DNS of the sending domain',
      });
    });
  }
  return name;
};
