import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '#functions/unsubscribe-contact/handler.ts';
import { createUnsubscribeTokens } from '#shared/adapters/jose/unsubscribe-tokens.ts';
import { createMemoryEventStore } from '#shared/adapters/memory/event-store.ts';
import { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { StoreUnavailable } from '#shared/domain/errors.ts';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { isMerged } from '#shared/domain/profile/profile.ts';
import type { UnsubscribeClaims } from '#shared/domain/unsubscribe/unsubscribe-claims.ts';
import { aCustomerEvent, at } from '#test/support/a-customer-event.ts';
import { aProfile } from '#test/support/a-profile.ts';

const claims: UnsubscribeClaims = { profileId: 'user:ann', channel: 'email', sendId: 's1' };
const secret = async () => 'a secret that is long enough for anybody, 64 characters of it here';
const tokens = createUnsubscribeTokens(secret);

let now = Date.parse(at('10:00'));
const clock = () => {
  now += 1_000;
  return new Date(now);
};
let profiles = createMemoryProfileStore();
let events = createMemoryEventStore();
const handlerOn = (store: Pick<typeof events, 'put' | 'firstReceipt'>) =>
  createHandler({ tokens, profiles, events: store, clock });

beforeEach(() => {
  events = createMemoryEventStore();
  profiles = createMemoryProfileStore();
});

const request = async (method: string, overrides: Partial<APIGatewayProxyEventV2> = {}): Promise<APIGatewayProxyEventV2> => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: '/v1/unsubscribe/x',
  rawQueryString: '',
  headers: {},
  isBase64Encoded: false,
  pathParameters: { token: await tokens.sign(claims) },
  requestContext: {
    accountId: '',
    apiId: '',
    domainName: '',
    domainPrefix: '',
    requestId: '',
    routeKey: '',
    stage: '$default',
    time: '',
    timeEpoch: 0,
    http: { method, path: '', protocol: 'HTTP/1.1', sourceIp: '', userAgent: '' },
  },
  ...overrides,
});

const ask = async (method: string, overrides?: Partial<APIGatewayProxyEventV2>) => {
  const answer = await handlerOn(events)(await request(method, overrides));
  return { ...answer, statusCode: answer.statusCode, headers: answer.headers ?? {}, body: String(answer.body) };
};

const post = (body: string, contentType: string) =>
  ask('POST', { headers: { 'content-type': contentType }, body: Buffer.from(body).toString('base64'), isBase64Encoded: true });

/** As the projector would. */
const fold = async (id: 'user:ann', only: readonly string[] = []) => {
  const stored = await profiles.load(id);
  const before = stored === undefined || isMerged(stored) ? aProfile({ version: 0 }) : stored;
  await profiles.save(
    applyEvents(
      before,
      events.all().filter((event) => only.length === 0 || only.includes(event.messageId)),
      new Set(),
    ),
  );
};

describe('the unsubscribe link', () => {
  it.each(['GET', 'HEAD'])('opened with %s changes nothing, because mail scanners open every link', async (method) => {
    const answer = await ask(method);
    expect(answer.statusCode).toBe(200);
    expect(events.all()).toEqual([]);
  });

  it('shows a page with a button, that works without scripts and cannot be framed', async () => {
    const { body, headers } = await ask('GET');
    expect(body).toContain('<html lang="en">');
    expect(body).toContain('<form method="post"><button type="submit">Unsubscribe</button></form>');
    expect(body).not.toContain('<script');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/);
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  });

  it('answers HEAD like GET, without a body', async () => {
    const [get, head] = [await ask('GET'), await ask('HEAD')];
    expect(head).toMatchObject({ statusCode: get.statusCode, headers: get.headers, body: '' });
  });

  it.each([
    ['as RFC 8058 has mail programs post it, form-urlencoded', 'List-Unsubscribe=One-Click', 'application/x-www-form-urlencoded'],
    [
      'as RFC 8058 has mail programs post it, multipart',
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      'multipart/form-data; boundary=b',
    ],
    ['by the button of the page', '', 'application/x-www-form-urlencoded'],
  ])('posted %s unsubscribes, without a redirect and without cookies', async (_, body, contentType) => {
    const answer = await post(body, contentType);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).not.toHaveProperty('location');
    expect(answer).not.toHaveProperty('cookies');
    expect(events.all()).toMatchObject([
      {
        name: 'Unsubscribed',
        type: 'track',
        profileId: 'user:ann',
        messageId: 's1:unsubscribed',
        properties: { channel: 'email' },
      },
    ]);
  });

  it('posted without a body unsubscribes too', async () => {
    expect((await ask('POST')).statusCode).toBe(200);
    expect(events.all()).toHaveLength(1);
  });

  it('posted again, before and after it is folded, is one event', async () => {
    await ask('POST');
    await ask('POST');
    await fold('user:ann');
    await ask('POST');
    expect(events.all()).toHaveLength(1);
  });

  it('works again for somebody who has subscribed anew', async () => {
    await ask('POST');
    await fold('user:ann');
    await events.put([
      aCustomerEvent({ name: 'Subscribed', messageId: 'again', timestamp: new Date(now + 5_000).toISOString() }),
    ]);
    await fold('user:ann', ['again']);
    now += 10_000;
    await ask('POST');
    await ask('POST');

    expect(events.all().map(({ name }) => name)).toEqual(['Unsubscribed', 'Subscribed', 'Unsubscribed']);
    await fold('user:ann');
    expect(await profiles.load('user:ann')).toMatchObject({ subscriptions: { email: { state: 'unsubscribed' } } });
  });

  it.each([
    ['was cut by a line break', async () => (await tokens.sign(claims)).slice(0, -4)],
    ['was made with another secret', () => createUnsubscribeTokens(async () => 'another').sign(claims)],
    ['is made up', async () => 'abc'],
    [
      'says that it needs no signature',
      async () =>
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ p: 'user:ann', c: 'email', s: 's1' })).toString('base64url')}.`,
    ],
  ])('that %s is answered 400, with what to do', async (_, token) => {
    const answer = await ask('POST', { pathParameters: { token: await token() } });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toMatch(/use the link in the mail itself/);
    expect(events.all()).toEqual([]);
  });

  it('without a token is answered 400 as well', async () => {
    const { pathParameters: _, ...rest } = await request('POST');
    expect((await handlerOn(events)(rest)).statusCode).toBe(400);
  });

  it('says so when the store is away, and when to try again', async () => {
    const away = async () => {
      throw new StoreUnavailable('unavailable', 5);
    };
    const answer = await handlerOn({ put: away, firstReceipt: away })(await request('POST'));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(answer.body).toMatch(/not yet unsubscribed/);
  });

  it('answers other methods with what it understands', async () => {
    expect(await ask('DELETE')).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD, POST' } });
  });
});

describe('a token', () => {
  it('holds ids and no address, fits a URL, and is read back as it was made', async () => {
    const token = await tokens.sign(claims);
    expect(token).toMatch(/^[\w.-]+$/);
    expect(await tokens.verify(token)).toEqual(claims);
  });

  it('asks for the secret again when it could not be had', async () => {
    let calls = 0;
    const flaky = createUnsubscribeTokens(async () => {
      calls += 1;
      if (calls === 1) throw new StoreUnavailable('unavailable', 5);
      return 'secret';
    });
    await expect(flaky.verify('x')).rejects.toThrow(StoreUnavailable);
    expect(await flaky.verify('x')).toBeUndefined();
  });
});
