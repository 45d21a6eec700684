import type { Marketing } from '#infra/marketing.ts';

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
        goal: { on: 'Order Completed', withinMilliseconds: 86_400_000 },
      },
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
  ...overrides,
});
