import { knownEvents } from '#shared/adapters/yaml/event-types.ts';
import { sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import type { Surroundings } from '#statemachines/journeys/compile-journey.ts';

/** What journeys in tests are compiled with: the catalogue's events and some more, some traits, and one or a few of everything else. */
export const aSurroundings = (overrides: Partial<Surroundings> = {}): Surroundings => ({
  messages: ['product-manual', 'case-study', 'webinar-invitation'],
  coupons: ['winback'],
  destinations: ['zapier-high-intent'],
  places: [],
  vocabulary: {
    currency: 'USD',
    traits: {
      email: 'text',
      phone: 'text',
      birthday: 'date',
      city: 'text',
      region: 'text',
      country: 'text',
      plan: 'text',
      product: 'text',
      renewalDate: 'date',
      leadScore: 'number',
      lifecycleStage: 'text',
      accountOwner: 'text',
      newsletter: 'yes or no',
    },
    events: {
      ...knownEvents(),
      'Cart Updated': { value: 'number', product: 'text' },
      'Test Drive Completed': { rating: 'number', dealer: 'text' },
    },
    segments: ['vip', 'at-risk'],
    scores: [],
  },
  sending: sendingDefaults,
  topicOf: () => undefined,
  ...overrides,
});
