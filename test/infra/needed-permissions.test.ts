import { describe, expect, it } from 'vitest';
import { neededPermissions } from '#infra/recorder/needed-permissions.ts';

const call = (target: string, input: object) =>
  neededPermissions({ headers: { 'x-amz-target': target }, path: '/', body: JSON.stringify(input) });
const dynamodb = (operation: string, input: object) => call(`DynamoDB_20120810.${operation}`, input);

const TableName = 'table';
const profile = { pk: { S: 'P#user:1' }, sk: { S: 'PROFILE' } };
const key = { pk: { S: 'KEY#abc' }, sk: { S: '-' } };
const suppressed = { pk: { S: 'SUPPRESSED#abc' }, sk: { S: '-' } };

describe('a call needs', () => {
  it.each([
    ['the action itself, on the family of its item', dynamodb('GetItem', { TableName, Key: key }), ['dynamodb:GetItem KEY']],
    ['PutItem by the item put', dynamodb('PutItem', { TableName, Item: profile }), ['dynamodb:PutItem P']],
    [
      'for a batch of reads, the family of each of its keys',
      dynamodb('BatchGetItem', { RequestItems: { table: { Keys: [profile, key] } } }),
      ['dynamodb:BatchGetItem P', 'dynamodb:BatchGetItem KEY'],
    ],
    [
      'for a batch, the family of each of its items',
      dynamodb('BatchWriteItem', {
        RequestItems: { table: [{ PutRequest: { Item: profile } }, { DeleteRequest: { Key: key } }] },
      }),
      ['dynamodb:BatchWriteItem P', 'dynamodb:BatchWriteItem KEY'],
    ],
    [
      'for a transaction, the action of each of its parts',
      dynamodb('TransactWriteItems', {
        TransactItems: [
          { Put: { TableName, Item: profile } },
          { Update: { TableName, Key: profile } },
          { Delete: { TableName, Key: profile } },
          { ConditionCheck: { TableName, Key: suppressed } },
        ],
      }),
      ['dynamodb:PutItem P', 'dynamodb:UpdateItem P', 'dynamodb:DeleteItem P', 'dynamodb:ConditionCheckItem SUPPRESSED'],
    ],
    [
      'for a query, the family of the partition it names',
      dynamodb('Query', {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :runs)',
        ExpressionAttributeValues: { ':pk': { S: 'P#user:1' }, ':runs': { S: 'R#' } },
      }),
      ['dynamodb:Query P'],
    ],
    ['for a scan of an index, that index', dynamodb('Scan', { TableName, IndexName: 'gsi1', Segment: 0 }), ['dynamodb:Scan']],
    [
      'for a message batch, the permission to send one',
      call('AmazonSQS.SendMessageBatch', { QueueUrl: 'http://sqs/1/put-aside' }),
      ['sqs:SendMessage'],
    ],
    ['for events, each bus', call('AWSEvents.PutEvents', { Entries: [{ EventBusName: 'bus' }] }), ['events:PutEvents']],
  ])('%s', (_sentence, needed, expected) => {
    expect(needed.map(({ action, partition }) => (partition ? `${action} ${partition}` : action))).toEqual(expected);
  });

  it('an index where it reads one', () => {
    const needed = dynamodb('Query', {
      TableName,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :x',
      ExpressionAttributeValues: { ':x': { S: 'EMAIL#1' } },
    });
    expect(needed).toEqual([{ action: 'dynamodb:Query', resource: 'table', index: 'gsi1' }]);
  });

  it('for mail, the sender and the configuration set', () => {
    const body = JSON.stringify({
      FromEmailAddress: '"Shop" <hello@shop.example>',
      ConfigurationSetName: 'set',
      Destination: {},
    });
    expect(neededPermissions({ headers: { 'x-amz-date': '1' }, path: '/v2/email/outbound-emails', body })).toEqual([
      { action: 'ses:SendEmail', resource: 'identity/hello@shop.example' },
      { action: 'ses:SendEmail', resource: 'configuration-set/set' },
    ]);
  });

  it('nothing, where it does not go to AWS', () => {
    expect(neededPermissions({ headers: {}, path: '/webhook', body: '{}' })).toEqual([]);
  });

  it('an explanation, where the recorder does not know the service', () => {
    expect(() => call('Kinesis_20131202.PutRecord', {})).toThrow(/does not know the call Kinesis_20131202\.PutRecord/);
  });

  it('no key and no value to be written down', () => {
    const needed = dynamodb('GetItem', { TableName, Key: { pk: { S: 'P#user:ada@customer.example' }, sk: { S: 'PROFILE' } } });
    expect(JSON.stringify(needed)).not.toContain('ada');
  });
});
