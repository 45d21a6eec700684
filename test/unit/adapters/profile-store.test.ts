import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { fromProfileItem, toPointerItem, toProfileItem } from '#shared/adapters/dynamodb/profile-item.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import { at } from '#test/support/a-customer-event.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';
import { describeProfileStoreContract } from '#test/support/contracts/profile-store.ts';

describeProfileStoreContract(createMemoryProfileStore);

/** A client that answers without a network: each command by `answer`. */
const tableAnswering = (answer: (input: Record<string, unknown>) => void) => {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
  );
  client.middlewareStack.add(
    () => async (args) => {
      answer({ ...args.input });
      return { output: { $metadata: {} }, response: {} };
    },
    { step: 'initialize', priority: 'low' },
  );
  return { client, name: 'table' };
};

const failing = (name: string, facts: object = {}) =>
  createProfileStore(
    tableAnswering(() => {
      throw Object.assign(new Error(name), { name, ...facts });
    }),
  );

describe('the item of a profile', () => {
  it('shows what conditions of other writers look into as plain attributes', () => {
    const profile = aProfile({ subscriptions: { email: { state: 'unsubscribed', at: at('09:00'), by: 'm-1' } } });
    expect(toProfileItem(profile)).toMatchObject({
      pk: 'P#user:ann',
      sk: 'PROFILE',
      version: 0,
      subscriptions: { email: { state: 'unsubscribed', at: at('09:00'), by: 'm-1' } },
    });
    expect(toProfileItem(profile)).not.toHaveProperty('mergedInto');
    expect(toPointerItem({ id: 'anon:a', version: 3, mergedInto: 'user:ann' })).toMatchObject({
      version: 3,
      mergedInto: 'user:ann',
    });
  });

  it('holds no address outside its traits', () => {
    const { traits: _, ...rest } = toProfileItem(aProfile({ traits: traitsOf({ email: 'ann@example.com' }) }));
    expect(JSON.stringify(rest)).not.toContain('example.com');
  });

  it('of a typical customer is well under two kilobytes', () => {
    const traits = traitsOf({
      email: 'ann.example@example.com',
      firstName: 'Ann',
      lastName: 'Example',
      phone: '+49 731 1234567',
      company: 'Example Home Appliances GmbH',
      plan: 'pro',
      city: 'Ulm',
      country: 'DE',
      birthday: '1984-05-17',
      language: 'de',
      timeZone: 'Europe/Berlin',
      marketingSource: 'trade fair',
    });
    const counter = { count: 137, first: at('08:00'), last: at('09:00') };
    const names = [
      'Page Viewed',
      'Product Viewed',
      'Product Added',
      'Checkout Started',
      'Order Completed',
      'Order Refunded',
      'Lead Created',
    ];
    const profile = aProfile({
      aliases: ['anon:5f3c2b1a-0d9e-4f8a-b7c6-d5e4f3a2b1c0', 'anon:6f3c2b1a-0d9e-4f8a-b7c6-d5e4f3a2b1c0'],
      traits,
      events: Object.fromEntries([...names, 'Journey Entered', 'Email Sent', 'Email Opened'].map((name) => [name, counter])),
      other: counter,
      channels: { web: counter, pos: counter, support: counter, email: counter, journey: counter },
      orders: { count: 12, refunds: 1, revenue: { EUR: 12_345_678 }, first: at('08:00'), last: at('09:00') },
      subscriptions: {
        email: { state: 'subscribed', at: at('08:00'), by: 'node-next-1763800000000-5f3c2b1a-0d9e-4f8a-b7c6-d5e4f3a2b1c0' },
      },
      folded: {
        'user:ann': { upTo: '123456789012345678901' },
        'anon:5f3c2b1a-0d9e-4f8a-b7c6-d5e4f3a2b1c0': { upTo: '123456789012345678901' },
        'anon:6f3c2b1a-0d9e-4f8a-b7c6-d5e4f3a2b1c0': { upTo: '123456789012345678901' },
      },
    });
    const item = toProfileItem(profile);
    expect(fromProfileItem(JSON.parse(JSON.stringify({ ...item, version: 1 })))).toEqual({ ...profile, version: 1 });
    expect(JSON.stringify(item).length).toBeLessThan(2_000);
  });

  it.each([
    ['no version', { pk: 'P#user:ann', sk: 'PROFILE' }],
    ['traits that nobody said', { pk: 'P#user:ann', sk: 'PROFILE', version: 1, traits: '{"plan":["pro",0]}' }],
    ['traits that are no JSON', { pk: 'P#user:ann', sk: 'PROFILE', version: 1, traits: '{' }],
    ['a pointer to nowhere', { pk: 'P#user:ann', sk: 'PROFILE', version: 1, mergedInto: 'ann' }],
  ])('is refused with %s', (_, item) => {
    expect(() => fromProfileItem(item)).toThrow();
  });
});

