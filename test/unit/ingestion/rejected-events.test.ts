import { describe, expect, it } from 'vitest';
import { basic, call } from '#test/support/http-request.ts';
import { anIngestionWorld, serverKey } from '#test/support/ingestion-world.ts';

const broken = {
  type: 'track',
  event: 'Order Completed',
  userId: 'ann',
  messageId: 'm-1',
  timestamp: '2026-11-22T10:25:00.000Z',
  properties: { order_id: '50314', revenue: 'twelve', products: [{ price: 1 }, { price: 'free' }] },
};
const corrected = { ...broken, properties: { order_id: '50314', revenue: 12 } };

/** A world with the broken event rejected in a batch whose sender's clock was two hours ahead. */
const withRejection = async () => {
  const world = anIngestionWorld();
  const answer = await world.post('/v1/batch', {
    batch: [broken],
    sentAt: '2026-11-22T10:30:00.000Z',
    context: { ip: '203.0.113.9' },
  });
  const [id] = answer.json.rejections.map((rejection: { id: string }) => rejection.id);
  return { world, id: String(id) };
};

describe('rejected events', () => {
  it('are kept as they came, with every problem and where it is', async () => {
    const { world, id } = await withRejection();
    const { json } = await world.listRejected();
    expect(json.rejected).toEqual([
      {
        id,
        receivedAt: '2026-11-22T08:30:00.000Z',
        sentAt: '2026-11-22T10:30:00.000Z',
        problems: [
          { path: 'properties.revenue', message: expect.stringContaining('like "12.50"') },
          { path: 'properties.products[1].price', message: expect.stringContaining('an amount') },
        ],
        event: { ...broken, context: { ip: '203.0.113.9' } },
      },
    ]);
  });

  it('are one when the same is sent again', async () => {
    const { world } = await withRejection();
    await world.post('/v1/batch', { batch: [broken], sentAt: '2026-11-22T10:31:00.000Z', context: { ip: '203.0.113.9' } });
    expect((await world.listRejected()).json.rejected).toHaveLength(1);
  });

  it('hold no key and nothing of the transport', async () => {
    const world = anIngestionWorld();
    await world.post('/v1/track', { userId: 'ann', writeKey: serverKey, sentAt: '2026-11-22T08:30:00Z', _metadata: {} });
    expect((await world.listRejected()).json.rejected[0].event).toEqual({ type: 'track', userId: 'ann' });
  });

  it('are listed in pages', async () => {
    const world = anIngestionWorld();
    await world.post('/v1/batch', {
      batch: Array.from({ length: 5 }, (_, index) => ({ type: 'track', messageId: `m-${index}` })),
    });
    const seen = new Set<string>();
    let next: string | undefined;
    do {
      const { json } = await world.listRejected({ limit: '2', ...(next !== undefined && { next }) });
      for (const { id } of json.rejected) seen.add(id);
      next = json.next;
    } while (next !== undefined);
    expect(seen.size).toBe(5);
  });

  it.each([
    ['a limit of nothing', { limit: '0' }, 'limit'],
    ['a limit beyond 200', { limit: '201' }, 'limit'],
    ['a limit that is no number', { limit: 'all' }, 'limit'],
    ['a page token that is none', { next: 'abc' }, 'next'],
  ])('answer %s 400, saying where', async (_, query, path) => {
    expect(await anIngestionWorld().listRejected(query)).toMatchObject({ status: 400, json: { error: { path } } });
  });

  it('are listed by GET at their address only', async () => {
    const world = anIngestionWorld();
    const headers = { authorization: basic(serverKey) };
    expect((await call(world.list, { method: 'DELETE', path: '/v1/rejected-events', headers })).status).toBe(405);
    expect((await call(world.list, { method: 'GET', path: '/v1/other', headers })).status).toBe(404);
  });
});

describe('a replay', () => {
  it('of an event that is still wrong is answered 422 with its problems, and it stays listed', async () => {
    const { world, id } = await withRejection();
    const answer = await world.replayRejected(id);
    expect(answer).toMatchObject({ status: 422, json: { success: false, problems: [{ path: 'properties.revenue' }, {}] } });
    expect((await world.listRejected()).json.rejected).toHaveLength(1);
    expect(world.events.all()).toEqual([]);
  });

  it('with a corrected event stores it as if it had been right when it first came, and takes it off the list', async () => {
    const { world, id } = await withRejection();
    world.isNow('2026-11-25T12:00:00.000Z');
    const answer = await world.replayRejected(id, { event: corrected });
    expect(answer).toMatchObject({ status: 200, json: { success: true, event: { messageId: 'm-1', profileId: 'user:ann' } } });
    expect(world.events.all()).toMatchObject([
      { originalTimestamp: '2026-11-22T10:25:00.000Z', timestamp: '2026-11-22T08:25:00.000Z', properties: { revenue: 12 } },
    ]);
    expect((await world.listRejected()).json.rejected).toEqual([]);
    expect((await world.replayRejected(id)).status).toBe(404);
  });

  it('after a crash between storing and taking off the list stores the same event again', async () => {
    for (const event of [
      corrected,
      { ...corrected, timestamp: undefined },
      { ...corrected, timestamp: undefined, messageId: undefined },
    ]) {
      const { world, id } = await withRejection();
      const [kept] = (await world.rejected.list(1)).rejected;
      await world.replayRejected(id, { event });
      if (kept) await world.rejected.put([kept]);
      world.isNow('2026-11-25T12:00:00.000Z');
      expect((await world.replayRejected(id, { event })).status).toBe(200);
      expect(world.events.all()).toHaveLength(1);
    }
  });

  it.each([
    ['a body that is no JSON', '{', 400],
    ['an event that is no object', { event: 7 }, 400],
    ['an event over the limit', { event: { ...corrected, context: { note: 'a'.repeat(40_000) } } }, 400],
  ])('with %s is answered %i', async (_, body, status) => {
    const { world, id } = await withRejection();
    expect((await world.replayRejected(id, body)).status).toBe(status);
    expect((await world.listRejected()).json.rejected).toHaveLength(1);
  });

  it('does not take what only Tributary tells, though it is replayed with a server key', async () => {
    const { world, id } = await withRejection();
    for (const event of [
      { ...corrected, event: 'Email Bounced', properties: {} },
      { ...corrected, event: 'Journey Exited' },
    ])
      expect((await world.replayRejected(id, { event })).status).toBe(422);
    await world.replayRejected(id, { event: { ...corrected, context: { source: 'tributary' } } });
    expect(world.events.all().map(({ context }) => context)).toEqual([undefined]);
  });

  it('of something unknown is answered 404', async () => {
    expect((await anIngestionWorld().replayRejected('2026-11-22.nothing')).status).toBe(404);
  });
});
