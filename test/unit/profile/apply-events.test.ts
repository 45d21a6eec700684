import { describe, expect, it } from 'vitest';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { AmountTooLarge } from '#shared/domain/profile/money.ts';
import { emptyProfile, type Profile } from '#shared/domain/profile/profile.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { aCustomerEvent, anIdentify, anOrder, at } from '#test/support/a-customer-event.ts';

const declared = new Set(['Product Viewed', 'Order Completed', 'Page Viewed']);
const profileAfter = (...events: CustomerEvent[]): Profile => applyEvents(emptyProfile('user:ann'), events, declared);
const valuesOf = ({ traits }: Profile) => Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]));

describe('counters', () => {
  it('hold how often, first and last by event time, whatever the order of arrival', () => {
    const { events } = profileAfter(
      aCustomerEvent({ timestamp: at('09:00') }),
      aCustomerEvent({ timestamp: at('08:00') }),
      aCustomerEvent({ timestamp: at('08:30') }),
    );
    expect(events).toEqual({ 'Product Viewed': { count: 3, first: at('08:00'), last: at('09:00') } });
  });

  it('may have names that records have as methods', () => {
    const { events } = applyEvents(emptyProfile('user:ann'), [aCustomerEvent({ name: 'toString' })], new Set(['toString']));
    expect(events.toString).toEqual({ count: 1, first: at('08:30'), last: at('08:30') });
  });

  it('count names that are not declared together', () => {
    const profile = profileAfter(
      aCustomerEvent({ name: 'Video Played' }),
      aCustomerEvent({ name: 'constructor' }),
      aCustomerEvent({ type: 'page' }),
    );
    expect(profile.other?.count).toBe(2);
    expect(Object.keys(profile.events)).toEqual(['Page Viewed']);
  });

  it.each([
    ['the channel it names', { channel: ' POS ' }, 'pos'],
    ['the web for analytics.js', { library: { name: 'analytics.js', version: '2.1.0' } }, 'web'],
    ['the web for RudderStack in a browser', { library: { name: 'RudderLabs JavaScript SDK' } }, 'web'],
    ['a server for the Node SDK', { library: { name: '@segment/analytics-node' } }, 'server'],
    ['a server for the Python SDK', { library: { name: 'analytics-python' } }, 'server'],
    ['an app for the iOS SDK', { library: { name: 'analytics-ios' } }, 'app'],
    ['unknown for anything else', { library: 'curl' }, 'unknown'],
    ['unknown where nothing is said', undefined, 'unknown'],
    ['unknown where a whole text stands for a channel', { channel: 'x'.repeat(41) }, 'unknown'],
    ['unknown where a record cannot hold the name', { channel: '__proto__' }, 'unknown'],
    ['unknown where the name is broken Unicode', { channel: 'x\ud83d' }, 'unknown'],
  ])('take an event’s channel of origin to be %s', (_, context, channel) => {
    expect(Object.keys(profileAfter(aCustomerEvent(context === undefined ? {} : { context })).channels)).toEqual([channel]);
  });
});

describe('the times a customer was seen', () => {
  it('are the first and the last event time', () => {
    expect(profileAfter(aCustomerEvent({ timestamp: at('09:00') }), aCustomerEvent({ timestamp: at('08:00') }))).toMatchObject({
      firstSeenAt: at('08:00'),
      lastSeenAt: at('09:00'),
    });
  });

  it('do not move by what we did ourselves', () => {
    const sent = aCustomerEvent({
      name: 'Email Sent',
      timestamp: at('23:00'),
      context: { source: 'tributary', channel: 'email' },
    });
    expect(profileAfter(aCustomerEvent({ timestamp: at('08:00') }), sent)).toMatchObject({ lastSeenAt: at('08:00') });
    expect(profileAfter(sent)).not.toHaveProperty('firstSeenAt');
  });
});

