import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { expect, it } from 'vitest';
import { callRoute, customerWhen } from '#test/support/local-api.ts';
import { localStack } from '#test/support/local-stack.ts';
import { sdkAddress } from '#tools/sample-store/play.ts';

const events = 40;
const viewed = (customer: { otherEvents?: { count: number } | undefined; events: Record<string, { count: number }> }): number =>
  (customer.otherEvents?.count ?? 0) + Object.values(customer.events).reduce((sum, { count }) => sum + count, 0);

it('takes everything that Segment’s Node SDK sends, once', async () => {
  const { apiUrl, writeKey } = localStack();
  const userId = `segment-${randomUUID()}`;
  const statuses: number[] = [];
  const sdk = new Analytics({ writeKey, ...sdkAddress(apiUrl) });
  sdk.on('http_response', ({ status }) => void statuses.push(status));
  for (let n = 0; n < events; n += 1) sdk.track({ userId, event: 'Button Pressed', properties: { n } });
  await sdk.closeAndFlush();

  const customer = await customerWhen(userId, 'has pressed every button', (found) => viewed(found) >= events);
  expect(statuses).toEqual([200, 200, 200]);
  expect(viewed(customer)).toBe(events);
});

it('takes what RudderStack’s Node SDK sends: gzipped, as a form, with the key in the header alone', async () => {
  const { apiUrl, writeKey } = localStack();
  const userId = `rudder-${randomUUID()}`;
  const sdk = new RudderAnalytics(writeKey, { dataPlaneUrl: apiUrl, flushAt: 20, gzip: true });
  for (let n = 0; n < events; n += 1) sdk.track({ userId, event: 'Button Pressed', properties: { n } });
  await sdk.flush();

  const customer = await customerWhen(userId, 'has pressed every button', (found) => viewed(found) >= events);
  expect(viewed(customer)).toBe(events);
});

it('takes a body that a browser sends as text/plain, and one that is gzipped', async () => {
  const userId = `plain-${randomUUID()}`;
  const body = (event: string) => JSON.stringify({ type: 'track', userId, event, writeKey: localStack().writeKey });
  const plain = await fetch(`${localStack().apiUrl}/v1/t`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: body('One'),
  });
  const zipped = await callRoute('/v1/track', {
    method: 'POST',
    key: localStack().writeKey,
    headers: { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync(body('Two'))),
  });

  expect([plain.status, zipped.status]).toEqual([200, 200]);
  await customerWhen(userId, 'has both events', (found) => viewed(found) === 2);
});
