import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { createKeyStore } from '#shared/adapters/dynamodb/key-store.ts';
import { basic } from '#test/support/http-request.ts';
import { callRoute, customerWhen, postBatch } from '#test/support/local-api.ts';
import { localStack, localTable } from '#test/support/local-stack.ts';
import { createKey } from '#tools/local/create-key.ts';

const track = (userId: string, event: unknown = 'Order Completed') => ({
  type: 'track',
  userId,
  event,
  messageId: randomUUID(),
  timestamp: '2026-11-20T10:00:00.000Z',
});

it('lets browsers of any origin send, and answers their preflight', async () => {
  const answer = await fetch(`${localStack().apiUrl}/v1/t`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://store.example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

  expect(answer.ok).toBe(true);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
  expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
});

it.each([
  ['an unknown key', 401, 'wk_00000000000000000000000000000000'],
  ['a key of no known form', 401, 'hello'],
])('answers events under %s with %i', async (_, status, key) => {
  const answer = await callRoute('/v1/track', { method: 'POST', key, body: JSON.stringify(track('nobody')) });
  expect(answer.status).toBe(status);
});

it.each(['/v1/profiles/nobody', '/v1/rejected-events'])(
  'answers a write key on %s with 403, and no key with 401',
  async (path) => {
    const withWriteKey = await callRoute(path, { key: localStack().writeKey });
    const without = await fetch(`${localStack().apiUrl}${path}`);
    expect([withWriteKey.status, without.status]).toEqual([403, 401]);
  },
);

it.each([
  ['GET', '/v1/track', 405],
  ['PUT', '/v1/batch', 405],
  ['DELETE', '/v1/profiles/nobody', 405],
  ['GET', '/v1/nothing', 404],
  ['POST', '/v1/nothing', 404],
  ['GET', '/', 404],
])('answers %s %s, for which there is no route, with %i and in the words of all other answers', async (method, path, status) => {
  const answer = await fetch(`${localStack().apiUrl}${path}`, { method });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ success: false, error: { code: expect.any(String), message: expect.any(String) } });
});

it('answers HEAD, which has no route either, with 405', async () => {
  expect((await fetch(`${localStack().apiUrl}/v1/track`, { method: 'HEAD' })).status).toBe(405);
});

it.each(['application/json', 'text/plain'])('answers gzip that came as %s with how to send it', async (type) => {
  const answer = await fetch(`${localStack().apiUrl}/v1/track`, {
    method: 'POST',
    headers: { authorization: basic(localStack().writeKey), 'content-type': type, 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync(JSON.stringify(track('nobody')))),
  });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(await answer.json())).toContain('application/octet-stream');
});

it('takes an event that ends in half an emoji', async () => {
  const body = JSON.stringify({ ...track(`cut-${randomUUID()}`, 'Comment \ud83d'), properties: { '\udc00': '\ud83d' } });
  expect(body).toContain('\\ud83d');
  const answer = await callRoute('/v1/track', { method: 'POST', key: localStack().writeKey, body });
  expect([answer.status, await answer.json()]).toEqual([200, { success: true, accepted: 1, rejected: 0 }]);
});

it('does not take a key that was revoked', async () => {
  const keys = createKeyStore(localTable());
  const { key, record } = await createKey(keys, 'write', 'to be revoked');
  await keys.put({ ...record, revokedAt: new Date().toISOString() });
  const answer = await callRoute('/v1/track', { method: 'POST', key, body: JSON.stringify(track('nobody')) });
  expect(answer.status).toBe(401);
});

it('stores a message that is sent three times once', async () => {
  const userId = `thrice-${randomUUID()}`;
  const event = track(userId);
  for (let time = 0; time < 3; time += 1) expect((await postBatch([event])).status).toBe(200);
  const last = track(userId, 'The Last One');
  await postBatch([last]);

  const customer = await customerWhen(userId, 'has the last event', ({ otherEvents }) => otherEvents !== undefined);
  expect(customer.events['Order Completed']?.count).toBe(1);
  const { Items } = await localTable().client.send(
    new QueryCommand({
      TableName: localStack().tableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
      ExpressionAttributeValues: { ':pk': `P#user:${userId}`, ':event': 'E#' },
    }),
  );
  // What we tell ourselves, such as of segments, is in the log as well.
  const sent = Items?.filter(({ sk }) => [event.messageId, last.messageId].some((id) => String(sk).endsWith(`#${id}`)));
  expect(sent).toHaveLength(2);
});

const list = z.object({
  rejected: z.array(
    z.object({ id: z.string(), problems: z.array(z.object({ path: z.string() })), event: z.record(z.string(), z.unknown()) }),
  ),
});

const rejectedAs = async (messageId: string) => {
  const answer = await callRoute('/v1/rejected-events?limit=200');
  return list.parse(await answer.json()).rejected.find(({ event }) => event.messageId === messageId);
};

it('keeps an event that is wrong beside one that is right, and takes it in when it is corrected', async () => {
  const userId = `corrected-${randomUUID()}`;
  const wrong = track(userId, 42);
  const answer = await postBatch([wrong, track(userId, 'Demo Booked')]);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ accepted: 1, rejected: 1 });

  const kept = await rejectedAs(wrong.messageId);
  expect(kept?.problems.map(({ path }) => path)).toEqual(['event']);
  const path = `/v1/rejected-events/${kept?.id}/replay`;
  expect((await callRoute(path, { method: 'POST' })).status).toBe(422);
  const corrected = JSON.stringify({ event: { ...wrong, event: 'Order Completed' } });
  expect((await callRoute(path, { method: 'POST', body: corrected })).status).toBe(200);

  await customerWhen(userId, 'has the corrected event', ({ events }) => events['Order Completed']?.count === 1);
  expect(await rejectedAs(wrong.messageId)).toBeUndefined();
});
