import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, inject, it, vi } from 'vitest';
import { createEventStore } from '#shared/adapters/dynamodb/event-store.ts';
import { createProfileStore } from '#shared/adapters/dynamodb/profile-store.ts';
import { createRejectedEvents } from '#shared/adapters/dynamodb/rejected-events.ts';
import { createRunStore } from '#shared/adapters/dynamodb/run-store.ts';
import { createSendLedger } from '#shared/adapters/dynamodb/send-ledger.ts';
import { createSuppressions } from '#shared/adapters/dynamodb/suppressions.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { createUnsubscribeTokens } from '#shared/adapters/jose/unsubscribe-tokens.ts';
import { createSecret } from '#shared/adapters/secrets-manager/secret.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { ledgerTags } from '#shared/domain/sending/ledger-tags.ts';
import { suppressedDigest } from '#shared/domain/sending/suppression.ts';

import { aLead } from '#test/support/ids-by-chance.ts';

/**
 * Has each function make its calls to AWS: in the ordinary way first, then those it makes seldom, where something comes twice, is
 * broken, or is reported by SES, which the emulator does not do. Through the same doors as on AWS, so that zz-permissions.test.ts
 * knows what each of them needs.
 */
const stack = inject('stack');
const table = openTable(stack.tableName);
const events = createEventStore(table, { retentionDays: 1 });
const aUser = () => aLead('rare');
const eventually = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 60_000, interval: 250 });

const post = (path: string, key: string, body: unknown = {}) =>
  fetch(`${stack.apiUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const namesOf = async (userId: string): Promise<readonly string[]> =>
  (await events.timeline([`user:${userId}`], 50)).events.map(({ name }) => name);

const get = (path: string) => fetch(`${stack.apiUrl}${path}`, { headers: { authorization: `Bearer ${stack.serverKey}` } });

it('a lead gets the first mail of its journey and can be read, and what was rejected beside it is listed', async () => {
  const userId = aUser();
  const email = `${userId}@customer.example`;
  const timestamp = new Date().toISOString();
  const batch = [
    { type: 'identify', userId, traits: { email }, messageId: randomUUID(), timestamp },
    { type: 'track', userId, event: 'Lead Created', messageId: randomUUID(), timestamp },
    { type: 'track', userId, messageId: randomUUID(), timestamp },
  ];
  expect((await post('/v1/batch', stack.writeKey, { batch, sentAt: timestamp })).status).toBe(200);
  await eventually(async () => expect(await namesOf(userId)).toContain('Email Sent'));

  const read = ['/v1/rejected-events', '/v1/journeys/lead-nurture/metrics'];
  for (const path of [`/v1/profiles/${userId}`, `/v1/profiles/email:${email}`, ...read]) {
    expect((await get(path)).status, path).toBe(200);
  }
});

it('an event without a time that is sent twice is one event', async () => {
  const userId = aUser();
  const untimed = { userId, event: 'Door Opened', messageId: randomUUID() };
  expect((await post('/v1/track', stack.writeKey, untimed)).status).toBe(200);
  expect((await post('/v1/track', stack.writeKey, untimed)).status).toBe(200);
  expect(await namesOf(userId)).toEqual(['Door Opened']);
});

it('a rejected event that is right by now is taken in, also where it has no time and had been received before', async () => {
  const userId = aUser();
  const event = { type: 'track', userId, event: 'Door Opened', messageId: randomUUID() };
  await post('/v1/track', stack.writeKey, event);
  const receivedAt = new Date().toISOString();
  const id = `${receivedAt.slice(0, 10)}.${randomUUID().replaceAll('-', '')}`;
  const problems = [{ path: 'event', message: 'was not understood' }];
  await createRejectedEvents(table, { now: () => new Date() }).put([{ id, receivedAt, problems, event }]);

  expect((await post(`/v1/rejected-events/${id}/replay`, stack.serverKey)).status).toBe(200);
  expect(await namesOf(userId)).toEqual(['Door Opened']);
});

it('a record that cannot be folded is put aside', async () => {
  const client = new SQSClient({});
  const waiting = async () => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: stack.outputs.PutAsideUrl ?? '',
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages);
  };
  const before = await waiting();
  const Item = { pk: `P#user:${aUser()}`, sk: `E#${new Date().toISOString()}#${randomUUID()}`, y: 'not an event' };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
  await eventually(async () => expect(await waiting()).toBeGreaterThan(before));
});

