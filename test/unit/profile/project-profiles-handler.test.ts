import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createHandler } from '#functions/project-profiles/handler.ts';
import { streamName } from '#functions/project-profiles/log-record.ts';
import { createProjector } from '#functions/project-profiles/projector.ts';
import { redriveEvent } from '#functions/project-profiles/redrive-event.ts';
import { RedriveRefused } from '#functions/project-profiles/redrive-refused.ts';
import { reportProjection } from '#functions/project-profiles/report-projection.ts';
import { toEventItem } from '#shared/adapters/dynamodb/event-item.ts';
import { readEventImage } from '#shared/adapters/dynamodb/read-event-image.ts';
import { createMemoryEventBus } from '#shared/adapters/memory/event-bus.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryPutAside } from '#shared/adapters/memory/put-aside.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import { aCustomerEvent, anIdentify, anOrder } from '#test/support/a-customer-event.ts';
import { aProfile } from '#test/support/a-profile.ts';
import { declared } from '#test/support/arbitrary-events.ts';

/** An item as a stream record shows it to a function: bytes as base64 text. */
const imageOf = (event: CustomerEvent): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(marshall(toEventItem(event, 400), { removeUndefinedValues: true })).map(([name, value]) => [
      name,
      (value.B instanceof Uint8Array ? { B: Buffer.from(value.B).toString('base64') } : value) as AttributeValue,
    ]),
  );

const streamArn = (label: string) => `arn:aws:dynamodb:eu-central-1:123456789012:table/tributary-prod/stream/${label}`;

const recordOf = (sequence: number, event: CustomerEvent, image = imageOf(event)): DynamoDBRecord => {
  const { pk, sk } = imageOf(event);
  return {
    eventName: 'INSERT',
    eventSourceARN: streamArn('2026-11-22T08:00:00.000'),
    dynamodb: {
      SequenceNumber: String(sequence),
      NewImage: image,
      Keys: { ...(pk && { pk }), ...(sk && { sk }) },
    },
  };
};

const aFunction = (profiles: ProfileStore = createMemoryProfileStore()) => {
  const putAside = createMemoryPutAside();
  const bus = createMemoryEventBus();
  const lines: [string, object][] = [];
  const log = {
    info: (...line: [string, object]) => void lines.push(line),
    error: (...line: [string, object]) => void lines.push(line),
  };
  const handler = createHandler({
    project: createProjector({ profiles, bus, putAside, declared, published: new Set(['Order Completed']) }),
    readEvent: readEventImage,
    report: reportProjection(log),
  });
  return { handler, profiles, putAside, bus, lines };
};

