import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { toEventItem } from '#shared/adapters/dynamodb/event-item.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { isMerged } from '#shared/domain/profile/profile.ts';
import { aCustomerEvent } from '#test/support/a-customer-event.ts';
import { eventually } from '#test/support/eventually.ts';
import { callRoute, customerWhen, postBatch } from '#test/support/local-api.ts';
import { localStack, localTable } from '#test/support/local-stack.ts';
import { repository } from '#tools/local/places.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-command-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs `tributary … --json`; the environment says which local stack. */
const tributary = (...args: string[]): Promise<{ code: number; result: Record<string, unknown>; stderr: string }> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [join(repository, 'bin', 'tributary.ts'), ...args, '--json'], (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code !== 'number') return reject(error);
      resolve({ code, result: stdout === '' ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(stdout)), stderr });
    });
  });

it('sends a file of events, tells of every line that was not taken, and stores nothing twice', async () => {
  const userId = `file-${randomUUID()}`;
  const lines = [
    JSON.stringify({
      type: 'identify',
      userId,
      traits: { email: `${userId}@files.example.com` },
      timestamp: '2026-11-01T08:00:00.000Z',
    }),
    'not JSON',
    ...Array.from({ length: 30 }, (_, n) =>
      JSON.stringify({
        type: 'track',
        userId,
        event: 'Order Completed',
        properties: { revenue: 1 },
        timestamp: `2026-11-0${1 + (n % 9)}T09:00:00.000Z`,
      }),
    ),
    JSON.stringify({ type: 'track', event: 'Nobody’s', messageId: randomUUID() }),
  ];
  const file = join(directory, 'events.ndjson');
  await writeFile(file, lines.join('\n'));

  const first = await tributary('events', 'send', file, '--batch-size', '10');
  const second = await tributary('events', 'send', file);
  for (const { code, result } of [first, second]) {
    expect(code).toBe(3);
    expect(result).toMatchObject({ lines: 33, sent: 32, accepted: 31, rejected: 1, malformed: 1 });
    expect(result.examples).toEqual(
      expect.arrayContaining([expect.objectContaining({ line: 2 }), expect.objectContaining({ line: 33 })]),
    );
  }
  const customer = await customerWhen(userId, 'has every order', ({ orders }) => orders.count >= 30);
  expect(customer.orders.count).toBe(30);
  expect(customer.firstSeenAt).toBe('2026-11-01T08:00:00.000Z');

  const shown = await tributary('profile', `email:${userId}@files.example.com`);
  expect(shown.result.userId).toBe(userId);
});

it('makes keys that work and revokes them', async () => {
  const made = await tributary('keys', 'create', '--kind', 'server', '--name', 'a test');
  const key = z.string().parse(made.result.key);
  expect((await callRoute('/v1/rejected-events', { key })).status).toBe(200);

  const other = z.string().parse((await tributary('keys', 'create', '--kind', 'server', '--name', 'another')).result.key);
  expect((await tributary('keys', 'revoke', other)).code).toBe(0);
  expect((await callRoute('/v1/rejected-events', { key: other })).status).toBe(401);
  const listed = z
    .array(z.object({ name: z.string(), revokedAt: z.string().optional() }))
    .parse((await tributary('keys', 'list')).result.keys);
  expect(listed.find(({ name }) => name === 'another')?.revokedAt).toBeDefined();
  expect(JSON.stringify(listed)).not.toContain(key);
});

const queues = async () => {
  const { result } = await tributary('dlq', 'list');
  return z.array(z.object({ queue: z.string(), messages: z.number(), reasons: z.array(z.string()) })).parse(result.queues);
};

it('puts an event aside that cannot be folded, and folds it once it is redriven after a repair', async () => {
  const userId = `poison-${randomUUID()}`;
  const at = '2026-11-20T12:00:00.000Z';
  const event = aCustomerEvent({
    profileId: `user:${userId}`,
    userId,
    name: 'Order Completed',
    timestamp: at,
    originalTimestamp: at,
    receivedAt: at,
  });
  const good = toEventItem(event, 400);
  const put = (item: object) =>
    localTable().client.send(new PutCommand({ TableName: localStack().tableName, Item: { ...item } }));
  await put({ ...good, y: 'nonsense' });
  await postBatch([{ type: 'track', userId, event: 'Demo Booked', messageId: randomUUID() }]);

  // The API cannot show a customer whose log holds an item that is no event; the profile itself can be looked at.
  const profiles = createProfileStore(localTable());
  const counted = async (name: string): Promise<number | undefined> => {
    const profile = await profiles.load(`user:${userId}`);
    return profile === undefined || isMerged(profile) ? undefined : profile.events[name]?.count;
  };
  await eventually('all but the poison is folded', () => counted('Demo Booked'));
  const aside = await eventually('the event is put aside', async () =>
    (await queues()).find(
      ({ queue, reasons }) => queue === 'events-put-aside' && reasons.some((reason) => reason.includes(userId)),
    ),
  );
  expect(aside.messages).toBeGreaterThanOrEqual(1);

  const tooEarly = await tributary('dlq', 'redrive', 'events-put-aside');
  expect(tooEarly).toMatchObject({ code: 3, result: { redriven: 0 } });
  expect(await counted('Order Completed')).toBeUndefined();

  await put(good);
  expect(await tributary('dlq', 'redrive', 'events-put-aside')).toMatchObject({ result: { redriven: 1 } });
  const after = await customerWhen(userId, 'has the order', ({ events }) => events['Order Completed'] !== undefined);
  expect(after.events['Order Completed']?.count).toBe(1);
});

it('puts a failed signal back to work', async () => {
  const userId = `signal-${randomUUID()}`;
  const messageId = randomUUID();
  const timestamp = '2026-11-20T12:00:00.000Z';
  await postBatch([
    { type: 'identify', userId, traits: { email: `${userId}@leads.example.com` }, messageId: randomUUID(), timestamp },
  ]);
  await customerWhen(userId, 'is there', () => true);
  const event = aCustomerEvent({
    profileId: `user:${userId}`,
    userId,
    messageId,
    name: 'Lead Created',
    timestamp,
    originalTimestamp: timestamp,
    receivedAt: timestamp,
  });
  const detail = {
    version: 1,
    event,
    profile: {
      id: `user:${userId}`,
      known: true,
      firstSeenAt: timestamp,
      lastSeenAt: timestamp,
      occurrences: 1,
      orders: { count: 0, revenue: {} },
    },
  };
  const body = JSON.stringify({ source: 'tributary', 'detail-type': 'Lead Created', detail });
  await new SQSClient({}).send(
    new SendMessageCommand({ QueueUrl: localStack().outputs.SignalsFailedUrl ?? '', MessageBody: body }),
  );

  expect((await queues()).find(({ queue }) => queue === 'signals-failed')).toMatchObject({ messages: 1 });
  expect(await tributary('dlq', 'redrive', 'signals-failed')).toMatchObject({ code: 0, result: { redriven: 1, kept: 0 } });
  await customerWhen(userId, 'has entered the journey', ({ journeys }) => journeys.length === 1);
});
