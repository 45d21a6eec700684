import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import { limits } from '#shared/domain/event/limits.ts';
import { basic, call } from '#test/support/http-request.ts';
import { aKey, anIngestionWorld, serverKey, writeKey } from '#test/support/ingestion-world.ts';
import captured from './fixtures/sdk-requests.json' with { type: 'json' };

/**
 * What a server must do so that the SDKs of Segment and RudderStack work against it unchanged, point by point. How the SDKs
 * themselves behave against this server is in `real-sdks.test.ts`.
 */
const aTrack = (overrides: object = {}) => ({
  type: 'track',
  event: 'Signed Up',
  userId: 'ann',
  messageId: 'm-1',
  timestamp: '2026-11-22T08:29:00.000Z',
  ...overrides,
});

const aBatch = (events: readonly unknown[], overrides: object = {}) => ({
  batch: events,
  sentAt: '2026-11-22T08:30:00.000Z',
  ...overrides,
});

const capturedWorld = () => anIngestionWorld({ keys: [aKey(captured.writeKey, 'write')] });

const replayCaptured = (world: ReturnType<typeof capturedWorld>, request: (typeof captured.requests)[number]) =>
  call(world.ingest, {
    method: request.method,
    path: request.path,
    headers: request.headers as unknown as Record<string, string>,
    body: request.isBase64Encoded ? Buffer.from(request.body, 'base64') : request.body,
  });

describe('endpoints', () => {
  it('1: takes batches in full and shortened', async () => {
    for (const path of ['/v1/batch', '/v1/b']) {
      const world = anIngestionWorld();
      expect((await world.post(path, aBatch([aTrack()]))).status).toBe(200);
      expect(world.events.all()).toHaveLength(1);
    }
  });

  it.each([
    ['track', ['/v1/track', '/v1/t'], { event: 'Signed Up' }, 'Signed Up'],
    ['identify', ['/v1/identify', '/v1/i'], { traits: { plan: 'pro' } }, 'Profile Identified'],
    ['page', ['/v1/page', '/v1/p'], { name: 'Home' }, 'Page Viewed'],
    ['screen', ['/v1/screen', '/v1/s'], { name: 'Main' }, 'Screen Viewed'],
    ['group', ['/v1/group', '/v1/g'], { groupId: 'g-1' }, 'Group Joined'],
    ['alias', ['/v1/alias', '/v1/a'], { previousId: 'a-1' }, 'Profile Aliased'],
  ] as const)('1: takes a single %s in full and shortened, its type told by the address', async (type, paths, fields, name) => {
    for (const path of paths) {
      const world = anIngestionWorld();
      const answer = await world.post(path, { userId: 'ann', messageId: 'm-1', timestamp: '2026-11-22T08:00:00Z', ...fields });
      expect(answer).toMatchObject({ status: 200, json: { success: true, accepted: 1, rejected: 0 } });
      expect(world.events.all()).toMatchObject([{ type, name, profileId: 'user:ann' }]);
    }
  });

  it('2: takes a slash at the end and anything before /v1', async () => {
    const world = anIngestionWorld();
    expect((await world.post('/v1/batch/', aBatch([aTrack()]))).status).toBe(200);
    expect((await world.post('/_aws/execute-api/abc/v1/batch', aBatch([aTrack()]))).status).toBe(200);
  });

  it('answers another address 404 and another method 405, with a message', async () => {
    const world = anIngestionWorld();
    expect(await world.post('/v1/nothing', {})).toMatchObject({
      status: 404,
      json: { success: false, error: { code: 'not-found' } },
    });
    const get = await call(world.ingest, { method: 'GET', path: '/v1/batch' });
    expect(get).toMatchObject({ status: 405, json: { error: { code: 'method-not-allowed' } }, headers: { allow: 'POST' } });
  });

  it.each([
    ['PUT', '/v1/profiles/ann', 'GET'],
    ['HEAD', '/v1/profiles/user%3Aann/', 'GET'],
    ['DELETE', '/v1/rejected-events', 'GET'],
    ['GET', '/v1/rejected-events/2026-11-22.0/replay', 'POST'],
    ['PUT', '/v1/unsubscribe/token', 'GET, POST'],
  ])('answers %s %s, which the gateway has no route for, with the methods there are', async (method, path, allow) => {
    expect(await call(anIngestionWorld().ingest, { method, path })).toMatchObject({ status: 405, headers: { allow } });
  });
});

