import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { describe, expect, it } from 'vitest';
import { anIngestionWorld, writeKey } from '#test/support/ingestion-world.ts';
import { serve } from '#test/support/loopback-api.ts';

/** The SDKs themselves, against the function behind a real HTTP server. They use the real clock, so the function does too. */
const aWorldNow = () => {
  const world = anIngestionWorld();
  world.isNow(new Date().toISOString());
  return world;
};

const rudderAt = (url: string, options: object = {}) =>
  new RudderAnalytics(writeKey, { dataPlaneUrl: url, flushInterval: 50, logLevel: 'error', ...options });

const flushed = (rudder: RudderAnalytics) =>
  new Promise<void>((resolve) => {
    rudder.flush(() => resolve());
  });

describe("Segment's SDK for Node", () => {
  it('17: sends 40 events as batches of 15, 15 and 10, and all of them are stored', async () => {
    const world = aWorldNow();
    const api = await serve(world.ingest);
    const sizes: number[] = [];
    const segment = new Analytics({ writeKey, host: `${api.url}/`, flushInterval: 50 });
    segment.on('http_request', ({ body }) => sizes.push(JSON.parse(String(body)).batch.length));
    for (let index = 0; index < 40; index++) segment.track({ userId: 'ann', event: `Step ${index}` });
    await segment.closeAndFlush();
    expect(sizes).toEqual([15, 15, 10]);
    expect(api.requests.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(world.events.all()).toHaveLength(40);
  });

  it('17: sends again after 500 and 429, three requests in all, and one event is stored', async () => {
    const world = aWorldNow();
    const api = await serve(world.ingest, (number) => {
      if (number === 1) return { status: 500 };
      return number === 2 ? { status: 429, headers: { 'retry-after': '0' } } : undefined;
    });
    const segment = new Analytics({ writeKey, host: api.url, flushInterval: 50 });
    segment.track({ userId: 'ann', event: 'Signed Up' });
    await segment.closeAndFlush();
    expect(api.requests.map(({ status }) => status)).toEqual([500, 429, 200]);
    expect(api.requests.map(({ headers }) => headers['x-retry-count'])).toEqual([undefined, '1', '2']);
    expect(world.events.all()).toHaveLength(1);
  });

  it('17: sends again when the answer was lost after the event was stored, and it is stored once', async () => {
    const world = aWorldNow();
    const api = await serve(async (request, context) => {
      const answer = await world.ingest(request, context);
      return api.requests.length === 0 ? { statusCode: 500 } : answer;
    });
    const segment = new Analytics({ writeKey, host: api.url, flushInterval: 50 });
    segment.track({ userId: 'ann', event: 'Signed Up' });
    await segment.closeAndFlush();
    expect(api.requests).toHaveLength(2);
    expect(world.events.all()).toHaveLength(1);
  });

  it.each([
    ['an unknown key', 401, 'wk_unknown', 'x'],
    ['an event over 32 KB', 400, writeKey, 'x'.repeat(40_000)],
  ])('17: is told of %s by one answer and does not send it again', async (_, status, key, note) => {
    const world = aWorldNow();
    const api = await serve(world.ingest);
    const segment = new Analytics({ writeKey: key, host: api.url, flushInterval: 50 });
    const errors: unknown[] = [];
    segment.on('error', ({ code }) => errors.push(code));
    segment.track({ userId: 'ann', event: 'Signed Up', properties: { note } });
    await segment.closeAndFlush();
    expect(api.requests.map((request) => request.status)).toEqual([status]);
    expect(errors).toEqual(['delivery_failure']);
    expect(world.events.all()).toEqual([]);
  });

  it('12: sends every type of call, and each is stored under its name', async () => {
    const world = aWorldNow();
    const api = await serve(world.ingest);
    const segment = new Analytics({ writeKey, host: api.url, flushInterval: 50 });
    segment.identify({ userId: 'ann', traits: { plan: 'pro' } });
    segment.page({ anonymousId: 'a-1', name: 'Home' });
    segment.screen({ userId: 'ann', name: 'Main' });
    segment.group({ userId: 'ann', groupId: 'g-1' });
    segment.alias({ userId: 'ann', previousId: 'a-1' });
    segment.track({ userId: 'ann', event: 'Signed Up' });
    await segment.closeAndFlush();
    expect(world.events.all().map(({ name }) => name)).toEqual([
      'Profile Identified',
      'Page Viewed',
      'Screen Viewed',
      'Group Joined',
      'Profile Aliased',
      'Signed Up',
    ]);
  });
});

describe("RudderStack's SDK for Node", () => {
  it('18: sends its first event alone, gzipped as a form, with its key in the header only, and all are stored', async () => {
    const world = aWorldNow();
    const api = await serve(world.ingest);
    const rudder = rudderAt(api.url);
    for (let index = 0; index < 5; index++) rudder.track({ userId: 'ann', event: `Step ${index}` });
    await flushed(rudder);
    expect(api.requests.length).toBeGreaterThan(1);
    for (const { headers, status } of api.requests) {
      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' });
    }
    expect(world.events.all()).toHaveLength(5);
  });

  it('18: sends again after 503 and 429, and one event is stored', async () => {
    const world = aWorldNow();
    const api = await serve(world.ingest, (number) => [{ status: 503 }, { status: 429 }][number - 1]);
    const rudder = rudderAt(api.url, { axiosRetryConfig: { retryDelay: () => 1 } });
    rudder.track({ userId: 'ann', event: 'Signed Up' });
    await flushed(rudder);
    expect(api.requests.map(({ status }) => status)).toEqual([503, 429, 200]);
    expect(world.events.all()).toHaveLength(1);
  });
});
