import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stageNames, stages } from '#infra/stages.ts';
import { synthesize } from '#test/support/synthesize.ts';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});
type Resource = z.infer<typeof resource>;

const runbook = readFileSync(resolve(import.meta.dirname, '../../docs/operating.md'), 'utf8');
/** Headings as GitHub turns them into anchors. */
const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .trim()
    .replaceAll(' ', '-'),
);

const templates = Object.fromEntries(stageNames.map((stage) => [stage, Object.values(synthesize(stages[stage]))]));

const everything = (stage: (typeof stageNames)[number]) => {
  const resources = (templates[stage] ?? []).flatMap((template) =>
    Object.entries(z.record(z.string(), resource).parse(template.toJSON().Resources)),
  );
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type);
  return { resources, ofType };
};

const text = (value: unknown): string => JSON.stringify(value) ?? '';

describe.each(stageNames)('in stage %s', (stage) => {
  const { resources, ofType } = everything(stage);
  const alarms = ofType('AWS::CloudWatch::Alarm');
  const alarmOn = (metric: string, dimension: string, logicalId: string) =>
    alarms.find(
      ([, { Properties }]) =>
        Properties.MetricName === metric &&
        text(Properties.Dimensions).includes(`"Name":"${dimension}"`) &&
        text(Properties.Dimensions).includes(`"${logicalId}"`),
    );

  it('there are all eleven functions', () => {
    expect(ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.FunctionName)).toHaveLength(11);
  });

  it.each(ofType('AWS::Lambda::Function'))(
    '%s has an alarm on its errors, traces, and a log that is kept for a while',
    (id, { Properties }) => {
      expect(alarmOn('Errors', 'FunctionName', id)).toBeDefined();
      expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      const log = z.object({ LogGroup: z.object({ Ref: z.string() }) }).parse(Properties.LoggingConfig).LogGroup.Ref;
      const group = ofType('AWS::Logs::LogGroup').find(([logicalId]) => logicalId === log);
      expect(group?.[1].Properties.RetentionInDays).toBe(stages[stage].logRetention);
    },
  );

  it.each(alarms)('%s tells somebody, and leads to a paragraph of docs/operating.md', (_id, { Properties }) => {
    expect(Properties.AlarmActions).toHaveLength(1);
    const anchor = /docs\/operating\.md#([\w-]+)$/.exec(z.string().parse(Properties.AlarmDescription))?.[1];
    expect(anchors).toContain(anchor);
  });

  /** Every queue that something else names as where its failures go. */
  const deadLetters = [
    ...ofType('AWS::Events::Rule').flatMap(([id, { Properties }]) =>
      z
        .array(z.record(z.string(), z.unknown()))
        .parse(Properties.Targets)
        .map((target) => [`a target of the rule ${id}`, target.DeadLetterConfig] as const),
    ),
    ...ofType('AWS::Lambda::EventSourceMapping')
      .filter(([, { Properties }]) => !text(Properties.EventSourceArn).includes('Signals'))
      .map(([id, { Properties }]) => [`the event source ${id}`, Properties.DestinationConfig] as const),
    ...ofType('AWS::Lambda::Function')
      .filter(([id]) => ofType('AWS::Events::Rule').some(([, rule]) => text(rule.Properties.Targets).includes(`"${id}"`)))
      .map(([id, { Properties }]) => [`the asynchronously invoked function ${id}`, Properties.DeadLetterConfig] as const),
    ...ofType('AWS::SQS::Queue')
      .filter(([id]) =>
        ofType('AWS::Lambda::EventSourceMapping').some(([, { Properties }]) =>
          text(Properties.EventSourceArn).includes(`"${id}"`),
        ),
      )
      .map(([id, { Properties }]) => [`the queue ${id}`, Properties.RedrivePolicy] as const),
  ];

  it('the asynchronous edges are the ones we know', () => {
    expect(deadLetters.map(([edge]) => edge)).toHaveLength(5);
  });

  it.each(deadLetters)('%s has a dead-letter queue with an alarm on the first message', (_edge, target) => {
    const queue = /"Fn::GetAtt":\["(\w+)","Arn"\]/.exec(text(target))?.[1];
    expect(queue).toBeDefined();
    const found = resources.find(([id]) => id === queue);
    expect(found?.[1].Properties.MessageRetentionPeriod).toBe(14 * 86_400);
    const alarm = alarms.find(
      ([, { Properties }]) =>
        Properties.MetricName === 'ApproximateNumberOfMessagesVisible' && text(Properties.Dimensions).includes(`"${queue}"`),
    );
    expect(alarm?.[1].Properties.Threshold).toBe(1);
  });

  it('each shard of the stream is read in one lane', () => {
    // With several, Lambda keeps the order of one item only, not that of a customer's events: an event that a slower lane folds after
    // a later one would be taken for a redelivery, and never count (docs/decisions/0011-one-partition-per-customer.md).
    const streams = ofType('AWS::Lambda::EventSourceMapping').filter(([, mapping]) => 'StartingPosition' in mapping.Properties);
    expect(streams.map(([, { Properties }]) => Properties.ParallelizationFactor ?? 1)).toEqual([1]);
  });

  it('the stream is retried until it lets go, split on errors, and reports what failed', () => {
    const [stream] = ofType('AWS::Lambda::EventSourceMapping').filter(([, mapping]) => 'StartingPosition' in mapping.Properties);
    const Properties = stream?.[1].Properties ?? {};
    expect(Properties).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: -1,
    });
    expect(text(Properties.FilterCriteria)).toContain(
      String.raw`{\"eventName\":[\"INSERT\"],\"dynamodb\":{\"Keys\":{\"sk\":{\"S\":[{\"prefix\":\"E#\"}]}}}}`,
    );
  });
});