describe('keys', () => {
  const encoded = (text: string) => Buffer.from(text).toString('base64');

  it.each([
    ['3: Basic with the colon that SDKs append', { authorization: basic(writeKey) }, {}],
    ['3: Basic without the colon, as old libraries send it', { authorization: `Basic ${encoded(writeKey)}` }, {}],
    ['3: Basic whose scheme is written small', { authorization: `basic ${encoded(`${writeKey}:`)}` }, {}],
    ['4: a writeKey in the body and no header', {}, { writeKey }],
    ['4: both', { authorization: basic(writeKey) }, { writeKey }],
    [
      '5: an OAuth token in the header, with the writeKey in the body',
      { authorization: 'Bearer some.oauth.token' },
      { writeKey },
    ],
    ['a Bearer key', { authorization: `Bearer ${writeKey}` }, {}],
    ['a server key, which may send events too', { authorization: basic(serverKey) }, {}],
  ])('takes %s', async (_, headers, body) => {
    const world = anIngestionWorld();
    const answer = await call(world.ingest, { path: '/v1/batch', headers, body: aBatch([aTrack()], body) });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['an unknown key', { authorization: basic('wk_unknown') }, {}, 'unknown-key'],
    [
      'an unknown writeKey in the body, whatever the header says',
      { authorization: basic(writeKey) },
      { writeKey: 'wk_x' },
      'unknown-key',
    ],
    ['no key', {}, {}, 'no-key'],
    ['a header that is no credential', { authorization: 'Basic' }, {}, 'no-key'],
    ['a revoked key', { authorization: basic('wk_revoked') }, {}, 'revoked-key'],
  ])('answers %s 401, and stores nothing', async (_, headers, body, code) => {
    const world = anIngestionWorld({ keys: [aKey('wk_revoked', 'write', { revokedAt: '2026-11-20T00:00:00.000Z' })] });
    const answer = await call(world.ingest, { path: '/v1/batch', headers, body: aBatch([aTrack()], body) });
    expect(answer).toMatchObject({ status: 401, json: { success: false, error: { code } } });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(world.events.all()).toEqual([]);
  });

  it('answers a report key 403, which may neither send nor read customers', async () => {
    const world = anIngestionWorld({ keys: [aKey('rk_analyst', 'report')] });
    const headers = { authorization: basic('rk_analyst') };
    for (const answer of [
      await call(world.ingest, { path: '/v1/batch', headers, body: aBatch([aTrack()]) }),
      await call(world.list, { method: 'GET', path: '/v1/rejected-events', headers }),
    ])
      expect(answer).toMatchObject({ status: 403, json: { success: false, error: { code: 'report-key' } } });
    expect(world.events.all()).toEqual([]);
  });

  it('answers a write key on a read route 403', async () => {
    const world = anIngestionWorld();
    for (const [handler, method, path] of [
      [world.list, 'GET', '/v1/rejected-events'],
      [world.replay, 'POST', '/v1/rejected-events/x/replay'],
    ] as const) {
      const answer = await call(handler, { method, path, headers: { authorization: basic(writeKey) } });
      expect(answer).toMatchObject({ status: 403, json: { success: false, error: { code: 'write-key' } } });
    }
  });
});

