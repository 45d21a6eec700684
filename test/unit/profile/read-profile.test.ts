import { describe, expect, it } from 'vitest';
import { createHandler } from '#functions/read-profile/handler.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryKeyStore } from '#shared/adapters/memory/key-store.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { createMemoryRunStore } from '#shared/adapters/memory/run-store.ts';
import { createMemoryTaskStore } from '#shared/adapters/memory/task-store.ts';
import { newApiKey } from '#shared/domain/access/api-key.ts';
import { explanation } from '#shared/domain/explain/explanation.ts';
import { runIdOf } from '#shared/domain/journey/run.ts';
import { taskIdOf } from '#shared/domain/journey/task.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import { profileView } from '#shared/domain/profile/profile-view.ts';
import { type Send, sendIdOf } from '#shared/domain/sending/send.ts';
import { aCustomerEvent, at } from '#test/support/a-customer-event.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';
import { aContext, basic, call, type HttpFunction, httpRequest } from '#test/support/http-request.ts';

const keyOf = (kind: 'write' | 'server', fill: number) => newApiKey(kind, 'test', new Uint8Array(32).fill(fill), at('00:00'));
const [server, write] = [keyOf('server', 7), keyOf('write', 9)];

/** Ann came as a visitor, is in a journey and was sent a mail. Bob shares her address. */
const aShop = async () => {
  const profiles = createMemoryProfileStore();
  const [events, runs, tasks] = [createMemoryEventStore(), createMemoryRunStore(), createMemoryTaskStore()];
  const counter = { count: 2, first: at('08:00'), last: at('09:00') };
  await profiles.save(
    aProfile({
      aliases: ['anon:a1'],
      traits: traitsOf({ email: 'Ann@Example.com', plan: 'pro', phone: null }),
      events: { 'Order Completed': { ...counter, count: 1 }, 'Product Viewed': counter },
      other: counter,
      channels: { web: counter },
      groups: { acme: at('08:00') },
      orders: { count: 1, refunds: 0, revenue: { EUR: 499_500 }, first: at('09:00'), last: at('09:00') },
      subscriptions: { email: { state: 'subscribed', at: at('08:00'), by: 'm-1' } },
      segments: {
        vip: { state: 'in', at: at('09:00'), by: 'third' },
        new: { state: 'out', at: at('09:00'), by: 'third' },
      },
      folded: { 'user:ann': { upTo: '17' } },
    }),
    [{ id: 'anon:a1', version: 0, mergedInto: 'user:ann' }],
  );
  await profiles.save(
    aProfile({ id: 'user:bob', userId: 'bob', lastSeenAt: at('08:30'), traits: traitsOf({ email: 'ann@example.com' }) }),
  );
  await profiles.save(aProfile({ id: 'anon:ann', lastSeenAt: at('08:10') }));
  await profiles.save(aProfile({ id: userProfileId('cat@example.com'), userId: 'cat@example.com' }));

  await events.put([
    aCustomerEvent({ anonymousId: 'a1', timestamp: at('08:00'), messageId: 'first' }),
    aCustomerEvent({ timestamp: at('08:30'), messageId: 'second' }),
    aCustomerEvent({ timestamp: at('09:00'), messageId: 'third', name: 'Order Completed' }),
  ]);
  const runId = runIdOf('lead-nurture', 'anon:a1', 1);
  const run = {
    journey: 'lead-nurture',
    profileId: 'anon:a1',
    number: 1,
    runId,
    state: 'active',
    enteredAt: at('08:00'),
    enteredBy: 'first',
  } as const;
  await runs.claim(run);
  const send = (step: string, claimedAt: string): Send => ({
    sendId: sendIdOf(runId, step, 1),
    profileId: 'anon:a1',
    journey: 'lead-nurture',
    runId,
    runNumber: 1,
    step,
    message: step,
    state: 'sent',
    claimedAt,
    sentAt: claimedAt,
    sesMessageId: 'ses-1',
  });
  await tasks.create({
    taskId: taskIdOf(runId, 'call'),
    profileId: 'anon:a1',
    journey: 'lead-nurture',
    runId,
    title: 'Call Ann',
    assignee: 'sales',
    createdAt: at('08:00'),
    dueAt: at('17:00'),
    state: 'open',
  });
  const sends = [send('manual', at('08:01')), send('case-study', at('08:02'))];
  const handler = createHandler({
    profiles,
    events,
    runs,
    sends: { list: async (ids) => sends.filter(({ profileId }) => ids.includes(profileId)) },
    tasks,
    keys: createMemoryKeyStore([server.record, write.record]),
  });
  const read = (id: string, query: Record<string, string> = {}, key = server.key) =>
    call(handler as HttpFunction, { method: 'GET', path: `/v1/profiles/${id}`, query, headers: { authorization: basic(key) } });
  return { handler: handler as HttpFunction, read, events };
};