describe('traits', () => {
  it.each<[string, CustomerEvent[], unknown]>([
    [
      'is what was said last by event time',
      [anIdentify({ plan: 'pro' }, { timestamp: at('09:00') }), anIdentify({ plan: 'free' }, { timestamp: at('08:00') })],
      'pro',
    ],
    [
      'is the greater messageId’s at the same instant',
      [anIdentify({ plan: 'b' }, { messageId: 'm2' }), anIdentify({ plan: 'a' }, { messageId: 'm1' })],
      'b',
    ],
    [
      'is deleted by null',
      [anIdentify({ plan: 'pro' }, { timestamp: at('08:00') }), anIdentify({ plan: null }, { timestamp: at('09:00') })],
      null,
    ],
    [
      'stays deleted when an earlier word arrives late',
      [anIdentify({ plan: null }, { timestamp: at('09:00') }), anIdentify({ plan: 'pro' }, { timestamp: at('08:00') })],
      null,
    ],
    ['may be said in the context of a track call', [aCustomerEvent({ context: { traits: { plan: 'pro' } } })], 'pro'],
    [
      'is the identify call’s own where its context says another',
      [anIdentify({ plan: 'own' }, { context: { traits: { plan: 'context' } } })],
      'own',
    ],
    ['is never a group’s', [aCustomerEvent({ type: 'group', groupId: 'acme', traits: { plan: 'enterprise' } })], undefined],
    ['is never a property', [aCustomerEvent({ properties: { plan: 'pro' } })], undefined],
  ])('a trait %s', (_, events, value) => {
    expect(valuesOf(profileAfter(...events)).plan).toEqual(value);
    expect(valuesOf(profileAfter(...events.toReversed())).plan).toEqual(value);
  });

  it('may have names that records have of their own', () => {
    const hostile = JSON.parse(
      '{"constructor": "Ferrari", "toString": 1, "__proto__": {"polluted": true}}',
    ) as CustomerEvent['traits'];
    const { traits } = profileAfter(anIdentify(hostile));
    expect(Object.keys(traits).sort()).toEqual(['constructor', 'toString']);
    expect(traits).not.toHaveProperty('polluted');
  });
});

describe('orders', () => {
  it('add up without rounding errors, by currency', () => {
    const { orders } = profileAfter(
      ...[0.1, 0.2, '0.3'].map((revenue) => anOrder(revenue, { timestamp: at('08:00') })),
      anOrder(5, { timestamp: at('09:00'), properties: { revenue: 5, currency: 'jpy' } }),
    );
    expect(orders).toEqual({ count: 4, refunds: 0, revenue: { EUR: 6_000, JPY: 50_000 }, first: at('08:00'), last: at('09:00') });
  });

  it.each<[string, CustomerEvent['properties'], object]>([
    ['takes the total where there is no revenue', { total: 20 }, { USD: 200_000 }],
    ['prefers the revenue', { total: 20, revenue: 18 }, { USD: 180_000 }],
    ['without a currency is in dollars', { revenue: 1, currency: 'dollars' }, { USD: 10_000 }],
    ['without a readable amount is an order over nothing', { revenue: '1,5' }, {}],
    ['over an absurd amount is an order over nothing', { revenue: 1e300 }, {}],
    ['over nothing at all is an order', undefined, {}],
    ['is held in whole ten-thousandths', { revenue: 1.005 }, { USD: 10_050 }],
    ['with four decimals keeps them', { revenue: 0.0001 }, { USD: 1 }],
  ])('an order %s', (_, properties, revenue) => {
    const { orders } = profileAfter(aCustomerEvent({ name: 'Order Completed', ...(properties && { properties }) }));
    expect(orders).toMatchObject({ count: 1, revenue });
    expect(Object.keys(orders.revenue)).toEqual(Object.keys(revenue));
  });

  it.each([[10], [-10]])('a refund of %d takes ten away, however it is written', (total) => {
    const refund = aCustomerEvent({ name: 'Order Refunded', properties: { total, currency: 'EUR' } });
    expect(profileAfter(anOrder(25), refund).orders).toMatchObject({ count: 1, refunds: 1, revenue: { EUR: 150_000 } });
    expect(profileAfter(refund, anOrder(25)).orders).toMatchObject({ count: 1, refunds: 1, revenue: { EUR: 150_000 } });
  });

  it('add up as far as sums are exact, and no further', () => {
    const ninety = Array.from({ length: 90 }, () => anOrder(1e10));
    expect(profileAfter(...ninety).orders.revenue).toEqual({ EUR: 90e14 });
    expect(() => profileAfter(...ninety, anOrder(1e10))).toThrow(AmountTooLarge);
    expect(() => profileAfter(...ninety, anOrder(1e10), anOrder(-1e10))).toThrow(AmountTooLarge);
  });

  it('with one order_id in two messages are two facts', () => {
    expect(profileAfter(anOrder(10), anOrder(10)).orders).toMatchObject({ count: 2, revenue: { EUR: 200_000 } });
  });

  it('are only made by track calls', () => {
    expect(profileAfter(aCustomerEvent({ type: 'page', name: 'Order Completed', properties: { revenue: 5 } })).orders.count).toBe(
      0,
    );
  });
});