describe('bodies', () => {
  it('6, 7, 12: replays what the SDKs sent, and every event of it is stored', async () => {
    const world = capturedWorld();
    let sent = 0;
    for (const request of captured.requests) {
      const text = request.isBase64Encoded ? gunzipSync(Buffer.from(request.body, 'base64')).toString() : request.body;
      sent += JSON.parse(text).batch.length;
      expect(await replayCaptured(world, request)).toMatchObject({ status: 200, json: { success: true, rejected: 0 } });
    }
    expect(world.events.all()).toHaveLength(sent);
    const stored = JSON.stringify(world.events.all());
    for (const transport of ['writeKey', 'sentAt', '_metadata']) expect(stored).not.toContain(transport);
  });

  it('6: reads the time of a RudderStack event, which has no timestamp, from its originalTimestamp', async () => {
    const world = capturedWorld();
    for (const request of captured.requests) if (request.label.startsWith('rudder')) await replayCaptured(world, request);
    const order = world.events.all().find((event) => event.name === 'Order Completed');
    expect(order?.originalTimestamp).toMatch(/^20\d\d-/);
    expect(order?.originalTimestamp).not.toBe(order?.receivedAt);
    const paid = world.events.all().find((event) => event.name === 'Paid at the till');
    expect(paid?.originalTimestamp).toBe('2026-11-20T09:30:00.000Z');
  });

  it('6: takes an analytics.js single call: the event with writeKey and sentAt beside its fields', async () => {
    const world = anIngestionWorld();
    const body = JSON.stringify({ ...aTrack(), writeKey, sentAt: '2026-11-22T08:30:00.000Z', _metadata: { bundled: [] } });
    const answer = await call(world.ingest, { path: '/v1/t', headers: { 'content-type': 'text/plain' }, body });
    expect(answer.status).toBe(200);
    expect(world.events.all()).toMatchObject([{ name: 'Signed Up', timestamp: '2026-11-22T08:29:00.000Z' }]);
  });

  it.each([
    ['gzip sent as a form', { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' }, gzipSync],
    ['gzip that nobody announced', {}, gzipSync],
    ['text/plain', { 'content-type': 'text/plain' }, (text: string) => text],
    ['JSON in base64', { 'content-type': 'application/octet-stream' }, (text: string) => Buffer.from(text)],
  ])('7: takes %s', async (_, headers, encode) => {
    const world = anIngestionWorld();
    expect((await world.post('/v1/batch', encode(JSON.stringify(aBatch([aTrack()]))), headers)).status).toBe(200);
    expect(world.events.all()).toHaveLength(1);
  });

  it('7: stops inflating at the limit and answers 400', async () => {
    const world = anIngestionWorld();
    const bomb = gzipSync(`{"batch":["${'a'.repeat(20_000_000)}"]}`);
    expect(bomb.length).toBeLessThan(limits.eventBytes);
    const answer = await world.post('/v1/batch', bomb, { 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'batch-too-large' } } });
  });

  it("8: merges the batch's context and integrations into every event, the event's own winning", async () => {
    const world = anIngestionWorld();
    const own = aTrack({ messageId: 'm-2', context: { channel: 'pos', ip: '203.0.113.9' }, integrations: { All: false } });
    const shared = { context: { channel: 'web', app: { name: 'Shop' } }, integrations: { All: true, Mail: true } };
    await world.post('/v1/batch', aBatch([aTrack(), own], shared));
    expect(world.events.all()).toMatchObject([
      { context: { channel: 'web', app: { name: 'Shop' } }, integrations: { All: true, Mail: true } },
      { context: { channel: 'pos', ip: '203.0.113.9', app: { name: 'Shop' } }, integrations: { All: false, Mail: true } },
    ]);
  });

  it('8: rejects an event in a batch that does not say its type, and keeps it', async () => {
    const world = anIngestionWorld();
    const answer = await world.post('/v1/batch', aBatch([aTrack({ type: undefined }), aTrack()]));
    expect(answer).toMatchObject({ status: 200, json: { success: true, accepted: 1, rejected: 1 } });
    expect(answer.json.rejections).toMatchObject([{ index: 0, problems: [{ path: 'type' }] }]);
    expect((await world.listRejected()).json.rejected).toHaveLength(1);
  });
});

