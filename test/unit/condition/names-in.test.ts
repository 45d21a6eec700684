import { expect, test } from 'vitest';
import { namesIn } from '#shared/domain/condition/names-in.ts';

test('an expression tells the names that it asks about, each once', () => {
  const text = `has(traits.plan) && traits.plan == 'pro' && traits['favourite shop'] != event.properties.shop
    && events['Cart Updated'].count > events['Cart Updated'].count - 1 && 'vip' in segments && !('at-risk' in segments)
    && scores.engagement > 3 && reply.properties.rating > 2 && event.properties.products.exists(traitless, traitless.sku == 'x')`;
  expect(namesIn(text)).toEqual({
    traits: ['plan', 'favourite shop'],
    events: ['Cart Updated'],
    segments: ['vip', 'at-risk'],
    scores: ['engagement'],
    properties: ['shop', 'products'],
    replyProperties: ['rating'],
    clock: false,
  });
});

test.each([
  ['daysSince(orders.last) > 3', true],
  ['daysUntil(traits.renewalDate) < 3', true],
  ['orders.last < now', true],
  ['orders.count > 3', false],
])('%s depends on the time: %s', (text, clock) => {
  expect(namesIn(text).clock).toBe(clock);
});

test('a text that is no expression asks about nothing', () => {
  expect(namesIn('traits.plan ==').traits).toEqual([]);
});
