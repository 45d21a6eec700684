import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { earlier, later } from './counter.ts';
import { addAmounts, currencyCode, tenThousandths } from './money.ts';
import { ownEntry } from './own-entry.ts';
import type { Orders } from './profile.ts';

/**
 * Adds a Segment `Order Completed` or `Order Refunded`; other events leave the orders as they are.
 *
 * The amount is `revenue`, or `total` where that is missing (refunds: `total` first, which is what was paid back). An order
 * without a readable amount counts as an order over nothing. `order_id` is not looked at: two messages about one order are
 * two facts, as they are for the counters; a resend of one message never comes here twice.
 *
 * @throws AmountTooLarge
 */
export const withOrder = (orders: Orders, event: CustomerEvent): Orders => {
  if (event.type !== 'track') return orders;
  if (event.name === 'Order Completed') {
    const amount = tenThousandths(event.properties?.revenue) ?? tenThousandths(event.properties?.total);
    return {
      ...orders,
      count: orders.count + 1,
      revenue: withAmount(orders.revenue, event, amount ?? 0),
      first: orders.first === undefined ? event.timestamp : earlier(orders.first, event.timestamp),
      last: orders.last === undefined ? event.timestamp : later(orders.last, event.timestamp),
    };
  }
  if (event.name === 'Order Refunded') {
    const amount = tenThousandths(event.properties?.total) ?? tenThousandths(event.properties?.revenue);
    // Some shops send what they pay back as a negative amount.
    return { ...orders, refunds: orders.refunds + 1, revenue: withAmount(orders.revenue, event, -Math.abs(amount ?? 0)) };
  }
  return orders;
};

const withAmount = (revenue: Orders['revenue'], event: CustomerEvent, amount: number): Orders['revenue'] => {
  if (amount === 0) return revenue;
  const currency = currencyCode(event.properties?.currency);
  return { ...revenue, [currency]: addAmounts(ownEntry(revenue, currency) ?? 0, amount) };
};

/** @throws AmountTooLarge */
export const mergeOrders = (a: Orders, b: Orders): Orders => {
  const revenue: Record<string, number> = { ...a.revenue };
  for (const [currency, amount] of Object.entries(b.revenue)) {
    revenue[currency] = addAmounts(ownEntry(revenue, currency) ?? 0, amount);
  }
  const first = a.first === undefined ? b.first : b.first === undefined ? a.first : earlier(a.first, b.first);
  const last = a.last === undefined ? b.last : b.last === undefined ? a.last : later(a.last, b.last);
  return {
    count: a.count + b.count,
    refunds: a.refunds + b.refunds,
    revenue,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
  };
};
