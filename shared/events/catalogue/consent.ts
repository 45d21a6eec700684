import { defineEvent, text } from '../event-contract.ts';

const fields = {
  channel: text('The channel spoken of: "email" where absent.'),
  reason: text('Why, if said.'),
  source: text('Where it was said: "link", "one-click", "preference centre", "support" …'),
  journey: text('The journey whose message the link was in.'),
  message: text('The message the link was in.'),
  sendId: text('The send the link was in.'),
};

const unsubscribed = defineEvent({
  name: 'Unsubscribed',
  description: 'A customer wants no more on a channel. Ends journeys that have it as an exit; nothing is sent from then on.',
  from: 'senders',
  properties: fields,
  examples: [{ channel: 'email', source: 'one-click' }],
});

const subscribed = defineEvent({
  name: 'Subscribed',
  description: 'A customer agreed to be written to on a channel.',
  from: 'senders',
  properties: fields,
  examples: [{ channel: 'email', source: 'preference centre' }],
});

export const consentEvents = [unsubscribed, subscribed];
