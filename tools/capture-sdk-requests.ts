/**
 * Runs the real SDKs against a server on this machine and writes what they send to test/unit/ingestion/fixtures, so that the
 * tests replay requests as they are and not as we think they are. Run it again when an SDK is updated:
 * `node tools/capture-sdk-requests.ts`.
 */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import * as z from 'zod';

/** One captured request. The body is base64 where it is compressed. */
interface CapturedRequest {
  readonly label: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isBase64Encoded: boolean;
  readonly body: string;
}

const writeKey = 'wk_captured';
const headersKept = ['authorization', 'content-encoding', 'content-type', 'x-retry-count'];
const target = join(import.meta.dirname, '../test/unit/ingestion/fixtures/sdk-requests.json');

const captured: CapturedRequest[] = [];
let label = '';

const server = createServer(async (request, response) => {
  const body = await buffer(request);
  const isBase64Encoded = request.headers['content-encoding'] !== undefined;
  captured.push({
    label,
    method: request.method ?? '',
    path: request.url ?? '',
    headers: Object.fromEntries(
      headersKept.flatMap((name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    ),
    isBase64Encoded,
    body: body.toString(isBase64Encoded ? 'base64' : 'utf8'),
  });
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"success":true}');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = z.object({ port: z.number() }).parse(server.address());
const host = `http://127.0.0.1:${port}`;

label = 'segment: one call of each type';
const segment = new Analytics({ writeKey, host, flushInterval: 100 });
segment.identify({ userId: 'u-1', traits: { email: 'ada@example.com', plan: 'pro' } });
segment.track({ userId: 'u-1', event: 'Order Completed', properties: { order_id: '50314', revenue: 12.5, currency: 'EUR' } });
segment.page({ anonymousId: 'a-1', name: 'Home', category: 'Shop', properties: { url: 'https://shop.example.com/' } });
segment.screen({ userId: 'u-1', name: 'Main' });
segment.group({ userId: 'u-1', groupId: 'g-1', traits: { name: 'Analytical Engines' } });
segment.alias({ userId: 'u-1', previousId: 'a-1' });
await segment.closeAndFlush();

label = 'segment: forty tracks with the default batch size';
const forty = new Analytics({ writeKey, host, flushInterval: 100 });
for (let index = 0; index < 40; index++) forty.track({ userId: 'u-2', event: `Step ${index}` });
await forty.closeAndFlush();

label = 'rudder: one call of each type, gzip';
await withRudder({}, (rudder) => {
  rudder.identify({ userId: 'u-3', traits: { email: 'grace@example.com', plan: 'pro' } });
  rudder.track({ userId: 'u-3', event: 'Order Completed', properties: { order_id: '50315', revenue: 7, currency: 'USD' } });
  rudder.page({ anonymousId: 'a-3', name: 'Home', properties: { url: 'https://shop.example.com/' } });
  rudder.screen({ userId: 'u-3', name: 'Main' });
  rudder.group({ userId: 'u-3', groupId: 'g-1', traits: { name: 'Compilers' } });
  rudder.alias({ userId: 'u-3', previousId: 'a-3' });
});

label = 'rudder: without gzip, with a time of its own';
await withRudder({ gzip: false }, (rudder) => {
  rudder.track({ userId: 'u-3', event: 'Paid at the till', timestamp: new Date('2026-11-20T09:30:00.000Z') });
});

server.close();
const require = createRequire(import.meta.url);
const versionOf = (name: string) => z.object({ version: z.string() }).parse(require(`${name}/package.json`)).version;
const versions = Object.fromEntries(
  ['@segment/analytics-node', '@rudderstack/rudder-sdk-node'].map((name) => [name, versionOf(name)]),
);
mkdirSync(join(target, '..'), { recursive: true });
writeFileSync(target, `${JSON.stringify({ writeKey, versions, requests: captured }, undefined, 2)}\n`);
console.log(`${captured.length} requests written to ${target}`);

/** This SDK flushes its first event alone and says by callback when all is sent. */
async function withRudder(options: { gzip?: boolean }, use: (rudder: RudderAnalytics) => void): Promise<void> {
  const rudder = new RudderAnalytics(writeKey, { dataPlaneUrl: host, flushInterval: 100, logLevel: 'error', ...options });
  use(rudder);
  await new Promise<void>((resolve, reject) => {
    rudder.flush((error?: Error) => (error ? reject(error) : resolve()));
  });
}
