import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createMemoryPutAside } from '#shared/adapters/memory/put-aside.ts';
import { createPutAside } from '#shared/adapters/sqs/put-aside.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import type { PutAsideRecord } from '#shared/ports/put-aside.ts';
import { aPutAsideRecord, describePutAsideContract } from '#test/support/contracts/put-aside.ts';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

/** SQS as far as SendMessageBatch goes: `refuses` says which entries of a request it does not take. */
const aQueue = (refuses: (request: number, id: string) => boolean = () => false) => {
  const requests: (readonly Entry[])[] = [];
  const taken: PutAsideRecord[] = [];
  const client = new SQSClient({ region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  client.middlewareStack.add(
    () => async (args) => {
      const { Entries } = args.input as unknown as { Entries: readonly Entry[] };
      const request = requests.push(Entries) - 1;
      const refused = Entries.filter(({ Id }) => refuses(request, Id));
      for (const entry of Entries) if (!refused.includes(entry)) taken.push(JSON.parse(entry.MessageBody) as PutAsideRecord);
      return { output: { Failed: refused.map(({ Id }) => ({ Id, Code: 'InternalError' })), $metadata: {} }, response: {} };
    },
    { step: 'initialize', priority: 'low' },
  );
  return { putAside: createPutAside(client, 'https://queue', { sleep: async () => {}, random: () => 1 }), requests, taken };
};

describe('in memory,', () => {
  describePutAsideContract(() => {
    const putAside = createMemoryPutAside();
    return { putAside, waiting: async () => putAside.records };
  });
});

describe('on SQS,', () => {
  describePutAsideContract(() => {
    const { putAside, taken } = aQueue();
    return { putAside, waiting: async () => taken };
  });

  it('a request holds ten messages, with ids of their own', async () => {
    const { putAside, requests } = aQueue();
    await putAside.put(Array.from({ length: 12 }, (_, index) => aPutAsideRecord(index)));
    expect(requests.map(({ length }) => length)).toEqual([10, 2]);
    for (const entries of requests) expect(new Set(entries.map(({ Id }) => Id)).size).toBe(entries.length);
  });

  it('a message holds only characters that the queue takes, and says the same', async () => {
    const { putAside, requests, taken } = aQueue();
    const record = { ...aPutAsideRecord(1), partition: 'user:\uffff\ufffe\u007f😀', sortKey: 'E#\\uffff' };
    await putAside.put([record]);
    expect(requests[0]?.[0]?.MessageBody).toMatch(/^[\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    expect(taken).toEqual([record]);
  });

  it('only what was not taken is sent again', async () => {
    const { putAside, requests, taken } = aQueue((request, id) => request === 0 && id === '1');
    await putAside.put([aPutAsideRecord(0), aPutAsideRecord(1), aPutAsideRecord(2)]);
    expect(requests.map(({ length }) => length)).toEqual([3, 1]);
    expect(new Set(taken.map(({ sequenceNumber }) => sequenceNumber))).toEqual(new Set(['0', '1', '2']));
  });

  it('what is never taken is an error, so that nothing is written that says it was', async () => {
    const { putAside } = aQueue(() => true);
    await expect(putAside.put([aPutAsideRecord(0)])).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
