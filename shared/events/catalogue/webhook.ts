import { amount, defineEvent, text } from '../event-contract.ts';

const fields = {
  destination: text('Where to, as marketing/destinations.yaml names it.'),
  webhookId: text('The id that the receiver got with it, the same for every attempt.'),
  journey: text('The journey that told it.'),
  runId: text('The run of that journey.'),
  step: text('The step of that journey.'),
  status: amount('What the receiver answered, as an HTTP status; absent where it did not answer.'),
};

const example = {
  destination: 'zapier-high-intent',
  webhookId: 'msg_5f0c1c5c1a0b4a6f9c0d3b8f6a1e2d47',
  journey: 'lead-nurture',
  runId: 'a3b1f2c4d5e60718293a4b5c6d7e8f90',
  step: 'webhook-zapier-high-intent',
};

const webhookDelivered = defineEvent({
  name: 'Webhook Delivered',
  description: 'Another system was told about this customer, and took it.',
  from: 'tributary',
  properties: fields,
  examples: [{ ...example, status: 200 }],
});

const webhookFailed = defineEvent({
  name: 'Webhook Failed',
  description: 'Another system was to be told about this customer, and was not. The journey went on.',
  from: 'tributary',
  properties: { ...fields, reason: text('Why.'), explanation: text('Why, in words.') },
  examples: [{ ...example, status: 404, reason: 'refused' }],
});

export const webhookEvents = [webhookDelivered, webhookFailed];
