import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { KeyKind } from '#shared/domain/access/key-record.ts';
import { normaliseBatch } from '#shared/domain/event/normalise-batch.ts';
import { catalogue, contractOf } from '#shared/events/catalogue.ts';

const rows = catalogue.map((contract) => [contract.name, contract] as const);

const propertiesAfter = (name: string, properties: object, sender: KeyKind = 'write') => {
  const event = {
    type: 'track',
    event: name,
    userId: 'ann',
    messageId: 'm-1',
    timestamp: '2026-11-22T08:30:00.000Z',
    properties,
  };
  const receivedAt = new Date('2026-11-22T08:30:00.000Z');
  return normaliseBatch({ batch: [event] }, { receivedAt, newMessageId: () => 'made', sender });
};

describe('the catalogue', () => {
  it('names each event once', () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  });

  it.each([
    'Lead Created',
    'Order Completed',
    'Order Refunded',
    'Product Viewed',
    'Product Added',
    'Demo Booked',
    'Support Conversation',
    'Social Mention',
    'Form Submitted',
    'Email Sent',
    'Email Delivered',
    'Email Bounced',
    'Email Complained',
    'Unsubscribed',
    'Subscribed',
    'Journey Entered',
    'Journey Exited',
    'Journey Converted',
    'Journey Completed',
    'Task Created',
  ])('has a contract for %s', (name) => {
    expect(contractOf(name)?.version).toBeGreaterThan(0);
  });

  it.each(rows)('%s: every example is accepted', (_, contract) => {
    for (const example of contract.examples) expect(contract.properties.safeParse(example)).toMatchObject({ success: true });
  });

  const ours = rows.filter(([, { from }]) => from === 'tributary');
  it.each(ours)('%s is not taken under a write key, and is under a server key', (name, { examples: [example] }) => {
    const { accepted, rejected } = propertiesAfter(name, example);
    expect(accepted).toEqual([]);
    expect(rejected[0]?.event.problems).toEqual([{ path: 'event', message: expect.stringContaining(name) }]);
    expect(propertiesAfter(name, example, 'server').accepted).toHaveLength(1);
  });

  it('has every name that is taken in the manual', async () => {
    const manual = await readFile('docs/sending-events.md', 'utf8');
    const [, section = ''] = /## Names that are taken\n(.*?)\n## /s.exec(manual) ?? [];
    const named = [...section.matchAll(/`([A-Z][^`]*)`/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(ours.map(([name]) => name).toSorted());
  });

  it('takes nothing that Tributary tells from a sender of whom nothing is said', () => {
    const batch = [{ type: 'track', event: ' Email Bounced ', userId: 'ann' }];
    const { accepted, rejected } = normaliseBatch({ batch }, { receivedAt: new Date(), newMessageId: () => 'made' });
    expect([accepted, rejected.length]).toEqual([[], 1]);
  });

  it.each(rows)('%s: keeps fields that nobody named', (name, contract) => {
    const [example] = contract.examples;
    const { accepted } = propertiesAfter(name, { ...example, somethingNew: { deep: [1] } }, 'server');
    expect(accepted[0]?.properties).toMatchObject({ somethingNew: { deep: [1] } });
  });
});

describe('typed fields', () => {
  it('become numbers where they came as decimal text, and text where they came as numbers', () => {
    const products = [{ product_id: 7, price: '12.50', quantity: '2' }];
    const { accepted } = propertiesAfter('Order Completed', { order_id: 8841, revenue: ' 42.50 ', tax: '-1', products });
    expect(accepted[0]?.properties).toEqual({
      order_id: '8841',
      revenue: 42.5,
      tax: -1,
      products: [{ product_id: '7', price: 12.5, quantity: 2 }],
    });
  });

  it('may be null', () => {
    expect(propertiesAfter('Order Completed', { revenue: null, currency: null, products: null }).accepted).toHaveLength(1);
  });

  it.each([
    ['an amount with a thousands separator', 'Order Completed', { revenue: '1,234.50' }, 'properties.revenue'],
    ['an amount with its currency', 'Order Completed', { revenue: '€12' }, 'properties.revenue'],
    ['an empty amount', 'Order Completed', { revenue: '' }, 'properties.revenue'],
    ['an amount beyond reason', 'Order Completed', { revenue: 1e15 }, 'properties.revenue'],
    ['a currency that is no code', 'Order Completed', { currency: 'Euro' }, 'properties.currency'],
    ['products that are no list', 'Order Completed', { products: {} }, 'properties.products'],
    ['a product that is no object', 'Order Completed', { products: ['oven'] }, 'properties.products[0]'],
    ['a price deep inside that is none', 'Order Completed', { products: [{}, { price: 'x' }] }, 'properties.products[1].price'],
    ['a chat message without text', 'Support Conversation', { author: 'customer' }, 'properties.text'],
    ['an author that there is not', 'Support Conversation', { text: 'hi', author: 'ghost' }, 'properties.author'],
  ])('reject %s, saying where', (_, name, properties, path) => {
    expect(propertiesAfter(name, properties).rejected).toMatchObject([{ event: { problems: [{ path }] } }]);
  });

  it('matter only to the name they belong to', () => {
    expect(propertiesAfter('Something Else', { revenue: '1,234.50' }).accepted).toHaveLength(1);
  });
});
