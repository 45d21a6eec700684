import { describe, expect, it } from 'vitest';
import { deadLetterQueues, queueNamed } from '../../../bin/commands/dead-letters/queues.ts';
import { parsePutAside, reasonOf } from '../../../bin/commands/dead-letters/reason.ts';

const described = (name: string) => ({ value: `https://sqs.example/${name}`, description: `Dead-letter queue "${name}"` });
const deployment = {
  stage: 'dev',
  outputs: new Map([
    ['PutAsideUrl', described('events-put-aside')],
    ['SignalsFailedUrl', described('signals-failed')],
    ['MailEventsFailedUrl', described('mail-events-failed')],
    ['NewUrl', described('something-new')],
    ['SignalsUrl', { value: 'https://sqs.example/signals', description: 'Where redriven signals go' }],
    ['ProjectProfilesName', { value: 'tributary-dev-project-profiles', description: '' }],
    ['TableName', { value: 'tributary-dev', description: '' }],
  ]),
};

it('finds every dead-letter queue of a stage by its description, and knows what to do with its messages', () => {
  expect(deadLetterQueues(deployment).map(({ name, remedy }) => [name, remedy])).toEqual([
    ['events-put-aside', { kind: 'fold', function: 'tributary-dev-project-profiles', table: 'tributary-dev' }],
    ['mail-events-failed', { kind: 'invoke', function: 'tributary-dev-record-mail-events' }],
    ['signals-failed', { kind: 'requeue', queueUrl: 'https://sqs.example/signals' }],
    ['something-new', { kind: 'by-hand', why: 'this version of the command does not know this queue' }],
  ]);
});

it('names the queues that there are when asked for another', () => {
  expect(() => queueNamed(deadLetterQueues(deployment), 'signals')).toThrow(/There are: events-put-aside, mail-events-failed/);
});

it.each([[{ stream: '5f3c2b1a' }], [{}]])('reads a put-aside record of %j', (stream) => {
  const record = { partition: 'user:1', sortKey: 'E#t#m', ...stream, sequenceNumber: '7', reason: 'too large' };
  expect(parsePutAside(JSON.stringify(record))).toEqual(record);
});

describe('the reason of a message', () => {
  it.each([
    [
      'that was put aside',
      { partition: 'user:1', sortKey: 'E#t#m', sequenceNumber: '7', reason: 'too large' },
      {},
      'too large (user:1 E#t#m)',
    ],
    [
      'of records that the stream let go of',
      { DDBStreamBatchInfo: { batchSize: 4, approximateArrivalOfFirstRecord: '2026-11-22T08:00:00Z' } },
      {},
      '4 stream records since 2026-11-22T08:00:00Z were not folded in time',
    ],
    [
      'of the bus',
      { 'detail-type': 'Lead Created', detail: { event: { messageId: 'm1' } } },
      {},
      '"Lead Created" m1 failed again and again',
    ],
    [
      'that a rule could not deliver',
      { 'detail-type': 'Lead Created', detail: {} },
      { ERROR_CODE: 'NO_PERMISSIONS' },
      '"Lead Created": NO_PERMISSIONS',
    ],
    ['of no known form', 'hello', {}, 'a message that is not known here failed again and again'],
  ])('%s', (_, body, attributes, expected) => {
    expect(reasonOf(JSON.stringify(body), attributes)).toBe(expected);
  });
});