describe('GET /v1/profiles/{id}', () => {
  it('tells all there is of a customer in one answer, as the contract says', async () => {
    const { read } = await aShop();
    const { status, json } = await read('ann');
    expect(status).toBe(200);
    expect(profileView.parse(json)).toEqual(json);
    expect(json).toMatchObject({
      id: 'user:ann',
      known: true,
      userId: 'ann',
      email: 'Ann@Example.com',
      aliases: ['anon:a1'],
      traits: { email: 'Ann@Example.com', plan: 'pro' },
      traitTimes: { plan: at('08:00') },
      events: { 'Product Viewed': { count: 2 } },
      otherEvents: { count: 2 },
      channels: { web: { count: 2 } },
      groups: { acme: at('08:00') },
      orders: { count: 1, revenue: { EUR: 49.95 } },
      subscriptions: { email: { state: 'subscribed', at: at('08:00') } },
      segments: { vip: { since: at('09:00') } },
      journeys: [{ journey: 'lead-nurture', state: 'active' }],
      messages: [{ message: 'case-study' }, { message: 'manual' }],
      tasks: [{ title: 'Call Ann', assignee: 'sales' }],
      timeline: { events: [{ messageId: 'third' }, { messageId: 'second' }, { messageId: 'first', profileId: 'anon:a1' }] },
    });
    expect(json.traits).not.toHaveProperty('phone');
    expect(Object.keys(json.events)).toEqual(['Product Viewed', 'Order Completed']);
    expect(JSON.stringify(json)).not.toContain('folded');
  });

  it.each([
    ['a user id', 'ann', 'user:ann'],
    ['a user id that says so', 'user:ann', 'user:ann'],
    ['an anonymous id that no user has', 'a1', 'user:ann'],
    ['an anonymous id that says so', 'anon:ann', 'anon:ann'],
    ['an address', 'email:ann@example.com', 'user:ann'],
    ['an address, written differently and encoded', 'email%3A%20ANN%40example.com', 'user:ann'],
    ['an address that is the user id', 'cat%40example.com', userProfileId('cat@example.com')],
    ['an address that is the user id and no trait', 'email:cat@example.com', userProfileId('cat@example.com')],
    ['an id as the answer shows it', userProfileId('cat@example.com'), userProfileId('cat@example.com')],
  ])('finds a customer by %s', async (_, id, found) => {
    const { read } = await aShop();
    expect((await read(id)).json).toMatchObject({ id: found });
  });

  it('answers with the customer seen last where several have an address, and names the others', async () => {
    const { read } = await aShop();
    expect((await read('email:ann@example.com')).json).toMatchObject({ id: 'user:ann', alsoMatching: ['user:bob'] });
    expect((await read('ann')).json).not.toHaveProperty('alsoMatching');
  });

  it('shows a customer in whose log something cannot be read, and says how much that is', async () => {
    const { read, events } = await aShop();
    expect((await read('ann')).json.timeline).not.toHaveProperty('unreadable');
    events.spoil('anon:a1', at('08:10'), 'poison');
    const { status, json } = await read('ann');
    expect(status).toBe(200);
    expect(profileView.parse(json)).toEqual(json);
    expect(json.timeline).toMatchObject({ unreadable: 1, events: [{}, {}, {}] });
  });

  it('pages the timeline', async () => {
    const { read } = await aShop();
    const first = (await read('ann', { limit: '2' })).json.timeline;
    expect(first.events).toMatchObject([{ messageId: 'third' }, { messageId: 'second' }]);
    const second = (await read('ann', { limit: '2', next: first.next })).json.timeline;
    expect(second.events).toMatchObject([{ messageId: 'first' }]);
    expect(second).not.toHaveProperty('next');
  });

  it.each([
    ['nobody', 'the user id or anonymous id "nobody"'],
    ['user:a1', 'the user id "a1"'],
    ['anon:bob', 'the anonymous id "bob"'],
    ['email:nobody@example.com', 'the email address "nobody@example.com"'],
    ['user:', 'the user id or anonymous id "user:"'],
  ])('says what it looked for when there is no %s', async (id, words) => {
    const { read } = await aShop();
    const { status, json } = await read(id);
    expect(status).toBe(404);
    expect(json).toEqual({ success: false, error: { code: 'not-found', message: `there is no customer with ${words}` } });
  });

  it.each([
    ['no key', 401, (): Record<string, string> => ({})],
    ['an unknown key', 401, () => ({ authorization: basic('sk_unknown') })],
    ['a write key', 403, () => ({ authorization: basic(write.key) })],
  ])('tells a caller with %s nothing', async (_, expected, headers) => {
    const { handler } = await aShop();
    const { status, json } = await call(handler, { method: 'GET', path: '/v1/profiles/ann', headers: headers() });
    expect(status).toBe(expected);
    expect(JSON.stringify(json)).not.toContain('pro');
  });

  it.each([
    ['limit', { limit: '0' }],
    ['limit', { limit: '201' }],
    ['limit', { limit: 'all' }],
    ['next', { next: 'made up' }],
  ])('says which parameter is wrong: %s', async (path, query) => {
    const { read } = await aShop();
    const { status, json } = await read('ann', query);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ path });
  });

  it('answers nothing but GET, and nothing without an id', async () => {
    const { handler, read } = await aShop();
    expect((await call(handler, { method: 'DELETE', path: '/v1/profiles/ann' })).status).toBe(405);
    expect((await read('')).status).toBe(404);
    expect((await read('100%')).json.error.message).toContain('"100%"');
  });
});

