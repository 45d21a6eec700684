import { describe, expect, it } from 'vitest';
import { stages } from '#infra/stages.ts';
import { allows, functionPolicies } from '#test/support/function-policies.ts';
import { synthesize } from '#test/support/synthesize.ts';

const policies = functionPolicies(synthesize(stages.local, { env: { account: '000000000000', region: 'us-east-1' } }));
const may = (name: string, call: Parameters<typeof allows>[1]) => allows(policies.get(`tributary-local-${name}`) ?? [], call);

const table = 'tributary-local';
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:tributary-local-welcome';

describe('the policy of', () => {
  it.each([
    [
      'ingest-events lets it store events',
      'ingest-events',
      { action: 'dynamodb:BatchWriteItem', resource: table, partition: 'P' },
    ],
    ['read-profile lets it find by address', 'read-profile', { action: 'dynamodb:Query', resource: table, index: 'gsi1' }],
    ['project-profiles lets it publish', 'project-profiles', { action: 'events:PutEvents', resource: 'tributary-local' }],
    [
      'read-journey-metrics lets it find the runs of a journey',
      'read-journey-metrics',
      { action: 'dynamodb:Query', resource: table, index: 'gsi1' },
    ],
    [
      'read-journey-metrics lets it read them',
      'read-journey-metrics',
      { action: 'dynamodb:BatchGetItem', resource: table, partition: 'P' },
    ],
    [
      'project-profiles lets it put aside',
      'project-profiles',
      { action: 'sqs:SendMessage', resource: 'tributary-local-events-put-aside' },
    ],
    [
      'project-profiles lets it tell of segments',
      'project-profiles',
      { action: 'dynamodb:BatchWriteItem', resource: table, partition: 'P' },
    ],
    [
      'sweep-profiles lets it go through the index',
      'sweep-profiles',
      { action: 'dynamodb:Scan', resource: table, index: 'gsi1' },
    ],
    ['sweep-profiles lets it write profiles', 'sweep-profiles', { action: 'dynamodb:PutItem', resource: table, partition: 'P' }],
    ['route-signals lets it start journeys', 'route-signals', { action: 'states:StartExecution', resource: machine }],
    [
      'route-signals lets it stop one run',
      'route-signals',
      { action: 'states:StopExecution', resource: `${machine.replace('stateMachine', 'execution')}:4f2a` },
    ],
    ['run-stage lets it send as the brand', 'run-stage', { action: 'ses:SendEmail', resource: 'identity/hello@shop.example' }],
    [
      'run-stage lets it read the secret',
      'run-stage',
      { action: 'secretsmanager:GetSecretValue', resource: 'tributary-local-unsubscribe' },
    ],
    [
      'run-stage lets it read the secret of a destination',
      'run-stage',
      { action: 'secretsmanager:GetSecretValue', resource: 'tributary/local/destinations/crm' },
    ],
    [
      'run-stage lets it give a code of a pool away',
      'run-stage',
      { action: 'dynamodb:UpdateItem', resource: table, partition: 'COUPON' },
    ],
    ['route-signals lets it resume a run', 'route-signals', { action: 'states:SendTaskSuccess', resource: 'a token' }],
  ] as const)('%s', (_sentence, name, call) => {
    expect(may(name, call)).toBe(true);
  });

  it.each([
    [
      'ingest-events does not let it read profiles’ logs',
      'ingest-events',
      { action: 'dynamodb:Query', resource: table, partition: 'P' },
    ],
    [
      'ingest-events does not let it make keys',
      'ingest-events',
      { action: 'dynamodb:BatchWriteItem', resource: table, partition: 'KEY' },
    ],
    ['read-profile does not let it write', 'read-profile', { action: 'dynamodb:PutItem', resource: table, partition: 'P' }],
    [
      'read-journey-metrics does not let it read a customer’s log',
      'read-journey-metrics',
      { action: 'dynamodb:Query', resource: table, partition: 'P' },
    ],
    [
      'read-journey-metrics does not let it write',
      'read-journey-metrics',
      { action: 'dynamodb:PutItem', resource: table, partition: 'P' },
    ],
    [
      'read-profile does not let it read suppressions',
      'read-profile',
      { action: 'dynamodb:GetItem', resource: table, partition: 'SUPPRESSED' },
    ],
    [
      'read-profile does not let it read another index',
      'read-profile',
      { action: 'dynamodb:Query', resource: table, index: 'gsi2' },
    ],
    ['sweep-profiles does not let it scan the table', 'sweep-profiles', { action: 'dynamodb:Scan', resource: table }],
    [
      'sweep-profiles does not let it scan another index',
      'sweep-profiles',
      { action: 'dynamodb:Scan', resource: table, index: 'keeps-customers-whole' },
    ],
    [
      'route-signals does not let it touch another table',
      'route-signals',
      { action: 'dynamodb:GetItem', resource: 'other', partition: 'P' },
    ],
    [
      'route-signals does not let it start other machines',
      'route-signals',
      { action: 'states:StartExecution', resource: `${machine}-2` },
    ],
    [
      'run-stage does not let it send as somebody else',
      'run-stage',
      { action: 'ses:SendEmail', resource: 'identity/ceo@other.example' },
    ],
    [
      'run-stage does not let it read the secret of another destination',
      'run-stage',
      { action: 'secretsmanager:GetSecretValue', resource: 'tributary/local/destinations/crm-2' },
    ],
    [
      'run-stage does not let it read that of another stage',
      'run-stage',
      { action: 'secretsmanager:GetSecretValue', resource: 'tributary/prod/destinations/crm' },
    ],
    [
      'run-stage does not let it put codes into a pool',
      'run-stage',
      { action: 'dynamodb:BatchWriteItem', resource: table, partition: 'POOL' },
    ],
  ] as const)('%s', (_sentence, name, call) => {
    expect(may(name, call)).toBe(false);
  });
});
