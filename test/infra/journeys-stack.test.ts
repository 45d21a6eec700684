import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stages } from '#infra/stages.ts';
import type { Destination } from '#shared/domain/webhook/destination.ts';
import { aMarketing } from '#test/support/a-marketing.ts';
import { allows, functionPolicies } from '#test/support/function-policies.ts';
import { synthesize } from '#test/support/synthesize.ts';

const env = { account: '000000000000', region: 'us-east-1' };
const stackWith = (overrides: Parameters<typeof aMarketing>[0] = {}): Readonly<Record<string, Template>> =>
  synthesize(stages.prod, { marketing: aMarketing(overrides), env });

describe('an alarm on the pools of coupons', () => {
  it('goes off when run-stage counts that one runs low', () => {
    stackWith().journeys?.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'tributary-prod-coupon-pools',
      // As the function writes them: test/unit/runtime/count.test.ts.
      Namespace: 'Tributary',
      MetricName: 'CouponPoolsRunLow',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^RunStage') } }],
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it('is not there where no coupon has a pool', () => {
    const alarms = stackWith({ coupons: [] }).journeys?.findResources('AWS::CloudWatch::Alarm', {
      Properties: { MetricName: 'CouponPoolsRunLow' },
    });
    expect(alarms).toEqual({});
  });
});

describe('run-stage', () => {
  const mailchimp: Destination = {
    kind: 'mailchimp',
    destination: 'list',
    audience: 'a',
    secret: 'mailchimp',
    statusIfNew: 'pending',
    tags: [],
    fields: {},
  };

  it.each<[string, string, readonly Destination[], boolean]>([
    ['may', 'a mailing list elsewhere', [mailchimp], true],
    ['may not', 'no such list', [], false],
  ])('%s look whether an address is suppressed where there is %s', (_may, _list, destinations, expected) => {
    const allowed = functionPolicies(stackWith({ destinations })).get('tributary-prod-run-stage') ?? [];
    expect(allows(allowed, { action: 'dynamodb:GetItem', resource: 'tributary-prod', partition: 'SUPPRESSED' })).toBe(expected);
  });
});