describe('GET /v1/profiles/{id}/explain', () => {
  it('explains what became of the customer, as the contract says', async () => {
    const { read } = await aShop();
    const { status, json } = await read('ann/explain');
    expect(status).toBe(200);
    expect(explanation.parse(json)).toEqual(json);
    expect(json).toMatchObject({
      id: 'user:ann',
      runs: [
        {
          journey: 'lead-nurture',
          entered: { at: at('08:00'), by: { event: 'Product Viewed', messageId: 'first' } },
          messages: [{ message: 'manual', outcome: 'sent', consent: { state: 'subscribed' } }, { message: 'case-study' }],
        },
      ],
    });
  });

  it('explains one journey only where that is asked for', async () => {
    const { read } = await aShop();
    expect((await read('ann/explain', { journey: 'win-back' })).json).toEqual({ id: 'user:ann', journey: 'win-back', runs: [] });
    expect((await read('ann/explain', { journey: 'lead-nurture' })).json.runs).toHaveLength(1);
  });

  it.each([
    ['by an address', 'email:ann@example.com/explain', 'user:ann'],
    ['by an address, encoded', 'email%3Aann%40example.com/explain', 'user:ann'],
    ['with a slash at the end', 'ann/explain/', 'user:ann'],
  ])('finds a customer %s', async (_, path, id) => {
    const { read } = await aShop();
    expect((await read(path)).json).toMatchObject({ id, runs: expect.any(Array) });
  });

  it('is not taken for a customer, nor a customer for it', async () => {
    const { read, handler } = await aShop();
    expect((await read('nobody/explain')).json.error.message).toContain('"nobody"');
    // Somebody may be called so, and an id may hold a slash that is encoded.
    expect((await read('explain')).json.error.message).toContain('"explain"');
    expect((await read('ann%2Fexplain')).json.error.message).toContain('"ann/explain"');
    const routed = httpRequest({
      method: 'GET',
      path: '/v1/profiles/ann/explain',
      headers: { authorization: basic(server.key) },
    });
    const answer = await handler({ ...routed, pathParameters: { id: 'ann/explain' } }, aContext);
    expect(JSON.parse(String(typeof answer === 'object' && 'body' in answer ? answer.body : ''))).toMatchObject({
      id: 'user:ann',
      runs: [{}],
    });
  });

  it('is for server keys', async () => {
    const { read } = await aShop();
    expect((await read('ann/explain', {}, write.key)).status).toBe(403);
  });
});
