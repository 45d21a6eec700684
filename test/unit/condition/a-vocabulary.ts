import type { Vocabulary } from '#shared/domain/condition/vocabulary.ts';

/** Names of every kind and type, for tests of conditions. */
export const vocabulary: Vocabulary = {
  traits: {
    plan: 'text',
    age: 'number',
    renewalDate: 'date',
    vip: 'yes or no',
    interests: 'list',
    country: 'text',
    dealer: 'text',
    'favourite shop': 'text',
  },
  events: {
    'Order Completed': { revenue: 'number', coupon: 'text', products: 'list', deliverAt: 'date', extra: 'anything' },
    'Cart Updated': { value: 'number', coupon: 'number' },
    'Nothing Said': {},
  },
  segments: ['vip', 'at-risk'],
  scores: ['engagement', 'average'],
  currency: 'USD',
};
