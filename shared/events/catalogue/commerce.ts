import * as z from 'zod/mini';
import { amount, currency, defineEvent, described, looseObject, text } from '../event-contract.ts';

const productFields = {
  product_id: text('The product, as the shop knows it.'),
  sku: text('Stock keeping unit.'),
  name: text('Name of the product.'),
  category: text('Category, like "Kitchen > Ovens".'),
  brand: text('Brand.'),
  variant: text('Colour, size and so on.'),
  price: amount('Price of one.'),
  quantity: amount('How many.'),
  url: text('Page of the product.'),
  image_url: text('Picture of the product.'),
};

const product = looseObject(productFields, 'an object with product_id, name, price, quantity …');

const products = () => described(z.nullish(z.array(product(), 'a list of products')), 'What was bought or given back.');

const orderFields = {
  order_id: text('The order, as the shop knows it.'),
  revenue: amount('What the order brought, without shipping and tax.'),
  total: amount('What the customer paid.'),
  subtotal: amount('Before discounts, shipping and tax.'),
  shipping: amount('Shipping.'),
  tax: amount('Tax.'),
  discount: amount('Discount.'),
  coupon: text('Coupon code.'),
  affiliation: text('Store or marketplace.'),
  currency,
  products,
};

const oven = {
  product_id: 'oven-60',
  sku: 'OV-60-W',
  name: 'Steam oven 60',
  category: 'Kitchen > Ovens',
  price: 899,
  currency: 'EUR',
};

const productViewed = defineEvent({
  name: 'Product Viewed',
  description: 'A customer looked at one product.',
  from: 'senders',
  properties: { ...productFields, currency },
  examples: [{ ...oven, url: 'https://shop.example.com/ovens/oven-60' }],
});

const productAdded = defineEvent({
  name: 'Product Added',
  description: 'A customer put a product into the cart.',
  from: 'senders',
  properties: { ...productFields, currency, cart_id: text('The cart.') },
  examples: [{ ...oven, quantity: 1, cart_id: 'c-20931' }],
});

const orderCompleted = defineEvent({
  name: 'Order Completed',
  description: 'A customer bought. Counted into orders and revenue: `revenue`, or `total` where that is missing.',
  from: 'senders',
  properties: orderFields,
  examples: [
    {
      order_id: '50314',
      revenue: 899,
      shipping: 19.9,
      tax: 170.81,
      total: 918.9,
      currency: 'EUR',
      products: [{ product_id: 'oven-60', name: 'Steam oven 60', price: 899, quantity: 1 }],
    },
    { order_id: 8841, revenue: '42.50', currency: 'USD', affiliation: 'Store 12' },
  ],
});

const orderRefunded = defineEvent({
  name: 'Order Refunded',
  description: 'Money went back. Taken off the revenue: `total`, or `revenue` where that is missing; the sign does not matter.',
  from: 'senders',
  properties: orderFields,
  examples: [{ order_id: '50314', total: 918.9, currency: 'EUR' }],
});

export const commerceEvents = [productViewed, productAdded, orderCompleted, orderRefunded];
