import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { type Guard, guardedRequest } from '#shared/adapters/webhook/guarded-request.ts';
import { createWebhooks } from '#shared/adapters/webhook/webhooks.ts';
import type { WebhookDelivery } from '#shared/ports/webhooks.ts';
import { localReceiver, withStatus } from '#test/support/local-receiver.ts';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const otherSecret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

/** Resolves names as given, and never ends a request for its time. */
const aGuard = (overrides: Partial<Guard> = {}): Guard => ({
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  deadline: () => new AbortController().signal,
  allowLoopback: true,
  ...overrides,
});

const webhook = (url: string, body: object = { email: 'mira@example.com' }): WebhookDelivery => ({
  kind: 'webhook',
  webhookId: 'msg_1',
  url,
  secret: 'zapier',
  body: { ...body },
});

const send = (delivery: WebhookDelivery, { value = secret as string | null, limits = aGuard(), mailchimp = '' } = {}) =>
  createWebhooks({
    secrets: async () => value ?? undefined,
    allowLoopback: limits.allowLoopback,
    limits,
    mailchimp: () => mailchimp,
  }).deliver(delivery);

describe('a webhook', () => {
  it('carries a signature that the library of the specification takes', async () => {
    const receiver = await localReceiver();
    expect(await send(webhook(receiver.url, { name: 'Zoë' }))).toEqual({ kind: 'answered', status: 200 });
    const [{ headers, body, method } = { headers: {}, body: '', method: '' }] = receiver.received;
    expect(method).toBe('POST');
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': 'msg_1' });
    const verified = new Webhook(secret).verify(body, headers as Record<string, string>);
    expect(verified).toEqual({ name: 'Zoë' });
    expect(() => new Webhook(otherSecret).verify(body, headers as Record<string, string>)).toThrow(/signature/);
    expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow(/signature/);
  });

  it('carries two signatures while a secret is being changed', async () => {
    const receiver = await localReceiver();
    await send(webhook(receiver.url), { value: `${otherSecret} ${secret}\n` });
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    for (const one of [secret, otherSecret]) new Webhook(one).verify(body, headers as Record<string, string>);
  });

  it.each([
    ['is missing', null, 'no-secret'],
    ['is some other text', 'hunter2', 'unusable-secret'],
    ['is too short to be safe', `whsec_${Buffer.alloc(8).toString('base64')}`, 'unusable-secret'],
    ['is empty', '', 'unusable-secret'],
  ])('is not sent where its secret %s', async (_, value, reason) => {
    const receiver = await localReceiver();
    expect(await send(webhook(receiver.url), { value })).toEqual({ kind: 'not-sent', reason });
    expect(receiver.connections()).toBe(0);
  });

  it.each([200, 204, 400, 404, 410, 429, 500, 503])('is answered with what the receiver says: %i', async (status) => {
    const receiver = await localReceiver(withStatus(status));
    expect(await send(webhook(receiver.url))).toEqual({ kind: 'answered', status });
  });

  it('is answered with when the receiver wants it again', async () => {
    const receiver = await localReceiver(withStatus(429, { 'Retry-After': '120' }));
    expect(await send(webhook(receiver.url))).toEqual({ kind: 'answered', status: 429, retryAfter: '120' });
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await localReceiver();
    const receiver = await localReceiver(withStatus(307, { location: elsewhere.url }));
    expect(await send(webhook(receiver.url))).toEqual({ kind: 'answered', status: 307 });
    expect(elsewhere.connections()).toBe(0);
  });

  it('takes no more than 64 KB of an answer that does not end', async () => {
    let written = 0;
    const receiver = await localReceiver((response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384))) written += 16_384;
      };
      response.on('drain', more);
      more();
    });
    expect(await send(webhook(receiver.url))).toEqual({ kind: 'answered', status: 200 });
    // What the two sockets have in their buffers was written too.
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  it('waits no longer than its time for an answer', async () => {
    const time = new AbortController();
    const receiver = await localReceiver(() => time.abort());
    expect(await send(webhook(receiver.url), { limits: aGuard({ deadline: () => time.signal }) })).toEqual({
      kind: 'no-answer',
      why: 'timeout',
    });
  });

  it('waits no longer than its time for the name of the host', async () => {
    const time = new AbortController();
    const resolve = () => {
      time.abort();
      return new Promise<never>(() => {});
    };
    const limits = aGuard({ resolve, deadline: () => time.signal, allowLoopback: false });
    expect(await send(webhook('https://hooks.example.com/'), { limits })).toEqual({ kind: 'no-answer', why: 'timeout' });
  });

  it('that was answered counts as answered, though the rest of the answer never comes', async () => {
    const time = new AbortController();
    const receiver = await localReceiver((response) => {
      response.writeHead(202);
      response.write('so far');
      setImmediate(() => setImmediate(() => response.destroy()));
    });
    expect(await send(webhook(receiver.url), { limits: aGuard({ deadline: () => time.signal }) })).toEqual({
      kind: 'answered',
      status: 202,
    });
  });

  it.each([
    ['refuses the connection', async () => 'http://127.0.0.1:1/'],
    ['hangs up', async () => (await localReceiver((response) => response.destroy())).url],
  ])('is not answered by a receiver that %s', async (_, url) => {
    expect(await send(webhook(await url()))).toEqual({ kind: 'no-answer', why: 'network' });
  });

  it('is not answered where the name is unknown', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }));
    const limits = aGuard({ resolve, allowLoopback: false });
    expect(await send(webhook('https://hooks.example.com/'), { limits })).toEqual({ kind: 'no-answer', why: 'network' });
  });
});