describe('a profile store whose table throttles or is busy', () => {
  const merged = [{ id: 'anon:a', version: 0, mergedInto: 'user:ann' }] as const;

  it.each([
    ['ProvisionedThroughputExceededException', {}],
    ['ThrottlingException', {}],
    ['InternalServerError', { $metadata: { httpStatusCode: 500 } }],
  ])('says so on %s', async (name, facts) => {
    const store = failing(name, facts);
    await expect(store.load('user:ann')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.save(aProfile())).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.findByEmail('0')).rejects.toBeInstanceOf(StoreUnavailable);
  });

  const cancelled = (...codes: string[]) =>
    createProfileStore(
      tableAnswering(() => {
        const CancellationReasons = codes.map((Code) => ({ Code }));
        throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
      }),
    );

  it.each([
    ['a condition that does not hold', ['None', 'ConditionalCheckFailed']],
    ['another transaction under way', ['TransactionConflict', 'None']],
  ])('takes %s for a conflict', async (_, codes) => {
    expect(await cancelled(...codes).save(aProfile(), merged)).toBe('conflict');
  });

  it('takes a single write that meets a transaction for a conflict', async () => {
    expect(await failing('TransactionConflictException').save(aProfile())).toBe('conflict');
  });

  it('does not take a throttled transaction for a conflict, which would be tried again at once', async () => {
    const outcome = cancelled('ThrottlingError', 'None').save(aProfile(), merged);
    await expect(outcome).rejects.toMatchObject({ name: 'StoreUnavailable', reason: 'throttled' });
  });

  it.each([
    ['a profile refused for what is in it', () => failing('ValidationException').save(aProfile())],
    ['a profile that cannot be read as JSON', () => failing('SerializationException').save(aProfile())],
    ['a partition that is full', () => failing('ItemCollectionSizeLimitExceededException').save(aProfile())],
    ['a transaction refused for what is in it', () => cancelled('None', 'ValidationError').save(aProfile(), merged)],
    [
      'a profile that the client has no form for',
      () => failing('Error').save(aProfile({ orders: { count: 1, refunds: 0, revenue: { EUR: 2 ** 60 } } })),
    ],
    ['a profile that has no form at all', () => failing('Error').save(aProfile({ traits: traitsOf({ a: 1n as never }) }))],
  ])('says for good that %s will never be stored', async (_, save) => {
    await expect(save()).rejects.toMatchObject({ name: 'ProfileRefused', retryable: false });
  });

  it.each([['AccessDeniedException'], ['ResourceNotFoundException'], ['ExpiredTokenException'], ['Error']])(
    'passes on %s, which says nothing about the profile',
    async (name) => {
      await expect(failing(name, { $metadata: { httpStatusCode: 400 } }).save(aProfile())).rejects.toThrow(name);
    },
  );

  it('sends one put where nothing is merged, and one transaction where something is', async () => {
    const inputs: Record<string, unknown>[] = [];
    const store = createProfileStore(tableAnswering((input) => void inputs.push(input)));
    await store.save(aProfile());
    await store.save(aProfile({ version: 4 }), merged);
    expect(inputs).toMatchObject([
      { TableName: 'table', ConditionExpression: 'attribute_not_exists(pk)', Item: { version: 1 } },
      {
        TransactItems: [
          { Put: { Item: { version: 5 }, ExpressionAttributeValues: { ':version': 4 } } },
          { Put: { Item: { version: 1, mergedInto: 'user:ann' }, ConditionExpression: 'attribute_not_exists(pk)' } },
        ],
      },
    ]);
  });
});