describe('subscriptions', () => {
  const said = (name: string, time: string, channel?: string) =>
    aCustomerEvent({ name, timestamp: at(time), ...(channel === undefined ? {} : { properties: { channel } }) });

  it.each([
    ['the later word', [said('Unsubscribed', '08:00'), said('Subscribed', '09:00')], 'subscribed'],
    ['the later word, arriving early', [said('Unsubscribed', '09:00'), said('Subscribed', '08:00')], 'unsubscribed'],
    ['the refusal at the same instant', [said('Subscribed', '08:00'), said('Unsubscribed', '08:00')], 'unsubscribed'],
  ])('are %s', (_, events, state) => {
    expect(profileAfter(...events).subscriptions.email?.state).toBe(state);
    expect(profileAfter(...events.toReversed()).subscriptions.email?.state).toBe(state);
  });

  it('are for one channel each', () => {
    const { subscriptions } = profileAfter(said('Subscribed', '08:00', 'email'), said('Unsubscribed', '08:00', 'SMS'));
    expect(subscriptions).toMatchObject({ email: { state: 'subscribed' }, sms: { state: 'unsubscribed' } });
  });

  it.each([['x\ud83d'], ['constructor'], ['x'.repeat(256)]])(
    'take no consent from a channel that cannot be one (%j), and a refusal for email’s',
    (channel) => {
      expect(profileAfter(said('Subscribed', '08:00', channel)).subscriptions).toEqual({});
      expect(profileAfter(said('Unsubscribed', '08:00', channel)).subscriptions).toMatchObject({
        email: { state: 'unsubscribed' },
      });
    },
  );

  it('are not made by traits', () => {
    expect(profileAfter(anIdentify({ subscribed: true, email: 'ann@example.com', unsubscribed: false })).subscriptions).toEqual(
      {},
    );
  });
});

describe('groups', () => {
  it('may have ids that records have as methods', () => {
    expect(profileAfter(aCustomerEvent({ type: 'group', groupId: 'toString' })).groups).toEqual({ toString: at('08:30') });
  });

  it.each([['x\ud83d'], ['x'.repeat(256)]])('never have ids that no store takes (%j)', (groupId) => {
    expect(profileAfter(aCustomerEvent({ type: 'group', groupId })).groups).toEqual({});
  });

  it('are joined at the earliest time said', () => {
    const joining = (time: string) => aCustomerEvent({ type: 'group', groupId: 'acme', timestamp: at(time) });
    expect(profileAfter(joining('09:00'), joining('08:00')).groups).toEqual({ acme: at('08:00') });
  });
});

describe('the user id', () => {
  it('is the profile’s own, not a merged user’s', () => {
    expect(profileAfter(aCustomerEvent({ userId: 'old' }), aCustomerEvent({ userId: 'ann' })).userId).toBe('ann');
    expect(profileAfter(aCustomerEvent({ userId: 'old' })).userId).toBeUndefined();
  });

  it('that is an address is one, however it is written', () => {
    const events = ['Ann@Example.com', 'ann@example.com'].map((userId) => aCustomerEvent({ userId }));
    const [first] = events;
    const id = first?.profileId ?? 'user:';
    expect(applyEvents(emptyProfile(id), events, declared).userId).toBe('ann@example.com');
    expect(applyEvents(emptyProfile(id), events.toReversed(), declared).userId).toBe('ann@example.com');
  });
});

it('leaves the profile it was given alone', () => {
  const before = profileAfter(anOrder(1), anIdentify({ plan: 'pro' }));
  const copy = structuredClone(before);
  applyEvents(
    before,
    [anOrder(2), anIdentify({ plan: 'free' }, { timestamp: at('23:00') }), aCustomerEvent({ name: 'Unsubscribed' })],
    declared,
  );
  expect(before).toEqual(copy);
  expect(applyEvents(before, [], declared)).toBe(before);
});
