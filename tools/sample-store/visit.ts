import { type Product, priceOf, products, shops } from './catalogue.ts';
import { type Moment, minute, type Said } from './moment.ts';
import type { Person } from './person.ts';
import { type Random, randomOf } from './random.ts';

/** The ids that a message carries: what its sender knows. */
export type Ids = { readonly userId: string; readonly anonymousId?: string } | { readonly anonymousId: string };

const site = 'https://store.example.com';

const webContext = (person: Person, path: string, title: string) => ({
  channel: 'web',
  locale: person.language === 'zh' ? 'zh-CN' : 'en-US',
  page: { path, title, url: `${site}${path}` },
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
});

const productProperties = (product: Product) => ({
  product_id: product.sku,
  name: product.name,
  category: product.category,
  price: product.price,
  currency: 'USD',
});

const pathOf = (product: Product) => `/${product.category}/${product.sku.toLowerCase()}`;

const page = (person: Person, ids: Ids, path: string, title: string): Said => ({
  type: 'page',
  ...ids,
  name: title,
  properties: { path, title, url: `${site}${path}` },
  context: webContext(person, path, title),
});

const webTrack = (person: Person, ids: Ids, event: string, product: Product, more: object = {}): Said => ({
  type: 'track',
  ...ids,
  event,
  properties: { ...productProperties(product), ...more },
  context: webContext(person, pathOf(product), product.name),
});

/** An order, at the till or on the web: the properties that Segment's e-commerce spec gives it. */
export const orderOf = (random: Random, orderId: string, first?: Product) => {
  const items = Array.from({ length: random.between(1, 3) }, (_, n) => ({
    product: n === 0 && first !== undefined ? first : random.pick(products),
    quantity: random.between(1, 2),
  }));
  const total = priceOf(items);
  return {
    order_id: orderId,
    total,
    revenue: total,
    currency: 'USD',
    products: items.map((item) => ({ ...productProperties(item.product), quantity: item.quantity })),
  };
};

export interface VisitPlan {
  readonly person: Person;
  readonly ids: Ids;
  readonly startsAt: number;
  /** How long the device was out of reach before it could tell. */
  readonly lateBy: number;
  readonly buys: boolean;
  readonly random: Random;
}

/** A visit to the web store: pages, products looked at, perhaps a cart, perhaps an order. Arrives a little out of order. */
export const visit = ({ person, ids, startsAt, lateBy, buys, random }: VisitPlan): readonly Moment[] => {
  const looked = Array.from({ length: random.between(1, 5) }, () => random.pick(products));
  const wanted = looked[random.between(0, looked.length - 1)] ?? products[0];
  const said: (() => Said)[] = [() => page(person, ids, '/', 'Northwind Home')];
  for (const product of looked) {
    if (random.chance(0.5)) said.push(() => page(person, ids, `/${product.category}`, `All ${product.category}`));
    said.push(() => webTrack(person, ids, 'Product Viewed', product));
  }
  if (buys || random.chance(0.25)) {
    said.push(() => webTrack(person, ids, 'Product Added', wanted, { quantity: 1, cart_id: `cart-${person.userId}` }));
    said.push(() => page(person, ids, '/cart', 'Your cart'));
  }
  if (buys) {
    const salt = random.between(0, 2 ** 30);
    said.push(() => webTrack(person, ids, 'Checkout Started', wanted));
    said.push(() => ({
      type: 'track',
      ...ids,
      event: 'Order Completed',
      properties: orderOf(randomOf(salt), `W-${salt.toString(36)}`, wanted),
      context: webContext(person, '/thank-you', 'Thank you'),
    }));
  }
  let at = startsAt;
  return said.map((say): Moment => {
    at += random.between(5, 90) * 1_000;
    // A phone's queue and a browser's do not arrive in step.
    const jitter = random.chance(0.05) ? random.between(1, 4) * minute : 0;
    return { happenedAt: at, arrivesAt: at + lateBy + jitter, kind: 'valid', say };
  });
};

/** The till's word on an order: no browser, no anonymous id. */
export const tillOrder = (userId: string, at: number, random: Random): Moment => {
  const salt = random.between(0, 2 ** 30);
  return {
    happenedAt: at,
    arrivesAt: at,
    kind: 'valid',
    say: () => ({
      type: 'track',
      userId,
      event: 'Order Completed',
      properties: { ...orderOf(randomOf(salt), `T-${salt.toString(36)}`), shop: randomOf(salt, 1).pick(shops) },
      context: { channel: 'pos' },
    }),
  };
};

/** Goods brought back, in whole. */
export const refund = (userId: string, at: number, random: Random): Moment => {
  const salt = random.between(0, 2 ** 30);
  const order = orderOf(randomOf(salt), `T-${salt.toString(36)}`);
  return {
    happenedAt: at,
    arrivesAt: at,
    kind: 'valid',
    say: () => ({ type: 'track', userId, event: 'Order Refunded', properties: order, context: { channel: 'pos' } }),
  };
};