describe('events', () => {
  it.each([
    ['belongs to nobody', aTrack({ userId: undefined }), 'userId'],
    ['is a track without a name', aTrack({ event: undefined }), 'event'],
    ['is a track with an empty name', aTrack({ event: '  ' }), 'event'],
    ['is a group call without a group', { type: 'group', userId: 'ann' }, 'groupId'],
    ['is an alias without the id of before', { type: 'alias', userId: 'ann' }, 'previousId'],
    ['is an alias without a user', { type: 'alias', previousId: 'a-1' }, 'userId'],
    ['has a type that nobody knows', aTrack({ type: 'wink' }), 'type'],
    ['has properties that are a list', aTrack({ properties: [1] }), 'properties'],
    ['has a number as its name', aTrack({ event: 7 }), 'event'],
    ['has control characters in its name', aTrack({ event: 'Signed\u0000Up' }), 'event'],
    ['has half an emoji in its user id', aTrack({ userId: 'ann\ud83d' }), 'userId'],
    ['has lost a character of its messageId', aTrack({ messageId: 'm\ufffd' }), 'messageId'],
    ['is told by Tributary itself', aTrack({ event: 'Email Bounced' }), 'event'],
    ['is no object', 'hello', ''],
  ])('9: rejects an event that %s, saying where', async (_, event, path) => {
    const world = anIngestionWorld();
    const { json } = await world.post('/v1/batch', aBatch([event]));
    expect(json).toMatchObject({ success: true, accepted: 0, rejected: 1, rejections: [{ problems: [{ path }] }] });
    expect(world.events.all()).toEqual([]);
  });

  it('9: takes numeric ids as their text, and empty and null ones as absent', async () => {
    const world = anIngestionWorld();
    await world.post('/v1/batch', aBatch([aTrack({ userId: 42, anonymousId: '' }), aTrack({ userId: null, anonymousId: 7 })]));
    expect(world.events.all()).toMatchObject([
      { profileId: 'user:42', userId: '42' },
      { profileId: 'anon:7', anonymousId: '7' },
    ]);
  });

  it('10: takes what the sender clock is off from the time of the event: receivedAt - (sentAt - originalTimestamp)', async () => {
    const world = anIngestionWorld();
    const twoHoursAhead = aBatch([aTrack({ timestamp: '2026-11-22T10:25:00.000Z' })], { sentAt: '2026-11-22T10:30:00.000Z' });
    await world.post('/v1/batch', twoHoursAhead);
    expect(world.events.all()).toMatchObject([
      {
        originalTimestamp: '2026-11-22T10:25:00.000Z',
        timestamp: '2026-11-22T08:25:00.000Z',
        receivedAt: '2026-11-22T08:30:00.000Z',
      },
    ]);
  });

  it.each([
    [
      'is never later than its receipt',
      { timestamp: '2027-01-01T00:00:00.000Z' },
      '2026-11-22T08:30:00.000Z',
      '2026-11-22T08:30:00.000Z',
    ],
    [
      'is as it was sent, where nobody says when it was sent',
      { timestamp: '2026-11-22T16:29:00+08:00' },
      undefined,
      '2026-11-22T08:29:00.000Z',
    ],
    [
      'is never later than its receipt then either',
      { timestamp: '2027-01-01T00:00:00.000Z' },
      undefined,
      '2026-11-22T08:30:00.000Z',
    ],
    [
      'is as it was sent, where sentAt is no time',
      { timestamp: '2026-11-22T08:29:00.000Z' },
      'just now',
      '2026-11-22T08:29:00.000Z',
    ],
    [
      'follows the sentAt of the event, where the batch has none',
      { sentAt: '2026-11-22T09:30:00.000Z' },
      undefined,
      '2026-11-22T07:29:00.000Z',
    ],
  ])('10: the time of an event %s', async (_, fields, sentAt, expected) => {
    const world = anIngestionWorld();
    await world.post('/v1/batch', { batch: [aTrack(fields)], sentAt });
    expect(world.events.all()[0]?.timestamp).toBe(expected);
  });

  it('10: rejects an event whose time is none, saying where', async () => {
    const { json } = await anIngestionWorld().post('/v1/batch', aBatch([aTrack({ timestamp: '22.11.2026' })]));
    expect(json.rejections).toMatchObject([{ problems: [{ path: 'timestamp', message: expect.stringContaining('ISO 8601') }] }]);
  });

  it('11: keeps the messageId, of at most 100 characters', async () => {
    const world = anIngestionWorld();
    const events = [aTrack({ messageId: 'x'.repeat(100) }), aTrack({ messageId: 'x'.repeat(101) })];
    const { json } = await world.post('/v1/batch', aBatch(events));
    expect(json).toMatchObject({ accepted: 1, rejected: 1, rejections: [{ index: 1, problems: [{ path: 'messageId' }] }] });
    expect(world.events.all()[0]?.messageId).toHaveLength(100);
  });

  it('11: a resend, with sentAt rewritten and received later, is the same event', async () => {
    const world = anIngestionWorld();
    await world.post('/v1/batch', aBatch([aTrack()]));
    world.isNow('2026-11-22T09:45:00.000Z');
    await world.post('/v1/batch', aBatch([aTrack()], { sentAt: '2026-11-22T09:45:00.000Z' }));
    expect(world.events.all()).toHaveLength(1);
  });

  it('11: an event without a messageId gets one from its content, so that a blind resend is the same event', async () => {
    const world = anIngestionWorld();
    const bare = aTrack({ messageId: undefined });
    await world.post('/v1/batch', aBatch([bare]));
    await world.post('/v1/batch', aBatch([bare], { sentAt: '2026-11-22T08:31:00.000Z' }));
    await world.post('/v1/track', { ...bare, writeKey, sentAt: '2026-11-22T08:32:00.000Z' });
    expect(world.events.all()).toHaveLength(1);
    await world.post('/v1/batch', aBatch([{ ...bare, event: 'Signed Out' }]));
    expect(world.events.all()).toHaveLength(2);
  });

  it('11: an event with a messageId and no time is stored at its first receipt, however often it comes', async () => {
    const world = anIngestionWorld();
    const untimed = aTrack({ timestamp: undefined });
    await world.post('/v1/batch', aBatch([untimed]));
    world.isNow('2026-11-22T11:00:00.000Z');
    expect((await world.post('/v1/batch', aBatch([untimed]))).json).toMatchObject({ accepted: 1 });
    expect(world.events.all()).toMatchObject([
      { messageId: 'm-1', originalTimestamp: '2026-11-22T08:30:00.000Z', timestamp: '2026-11-22T08:30:00.000Z' },
    ]);
    expect(world.events.all()).toHaveLength(1);
  });

  it('11: an event with neither gets a new id each time', async () => {
    const world = anIngestionWorld();
    const anonymous = aTrack({ timestamp: undefined, messageId: undefined });
    await world.post('/v1/batch', aBatch([anonymous, anonymous]));
    expect(world.events.all().map(({ messageId }) => messageId)).toEqual(['made-1', 'made-2']);
  });

  it('takes an event with half an emoji in its name and its properties, and the others of its batch', async () => {
    const world = anIngestionWorld();
    const cut =
      '{"batch":[{"type":"track","event":"a\\ud83d","userId":"ann","messageId":"m-1","properties":{"\\udc00":["\\ud83d"]}},';
    const answer = await world.post('/v1/batch', `${cut}${JSON.stringify(aTrack({ messageId: 'm-2' }))}]}`);
    expect(answer).toMatchObject({ status: 200, json: { accepted: 2, rejected: 0 } });
    const taken = world.events.all().find(({ messageId }) => messageId === 'm-1');
    expect(taken).toMatchObject({ name: 'a\ufffd', properties: { '\ufffd': ['\ufffd'] } });
  });

  it('takes what Tributary tells itself under a server key: history from another mail provider', async () => {
    const world = anIngestionWorld();
    const answer = await world.post('/v1/track', aTrack({ event: 'Email Bounced' }), { authorization: basic(serverKey) });
    expect(answer.json).toMatchObject({ accepted: 1 });
  });

  it.each([writeKey, serverKey])('never takes an event for one of our own: context.source is dropped under %s', async (key) => {
    const world = anIngestionWorld();
    const own = { ...aTrack({ context: { source: 'tributary', channel: 'email' } }) };
    const shared = aBatch([own, aTrack({ messageId: 'm-2' })], { context: { source: 'tributary' } });
    await world.post('/v1/batch', shared, { authorization: basic(key) });
    await world.post('/v1/batch', aBatch([aTrack({ messageId: 'm-3', context: { source: 'till' } })]), {
      authorization: basic(key),
    });
    expect(world.events.all().map(({ context }) => context)).toEqual([{ channel: 'email' }, undefined, { source: 'till' }]);
  });

  it('looks up first receipts a few at a time, and keeps each event with its own', async () => {
    let [running, most] = [0, 0];
    const world = anIngestionWorld({
      wrap: (store) => ({
        ...store,
        firstReceipt: async (...place) => {
          most = Math.max(most, ++running);
          await new Promise(setImmediate);
          running -= 1;
          return store.firstReceipt(...place);
        },
      }),
    });
    const events = Array.from({ length: 90 }, (_, index) => aTrack({ timestamp: undefined, messageId: `m-${index}` }));
    expect((await world.post('/v1/batch', aBatch(events))).json).toMatchObject({ accepted: 90 });
    expect(world.events.all().map(({ messageId }) => messageId)).toEqual(events.map(({ messageId }) => messageId));
    expect(most).toBe(25);
  });

  it('12: keeps context.library and drops _metadata', async () => {
    const world = anIngestionWorld();
    const library = { name: '@segment/analytics-node', version: '3.1.0' };
    await world.post('/v1/batch', aBatch([aTrack({ context: { library }, _metadata: { nodeVersion: 'v24' } })]));
    expect(world.events.all()[0]?.context).toEqual({ library });
    expect(JSON.stringify(world.events.all())).not.toContain('nodeVersion');
  });
});