describe('project-profiles', () => {
  it('folds the events that a stream record carries, large ones too', async () => {
    const { handler, profiles, bus } = aFunction();
    const story = Array.from({ length: 200 }, (_, index) => `chapter ${index * 7919}`).join(' ');
    const answer = await handler({
      Records: [
        recordOf(1, anIdentify({ plan: 'pro', story }, { anonymousId: 'a1', userId: 'ann@example.com' })),
        recordOf(2, anOrder(49.95, { userId: 'ann@example.com' })),
      ],
    });
    expect(answer).toEqual({ batchItemFailures: [] });
    const [published] = bus.published;
    expect(published).toMatchObject({
      event: { name: 'Order Completed', userId: 'ann@example.com', properties: { revenue: 49.95 } },
    });
    expect(await profiles.load(published?.profile.id ?? 'anon:nobody')).toMatchObject({
      userId: 'ann@example.com',
      traits: { plan: { value: 'pro' }, story: { value: story } },
      orders: { revenue: { EUR: 499_500 } },
    });
  });

  it('passes over what is no new event', async () => {
    const { handler, profiles } = aFunction();
    const event = aCustomerEvent();
    const other = (sk: string): DynamoDBRecord => ({
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: '4', Keys: { pk: { S: 'P#user:ann' }, sk: { S: sk } }, NewImage: {} },
    });
    await handler({
      Records: [
        { ...recordOf(1, event), eventName: 'MODIFY' },
        { ...recordOf(2, event), eventName: 'REMOVE' },
        ...['PROFILE', 'R#lead-nurture#000001', 'S#1'].map(other),
        { eventName: 'INSERT', dynamodb: { SequenceNumber: '5', Keys: { pk: { S: 'KEY#1' }, sk: { S: 'E#' } } } },
      ],
    });
    expect(await profiles.load('user:ann')).toBeUndefined();
  });

  it.each([
    ['an item that is no event', { pk: { S: 'P#user:ann' } }, 'the item is not an event: ZodError'],
    ['no item at all', undefined, 'the record carries no item'],
  ])('puts a record with %s aside', async (_, image, reason) => {
    const { handler, putAside } = aFunction();
    const record = recordOf(2, aCustomerEvent({ messageId: 'm-2' }));
    const { NewImage: __, ...change } = record.dynamodb ?? {};
    const answer = await handler({
      Records: [recordOf(1, aCustomerEvent()), { ...record, dynamodb: { ...change, ...(image && { NewImage: image }) } }],
    });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(putAside.records).toEqual([
      {
        partition: 'user:ann',
        sortKey: 'E#2026-11-22T08:30:00.000Z#m-2',
        stream: streamName(streamArn('2026-11-22T08:00:00.000')),
        sequenceNumber: '2',
        reason,
      },
    ]);
  });

  it.each([
    ['small', { revenue: 5 }],
    [
      'large enough to be stored as bytes',
      { revenue: 5, story: Array.from({ length: 400 }, (_, index) => `chapter ${index * 7919}`).join(' ') },
    ],
  ])('folds a %s event that was put aside, when it is handed in again as the queue’s message says', async (_, properties) => {
    const { handler, putAside, profiles } = aFunction();
    const event = aCustomerEvent({ name: 'Order Completed', properties });
    await handler({ Records: [recordOf(1, event, { pk: { S: 'P#user:ann' } })] });
    const [message] = putAside.records;
    if (message === undefined) throw new Error('nothing was put aside');
    const item = marshall(toEventItem(event, 400), { removeUndefinedValues: true }) as Parameters<typeof redriveEvent>[1];
    for (let times = 0; times < 2; times += 1) {
      const invocation = JSON.parse(JSON.stringify(redriveEvent(message, item)));
      expect(await handler(invocation)).toEqual({ batchItemFailures: [] });
    }
    expect(await profiles.load('user:ann')).toMatchObject({
      orders: { count: 1 },
      folded: { 'user:ann': { upTo: expect.stringMatching(/:1$/) } },
    });
  });

  it('folds an event that an older version put aside, whose message names no stream', async () => {
    const { handler, profiles } = aFunction();
    const event = aCustomerEvent();
    await profiles.save(aProfile({ folded: { 'user:ann': { upTo: '20', except: ['7'] } } }));
    await handler({ Records: [recordOf(21, aCustomerEvent())] });
    const message = { partition: 'user:ann', sortKey: 'E#2026-11-22T08:30:00.000Z#m', sequenceNumber: '7' };
    expect(await handler(redriveEvent(message, imageOf(event)))).toEqual({ batchItemFailures: [] });
    expect(await profiles.load('user:ann')).toMatchObject({ events: { 'Product Viewed': { count: 2 } } });
  });

  it('folds the first records of a new stream of the table, whatever their numbers', async () => {
    const { handler, profiles } = aFunction();
    await handler({ Records: [recordOf(500, aCustomerEvent())] });
    const later = { ...recordOf(3, aCustomerEvent()), eventSourceARN: streamArn('2026-11-23T08:00:00.000') };
    await handler({ Records: [later] });
    await handler({ Records: [later, recordOf(500, aCustomerEvent())] });
    expect(await profiles.load('user:ann')).toMatchObject({ version: 2, events: { 'Product Viewed': { count: 2 } } });
  });

  it('writes nothing to the log where all went well, and how it went where something was put aside', async () => {
    const { handler, lines } = aFunction();
    await handler({ Records: [recordOf(1, aCustomerEvent())] });
    expect(lines).toEqual([]);
    await handler({ Records: [recordOf(2, aCustomerEvent()), recordOf(3, aCustomerEvent(), { pk: { S: 'P#user:ann' } })] });
    expect(lines).toEqual([['batch projected', { records: 2, folded: 1, putAside: 1, published: 0, merged: 0, failed: 0 }]]);
  });

  it('answers with the lowest sequence number of each profile that failed', async () => {
    const store = createMemoryProfileStore();
    const { handler, lines } = aFunction({
      ...store,
      save: async (profile) => {
        if (profile.id === 'user:cat') return store.save(profile);
        throw profile.id === 'user:ann' ? new StoreUnavailable('throttled', 2) : new TypeError('ann@example.com');
      },
    });
    const records = ['cat', 'bob', 'ann', 'ann'].map((userId, index) => recordOf(98 + index, aCustomerEvent({ userId })));
    const { batchItemFailures } = await handler({ Records: records });
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(['100', '99']);
    const log = JSON.stringify(lines);
    expect(log).toContain('throttled');
    expect(log).toContain('TypeError');
    expect(log).not.toContain('example.com');
  });

  it('cannot do anything with a record that does not say what it is about', async () => {
    const { handler } = aFunction();
    await expect(handler({ Records: [{ eventName: 'INSERT', dynamodb: { SequenceNumber: '1' } }] })).rejects.toThrow(TypeError);
  });

  it('tells in the log why a redrive was refused', async () => {
    const { handler, lines } = aFunction();
    const message = { partition: 'user:ann', sortKey: 'E#2026-11-22T08:30:00.000Z#m', sequenceNumber: '7' };
    expect(await handler(redriveEvent(message, imageOf(aCustomerEvent())))).toEqual({
      batchItemFailures: [{ itemIdentifier: '7' }],
    });
    expect(lines.at(-1)?.[1]).toMatchObject({ error: RedriveRefused.name, why: 'ahead' });
  });
});
