import type { Marketing } from '#infra/marketing.ts';
import { sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';

/** One small journey and no texts, so that a snapshot shows infrastructure and a marketer's edit does not change it. */
export const aMarketing = (overrides: Partial<Marketing> = {}): Marketing => ({
  journeys: [
    {
      journey: 'welcome',
      description: 'Greets a new lead, waits a day, greets again',
      rules: {
        journey: 'welcome',
        enter: { on: 'Lead Created', reenter: { rule: 'never' } },
        exits: [{ on: 'Unsubscribed', reason: 'unsubscribed' }],
        holdout: 0,
        exitsWhen: [],
        goal: { on: 'Order Completed', withinMilliseconds: 86_400_000 },
        awaited: ['Demo Booked'],
      },
      sending: sendingDefaults.policy,
      conditions: [],
      written: { journey: 'welcome', rules: { description: 'Greets', enter: { on: 'Lead Created' } }, steps: [] },
      definition: (runStageFunctionArn) => ({
        StartAt: 'Day 1',
        States: {
          'Day 1': {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: runStageFunctionArn, 'Payload.$': '$' },
            End: true,
          },
        },
      }),
    },
  ],
  messages: [],
  channels: {
    email: {
      from: { name: 'Example Shop', address: 'hello@shop.example' },
      postalAddress: 'Example Shop, 1 Example Street',
      consent: 'implied',
    },
  },
  counted: ['Product Viewed'],
  segments: [{ segment: 'buyer', description: 'Has ordered', when: 'orders.count > 0' }],
  scores: [],
  coupons: [
    {
      coupon: 'thanks',
      value: '10 %',
      expiresInMilliseconds: 86_400_000,
      source: { kind: 'generate', pattern: 'THANKS-########' },
    },
    { coupon: 'partner', value: '5 €', expiresInMilliseconds: 86_400_000, source: { kind: 'pool' } },
  ],
  destinations: [{ destination: 'crm', kind: 'webhook', url: 'https://crm.example.com/hook', secret: 'crm' }],
  places: [],
  sending: sendingDefaults,
  vocabulary: { traits: {}, events: {}, segments: ['buyer'], scores: [], currency: 'USD' },
  ...overrides,
});