describe('limits', () => {
  const filled = (bytes: number, overrides: object = {}) => {
    const event = aTrack({ properties: { note: '' }, ...overrides });
    return { ...event, properties: { note: 'a'.repeat(bytes - JSON.stringify(event).length) } };
  };

  it('13, 14: takes an event of exactly 32 KB and answers one of a byte more 400, saying which, storing nothing', async () => {
    const world = anIngestionWorld();
    expect((await world.post('/v1/batch', aBatch([filled(limits.eventBytes)]))).json).toMatchObject({ accepted: 1 });
    const answer = await world.post('/v1/batch', aBatch([aTrack({ messageId: 'm-2' }), filled(limits.eventBytes + 1)]));
    expect(answer).toMatchObject({ status: 400, json: { success: false, error: { code: 'event-too-large', path: 'batch[1]' } } });
    expect(world.events.all()).toHaveLength(1);
    expect((await world.post('/v1/track', filled(limits.eventBytes + 1))).status).toBe(400);
  });

  it('13, 14: measures an event in bytes, not in characters', async () => {
    const event = aTrack({ properties: { note: '询'.repeat(limits.eventBytes / 3) } });
    expect((await anIngestionWorld().post('/v1/batch', aBatch([event]))).status).toBe(400);
  });

  it('13, 14: answers a batch of more than 500 KB 400', async () => {
    const world = anIngestionWorld();
    const events = Array.from({ length: 20 }, (_, index) => filled(30_000, { messageId: `m-${index}` }));
    const answer = await world.post('/v1/batch', aBatch(events));
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'batch-too-large' } } });
    expect(world.events.all()).toEqual([]);
  });

  it('13: of more than 2,500 events answers 200, rejects those beyond and keeps them', async () => {
    const world = anIngestionWorld();
    const events = Array.from({ length: 2_503 }, (_, index) => ({
      type: 'track',
      event: 'e',
      userId: 'u',
      messageId: `m${index}`,
      timestamp: '2026-11-22T08:29:00Z',
    }));
    const answer = await world.post('/v1/batch', { batch: events });
    expect(answer).toMatchObject({ status: 200, json: { success: true, accepted: 2_500, rejected: 3 } });
    expect(world.events.all()).toHaveLength(2_500);
    const kept = (await world.listRejected()).json.rejected;
    expect(kept.map(({ event }: { event: { messageId: string } }) => event.messageId).sort()).toEqual([
      'm2500',
      'm2501',
      'm2502',
    ]);
  });

  it('refuses a batch of more entries than could be events, so that they are not kept one by one', async () => {
    const answer = await anIngestionWorld().post('/v1/batch', { batch: Array.from({ length: 20_000 }, (_, index) => index) });
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'batch-too-large', path: 'batch' } } });
  });

  it('refuses a batch whose own context would be copied into every event beyond reason', async () => {
    const answer = await anIngestionWorld().post('/v1/batch', aBatch([aTrack()], { context: { note: 'a'.repeat(9_000) } }));
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'batch-too-large', path: 'context' } } });
  });

  it('rejects an event nested too deep, and keeps it cut', async () => {
    const world = anIngestionWorld();
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const body = `{"batch":[{"type":"track","event":"e","userId":"u","properties":${deep}}]}`;
    const answer = await world.post('/v1/batch', body);
    expect(answer).toMatchObject({ status: 200, json: { accepted: 0, rejected: 1 } });
    expect(JSON.stringify((await world.listRejected()).json)).toContain('nested deeper than 32');
  });

  it('refuses an event that is nested too deep and too large as well, as one that is too large', async () => {
    const deep = `${'['.repeat(40)}${']'.repeat(40)}`;
    const body = `{"batch":[{"type":"track","event":"e","userId":"u","properties":{"deep":${deep},"note":"${'a'.repeat(400_000)}"}}]}`;
    const answer = await anIngestionWorld().post('/v1/batch', body);
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'event-too-large', path: 'batch[0]' } } });
  });

  it('keeps a rejected event with the first 50 of its problems, because thousands would not fit into an item', async () => {
    const world = anIngestionWorld();
    const event = aTrack({ event: 'Order Completed', properties: { products: Array.from({ length: 10_000 }, () => 1) } });
    expect((await world.post('/v1/batch', aBatch([event]))).json).toMatchObject({ rejected: 1 });
    const [kept] = (await world.listRejected()).json.rejected;
    expect(kept.problems).toHaveLength(51);
    expect(kept.problems[50]).toEqual({ path: '', message: 'has 9950 more problems' });
  });

  it('15: passes throttling on as 429 with Retry-After and X-RateLimit-Reset in seconds', async () => {
    const world = anIngestionWorld({
      wrap: (store) => ({ ...store, put: () => Promise.reject(new StoreUnavailable('throttled', 2)) }),
    });
    const answer = await world.post('/v1/batch', aBatch([aTrack()]));
    expect(answer).toMatchObject({ status: 429, json: { success: false, error: { code: 'throttled' } } });
    expect(answer.headers).toMatchObject({ 'retry-after': '2', 'x-ratelimit-reset': '2', 'access-control-allow-origin': '*' });
  });

  it('answers 503 with Retry-After when the store is away', async () => {
    const world = anIngestionWorld({
      wrap: (store) => ({ ...store, put: () => Promise.reject(new StoreUnavailable('unavailable', 5)) }),
    });
    const answer = await world.post('/v1/batch', aBatch([aTrack()]));
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });

  it('answers an unforeseen failure 500, which SDKs retry, and does not say what it was', async () => {
    const world = anIngestionWorld({ wrap: (store) => ({ ...store, put: () => Promise.reject(new Error('ann@example.com')) }) });
    const answer = await world.post('/v1/batch', aBatch([aTrack()]));
    expect(answer).toMatchObject({ status: 500, json: { success: false, error: { code: 'internal' } } });
    expect(JSON.stringify(answer)).not.toContain('ann@example.com');
  });
});

