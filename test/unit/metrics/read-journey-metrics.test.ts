import { describe, expect, it } from 'vitest';
import { createHandler } from '#functions/read-journey-metrics/handler.ts';
import { createMemoryKeyStore } from '#shared/adapters/memory/key-store.ts';
import { createMemoryRunDirectory } from '#shared/adapters/memory/run-directory.ts';
import { newApiKey } from '#shared/domain/access/api-key.ts';
import type { KeyKind } from '#shared/domain/access/key-record.ts';
import { journeyMetrics } from '#shared/domain/metrics/journey-metrics.ts';
import { at } from '#test/support/a-customer-event.ts';
import { basic, call, type HttpFunction } from '#test/support/http-request.ts';
import { ago, aRunOf, converted, now, outline } from './a-journey-of-runs.ts';

const keyOf = (kind: KeyKind, fill: number) => newApiKey(kind, 'test', new Uint8Array(32).fill(fill), at('00:00'));
const [server, write, report] = [keyOf('server', 7), keyOf('write', 9), keyOf('report', 8)];

const runs = [
  aRunOf('a', 100),
  aRunOf('b', 60),
  converted(aRunOf('c', 40), 35),
  aRunOf('d', 1),
  aRunOf('e', 5, { journey: 'retired' }),
];
const handler = createHandler({
  directory: createMemoryRunDirectory({ all: () => runs }),
  outlines: [outline],
  keys: createMemoryKeyStore([server.record, write.record, report.record]),
  clock: () => now,
  most: 3,
}) as HttpFunction;
const read = (address: string, query: Record<string, string> = {}, key = server.key, method = 'GET') =>
  call(handler, { method, path: address, query, headers: key === '' ? {} : { authorization: basic(key) } });
const path = '/v1/journeys/lead-nurture/metrics';

describe('GET /v1/journeys/{id}/metrics', () => {
  it('tells how the journey did in the last 90 days, as the contract says', async () => {
    const { status, json } = await read(path);
    expect(status).toBe(200);
    expect(journeyMetrics.parse(json)).toEqual(json);
    expect(json).toMatchObject({
      journey: 'lead-nurture',
      from: ago(90),
      to: ago(0),
      entered: 3,
      converted: { entered: 1, heldOut: 0 },
      noLiftBecause: { reason: 'no-holdout' },
    });
  });

  it('tells the same to a report key, which may do nothing else', async () => {
    expect((await read(path, {}, report.key)).json).toEqual((await read(path)).json);
  });

  it('looks at the time that is asked for', async () => {
    expect((await read(path, { from: ago(70), to: ago(39) })).json).toMatchObject({ entered: 2, from: ago(70), to: ago(39) });
  });

  it('says that there are too many runs, and what to do', async () => {
    const { status, json } = await read(path, { from: ago(200) });
    expect(status).toBe(422);
    expect(json).toMatchObject({ success: false, error: { code: 'too-many-runs', path: 'from' } });
    expect(json.error.message).toContain('ask for a shorter time');
  });

  it('still tells of a journey that is not deployed any more, and of none that never was', async () => {
    expect((await read('/v1/journeys/retired/metrics')).json).toMatchObject({
      entered: 1,
      noLiftBecause: { reason: 'not-deployed' },
    });
    const { status, json } = await read('/v1/journeys/lead-nurtur/metrics');
    expect(status).toBe(404);
    expect(json.error.message).toContain('deployed are: lead-nurture');
  });

  it.each([
    ['without a key', path, {}, '', 'GET', 401],
    ['with a write key', path, {}, write.key, 'GET', 403],
    ['by another method', path, {}, server.key, 'POST', 405],
    ['at another address', '/v1/journeys/lead-nurture', {}, server.key, 'GET', 404],
    ['from no time', path, { from: 'last week' }, server.key, 'GET', 400],
    ['to no time', path, { to: '2026-13-01' }, server.key, 'GET', 400],
    ['of no time at all', path, { from: '2026-10-02', to: '2026-10-01' }, server.key, 'GET', 400],
  ])('tells nothing %s', async (_sentence, address, query, key, method, status) => {
    expect((await read(address, query, key, method)).status).toBe(status);
  });
});
