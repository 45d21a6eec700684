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
      'project-profiles lets it put aside',
      'project-profiles',
      { action: 'sqs:SendMessage', resource: 'tributary-local-events-put-aside' },
    ],
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
      'read-profile does not let it read suppressions',
      'read-profile',
      { action: 'dynamodb:GetItem', resource: table, partition: 'SUPPRESSED' },
    ],
    [
      'read-profile does not let it read another index',
      'read-profile',
      { action: 'dynamodb:Query', resource: table, index: 'gsi2' },
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
  ] as const)('%s', (_sentence, name, call) => {
    expect(may(name, call)).toBe(false);
  });
});