describe('answers', () => {
  it('16: answers 200 {"success":true} even where an event was rejected, never 3xx, and 400 to broken JSON', async () => {
    const world = anIngestionWorld();
    expect(await world.post('/v1/track', { userId: 'ann' })).toMatchObject({ status: 200, json: { success: true, rejected: 1 } });
    expect(await world.post('/v1/batch', '{"batch":[')).toMatchObject({ status: 400, json: { error: { code: 'malformed' } } });
    expect((await world.post('/v1/batch', '{"batch":[1 2]}')).json.error.message).toContain('position 12');
  });

  it.each([
    ['an empty body', ''],
    ['a list', '[]'],
    ['a text', '"hello"'],
    ['an object without a batch', '{}'],
    ['a batch that is no list', '{"batch":{}}'],
    ['a context that is no object', '{"batch":[],"context":7}'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('answers %s 400 with a message', async (_, body) => {
    const answer = await anIngestionWorld().post('/v1/batch', body);
    expect(answer).toMatchObject({ status: 400, json: { success: false, error: { code: 'malformed' } } });
    expect(answer.json.error.message.length).toBeGreaterThan(10);
  });

  it('16: answers an empty batch 200', async () => {
    expect((await anIngestionWorld().post('/v1/batch', { batch: [] })).json).toMatchObject({ success: true, accepted: 0 });
  });

  it('19: answers a preflight with what analytics.js needs, the Authorization header by name', async () => {
    const world = anIngestionWorld();
    const answer = await call(world.ingest, { method: 'OPTIONS', path: '/v1/t' });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-allow-methods': 'POST, OPTIONS' });
    expect(answer.headers['access-control-allow-headers']).toContain('authorization');
    expect(answer.headers['access-control-expose-headers']).toContain('retry-after');
  });

  it('19: takes the 64 KB that a browser may send while its page closes', async () => {
    const world = anIngestionWorld();
    const events = Array.from({ length: 60 }, (_, index) =>
      aTrack({ messageId: `m-${index}`, properties: { note: 'a'.repeat(900) } }),
    );
    expect((await world.post('/v1/b', aBatch(events))).json).toMatchObject({ accepted: 60 });
  });

  it('keys named __proto__ do no harm at any depth', async () => {
    const world = anIngestionWorld();
    const body = `{"batch":[{"type":"track","event":"e","userId":"u","__proto__":{"admin":true},"properties":{"__proto__":{"admin":true},"\\u005f_proto__":1,"a":{"__proto__":2},"constructor":"x"}}]}`;
    expect((await world.post('/v1/batch', body)).status).toBe(200);
    const [event] = world.events.all();
    expect(event?.properties).toEqual({ a: {}, constructor: 'x' });
    expect(Object.keys(event?.properties ?? {})).not.toContain('__proto__');
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
