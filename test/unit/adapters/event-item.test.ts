import { describe, expect, it } from 'vitest';
import { fromEventItem, toEventItem } from '#shared/adapters/dynamodb/event-item.ts';
import { aCustomerEvent } from '#test/support/a-customer-event.ts';

/** As DynamoDB counts: names and values, two digits of a number to a byte. */
const bytesOf = (item: object): number =>
  Object.entries(item).reduce((sum, [name, value]) => {
    if (value instanceof Uint8Array) return sum + name.length + value.length;
    if (typeof value === 'number') return sum + name.length + Math.ceil(String(value).length / 2) + 1;
    return sum + name.length + Buffer.byteLength(String(value ?? ' '));
  }, 0);

const aWebEvent = (properties = {}) => {
  const page = {
    path: '/kitchen/ovens/steam-oven-60',
    referrer: 'https://shop.example.com/kitchen/ovens?sort=price',
    search: '?utm_source=newsletter&utm_campaign=autumn-kitchen',
    title: 'Steam oven 60 | Kitchen | Example Shop',
    url: 'https://shop.example.com/kitchen/ovens/steam-oven-60?utm_source=newsletter&utm_campaign=autumn-kitchen',
  };
  return aCustomerEvent({
    anonymousId: '3f0e2a9a-1f4f-4f5e-8b1e-0a6a4a1b2c3d',
    messageId: 'ajs-next-1795362864644-8b946894-c63b-4bf3-8815-4aa96c029063',
    timestamp: '2026-11-22T08:29:58.113Z',
    originalTimestamp: '2026-11-22T08:29:58.120Z',
    receivedAt: '2026-11-22T08:30:00.000Z',
    type: 'page',
    properties: { name: 'Product', ...page, ...properties },
    context: {
      page,
      userAgent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
      userAgentData: { brands: [{ brand: 'Microsoft Edge', version: '141' }], mobile: false, platform: 'Windows' },
      campaign: { source: 'newsletter', name: 'autumn-kitchen' },
      locale: 'de-DE',
      timezone: 'Europe/Berlin',
      library: { name: 'analytics.js', version: 'npm:next-1.81.0' },
    },
    integrations: { 'Segment.io': true },
  });
};

describe('the item of an event', () => {
  it('takes one write unit for a typical web event, whose JSON alone is larger than that', () => {
    const event = aWebEvent();
    expect(JSON.stringify(event).length).toBeGreaterThan(1_500);
    expect(bytesOf(toEventItem(event, 400))).toBeLessThanOrEqual(1_024);
  });

  it('stays readable where it fits anyway', () => {
    const item = toEventItem(aCustomerEvent({ properties: { product_id: 'oven-60' } }), 400);
    expect(item.d).toBe('{"p":{"product_id":"oven-60"}}');
    expect(item.z1).toBeUndefined();
  });

  it('says nothing that its key says', () => {
    const item = toEventItem(
      aCustomerEvent({ type: 'page', userId: 'ann', messageId: 'm-1', timestamp: '2026-11-22T08:30:00.000Z' }),
      1,
    );
    expect(item).toEqual({ pk: 'P#user:ann', sk: 'E#2026-11-22T08:30:00.000Z#m-1', y: 'p', r: 0, ttl: 1_795_422_600 });
  });

  it('expires by its receipt, so that imported history is kept as long as the rest', () => {
    const imported = aCustomerEvent({ timestamp: '2019-01-01T00:00:00.000Z', receivedAt: '2026-11-22T08:30:00.000Z' });
    expect(toEventItem(imported, 10).ttl).toBe(Date.parse('2026-12-02T08:30:00.000Z') / 1_000);
  });

  it.each([
    ['the table gives it back', (bytes: Uint8Array) => bytes],
    ['a stream record gives it to a function, in base64', (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')],
  ])('can be read as %s', (_, given) => {
    const event = aWebEvent({ text: 'é'.repeat(500) });
    const { z1, ...item } = toEventItem(event, 400);
    expect(z1).toBeInstanceOf(Uint8Array);
    expect(fromEventItem({ ...item, z1: z1 && given(z1) })).toEqual(event);
  });

  it('can be read for as long as the stored format is 1, dictionary included', () => {
    const stored = {
      pk: 'P#user:ann',
      sk: 'E#2026-11-22T08:30:00.000Z#m-1',
      y: 't',
      n: 'Order Completed',
      r: 250,
      z1: 'wywoTA2MDU2wFQTwUsPQSM9URykvH9zNSExKTklNS8/IzBpljbJGWaOswc1Sqq0FAA==',
      ttl: 1,
    };
    expect(fromEventItem(stored)).toMatchObject({ name: 'Order Completed', properties: { order_id: '50314', currency: 'EUR' } });
  });

  it.each([
    ['that says no user id, as our own events do', { profileId: 'user:ann', userId: undefined }],
    ['that says no anonymous id', { profileId: 'anon:a-1', userId: undefined }],
    ['of a user known by a digest, who says the id', { profileId: 'user:~0f', userId: 'ann@example.com' }],
    ['of a user known by a digest, who does not', { profileId: 'user:~0f', userId: undefined }],
    ['with every id', { anonymousId: 'a-1', previousId: 'p-1', groupId: 'g-1' }],
    ['with another event time than the key says', { timestamp: '2026-11-22T06:00:00.001Z' }],
    ['with values that no table could hold as they are', { properties: { '': 1e300, half: '\ud800', nothing: null } }],
  ] as const)('gives back an event %s', (_, fields) => {
    const { userId, ...event } = { ...aCustomerEvent({ userId: 'ann' }), ...fields };
    const put = { ...event, ...(userId !== undefined && { userId }) };
    expect(fromEventItem(toEventItem(put, 400))).toEqual(put);
  });

  it.each([
    ['of another kind', { pk: 'P#user:ann', sk: 'PROFILE', version: 1 }],
    ['without its type', { pk: 'P#user:ann', sk: 'E#2026-11-22T08:30:00.000Z#m-1', r: 0 }],
    ['whose body is broken', { pk: 'P#user:ann', sk: 'E#2026-11-22T08:30:00.000Z#m-1', y: 't', n: 'x', r: 0, z1: 'AAAA' }],
  ])('is not made of an item %s', (_, item) => {
    expect(() => fromEventItem(item)).toThrow();
  });
});