describe('what holds customers', () => {
  const stateful = (stage: (typeof stageNames)[number]): readonly (readonly [string, Resource])[] => [
    ...everything(stage).ofType('AWS::DynamoDB::Table'),
    ...everything(stage).ofType('AWS::SecretsManager::Secret'),
  ];

  it.each(stageNames)('is restorable in %s', (stage) => {
    for (const [, { Properties }] of everything(stage).ofType('AWS::DynamoDB::Table')) {
      expect(Properties.PointInTimeRecoverySpecification).toMatchObject({
        PointInTimeRecoveryEnabled: true,
        RecoveryPeriodInDays: stages[stage].restorableDays,
      });
    }
  });

  it.each([
    ['AWS’s own, where the stage asks for nothing else', 'aws-owned', false],
    ['the account’s, where the stage asks for it', 'aws-managed', true],
  ] as const)('is encrypted with a key that is %s', (_sentence, tableEncryption, withKeyOfTheAccount) => {
    // DynamoDB encrypts always; `SSEEnabled` says whose key it is.
    synthesize({ ...stages.prod, tableEncryption }).data?.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: withKeyOfTheAccount },
    });
  });

  it('is kept and protected in prod', () => {
    expect(stateful('prod').map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual(['Retain', 'Retain']);
    const [[, table] = []] = everything('prod').ofType('AWS::DynamoDB::Table');
    expect(table?.Properties.DeletionProtectionEnabled).toBe(true);
  });

  it.each(['local', 'dev'] as const)('can be thrown away in %s', (stage) => {
    expect(stateful(stage).map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual(['Delete', 'Delete']);
  });

  it('costs what docs/deploying.md says for alarms', () => {
    const alarms = everything('prod').ofType('AWS::CloudWatch::Alarm').length;
    const manual = readFileSync(resolve(import.meta.dirname, '../../docs/deploying.md'), 'utf8').replaceAll(/ +/g, ' ');
    expect(manual).toContain(`| alarms | ${alarms} × $0.10 |`);
  });

  it('lives in a stack without anything else', () => {
    const { Resources } = synthesize(stages.prod).data?.toJSON() ?? {};
    const types = Object.values(z.record(z.string(), resource).parse(Resources)).map(({ Type }) => Type);
    expect(types.sort()).toEqual(['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret']);
  });
});