describe('the guard of webhooks', () => {
  const post = (url: string, limits: Guard) => guardedRequest({ method: 'POST', url, headers: {}, body: '{}' }, limits);
  const forbidden = { kind: 'not-sent', reason: 'forbidden-address' };

  it.each([
    ['this machine', ['127.0.0.1']],
    ['the metadata of the cloud', ['169.254.169.254']],
    ['a private network', ['10.1.2.3']],
    ['a mapped address', ['::ffff:10.1.2.3']],
    ['one bad address among good ones', ['93.184.216.34', '10.1.2.3']],
    ['nothing', []],
    ['what is no address', ['localhost']],
  ])('connects to no name that leads to %s', async (_, addresses) => {
    const receiver = await localReceiver();
    const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    expect(await post(`https://hooks.example.com:8443/`, aGuard({ resolve, allowLoopback: false }))).toEqual(forbidden);
    expect(receiver.connections()).toBe(0);
  });

  it('looks a name up once, where it connects: an answer that changes meanwhile leads nowhere', async () => {
    const answers = ['127.0.0.1', '10.0.0.1'];
    const asked: string[] = [];
    const resolve = async (hostname: string) => {
      asked.push(hostname);
      return [{ address: answers[asked.length - 1] ?? '10.0.0.1', family: 4 }];
    };
    const receiver = await localReceiver();
    const answer = await post(`http://localhost:${receiver.port}/`, aGuard({ resolve }));
    expect(answer).toEqual({ kind: 'answered', status: 200 });
    expect(asked).toEqual(['localhost']);
    expect(await post(`http://localhost:${receiver.port}/`, aGuard({ resolve }))).toEqual(forbidden);
    expect(receiver.connections()).toBe(1);
  });

  it.each([
    'http://127.0.0.1/',
    'http://hooks.example.com/',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://0x7f.1/',
    'ftp://a.example.com/',
  ])('asks for no name at all of %s', async (url) => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [];
    };
    expect(await post(url, aGuard({ resolve, allowLoopback: false }))).toEqual(forbidden);
    expect(asked).toBe(0);
  });

  it('lets the local stage reach this machine and nothing else of the inside', async () => {
    const receiver = await localReceiver();
    expect(await post(receiver.url, aGuard())).toEqual({ kind: 'answered', status: 200 });
    expect(await post(receiver.url, aGuard({ allowLoopback: false }))).toEqual(forbidden);
    expect(await post('http://10.0.0.1/', aGuard())).toEqual(forbidden);
  });
});

describe('a member of an audience of Mailchimp', () => {
  const key = '0123456789abcdef0123456789abcdef-us6';
  const member = (overrides: object = {}): WebhookDelivery => ({
    kind: 'mailchimp',
    webhookId: 'msg_1',
    audience: 'a1b2c3',
    secret: 'mailchimp',
    email: 'mira@example.com',
    statusIfNew: 'subscribed',
    tags: ['customer', 'vip'],
    fields: { FNAME: 'Mira' },
    ...overrides,
  });
  const hash = createHash('md5').update('mira@example.com').digest('hex');

  it('is put there and then tagged', async () => {
    const receiver = await localReceiver();
    expect(await send(member(), { value: key, mailchimp: receiver.base })).toEqual({ kind: 'answered', status: 200 });
    expect(receiver.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `PUT /3.0/lists/a1b2c3/members/${hash}?skip_merge_validation=true`,
      `POST /3.0/lists/a1b2c3/members/${hash}/tags`,
    ]);
    expect(receiver.received.map(({ body }) => JSON.parse(body))).toEqual([
      { email_address: 'mira@example.com', status_if_new: 'subscribed', merge_fields: { FNAME: 'Mira' } },
      {
        tags: [
          { name: 'customer', status: 'active' },
          { name: 'vip', status: 'active' },
        ],
      },
    ]);
    for (const { headers } of receiver.received)
      expect(headers.authorization).toBe(`Basic ${Buffer.from(`tributary:${key}`).toString('base64')}`);
  });

  it('is not tagged where there are no tags', async () => {
    const receiver = await localReceiver();
    await send(member({ tags: [] }), { value: key, mailchimp: receiver.base });
    expect(receiver.received).toHaveLength(1);
  });

  it.each([400, 404, 503])('is not tagged where Mailchimp does not take it: %i', async (status) => {
    const receiver = await localReceiver(withStatus(status));
    expect(await send(member(), { value: key, mailchimp: receiver.base })).toEqual({ kind: 'answered', status });
    expect(receiver.received).toHaveLength(1);
  });

  it('counts as not taken where the tags were not', async () => {
    const receiver = await localReceiver((response, { method }) => response.writeHead(method === 'PUT' ? 200 : 429).end());
    expect(await send(member(), { value: key, mailchimp: receiver.base })).toEqual({ kind: 'answered', status: 429 });
  });

  it.each(['0123', '0123-us6.evil.example', '0123-', 'a b-us6', '0123-us6/x'])(
    'is nobody with a key like %j, which would change the host',
    async (value) => {
      const receiver = await localReceiver();
      expect(await send(member(), { value, mailchimp: receiver.base })).toEqual({ kind: 'not-sent', reason: 'unusable-secret' });
      expect(receiver.connections()).toBe(0);
    },
  );
});