it('what SES reports settles an open line of the ledger and suppresses an address that bounces', async () => {
  const userId = aUser();
  const profileId = `user:${userId}` as const;
  const sendId = randomUUID().replaceAll('-', '');
  const address = `${userId}@customer.example`;
  const at = new Date().toISOString();
  const run = { journey: 'lead-nurture', profileId, number: 1, runId: randomUUID(), enteredAt: at, enteredBy: 'x' } as const;
  await createProfileStore(table).save(emptyProfile(profileId));
  await createRunStore(table).claim({ ...run, state: 'active' });
  const ledger = createSendLedger(table);
  const line = {
    sendId,
    profileId,
    journey: run.journey,
    runId: run.runId,
    runNumber: 1,
    step: 's',
    message: 'm',
    claimedAt: at,
  };
  const conditions = { profileId, channel: 'email', requireConsent: false, emailDigest: suppressedDigest(address) } as const;
  expect(await ledger.claim({ ...line, state: 'claimed' }, conditions)).toEqual({ kind: 'claimed' });
  expect(await ledger.move({ ...line, state: 'sending' }, ['claimed'])).toBe('moved');

  const tags = Object.fromEntries(
    Object.entries({ sendId, ...ledgerTags({ profileId, sendId }) }).map(([name, tag]) => [name, [tag]]),
  );
  const mail = { timestamp: at, messageId: 'ses-1', tags: { ...tags, 'ses:configuration-set': ['tributary-local'] } };
  const bounce = {
    timestamp: at,
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: address }],
  };
  // As the rule does it: a source beginning with `aws.` cannot be put on a bus by anybody but AWS, nor by the emulator.
  const report = { source: 'aws.ses', 'detail-type': 'Email Bounced', detail: { eventType: 'Bounce', mail, bounce } };
  await new LambdaClient({}).send(
    new InvokeCommand({
      FunctionName: 'tributary-local-record-mail-events',
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(report)),
    }),
  );
  await eventually(async () => {
    expect((await ledger.load(profileId, sendId))?.state).toBe('sent');
    expect(await createSuppressions(table).has(suppressedDigest(address))).toBe(true);
    expect(await namesOf(userId)).toContain('Email Bounced');
  });
});

it('a link followed twice unsubscribes once', async () => {
  const userId = aUser();
  const tokens = createUnsubscribeTokens(createSecret('tributary-local-unsubscribe'));
  const token = await tokens.sign({ profileId: `user:${userId}`, channel: 'email', sendId: 'a-send' });
  const follow = () => fetch(`${stack.apiUrl}/v1/unsubscribe/${token}`, { method: 'POST' });
  expect((await Promise.all([follow(), follow()])).map(({ status }) => status)).toEqual([200, 200]);
  expect(await namesOf(userId)).toEqual(['Unsubscribed']);
});

it('an order ends a journey that is under way', async () => {
  const userId = aUser();
  const at = Date.now();
  const track = (event: string, timestamp: number) =>
    post('/v1/track', stack.writeKey, { userId, event, messageId: randomUUID(), timestamp: new Date(timestamp).toISOString() });
  await post('/v1/identify', stack.writeKey, {
    userId,
    traits: { email: `${userId}@customer.example` },
    messageId: randomUUID(),
  });
  await track('Lead Created', at - 60_000);
  await eventually(async () => expect(await namesOf(userId)).toContain('Journey Entered'));
  await track('Order Completed', at);
  await eventually(async () => expect((await createRunStore(table).list([`user:${userId}`]))[0]?.endedAt).toBeDefined());
});
