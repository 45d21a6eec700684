import { amount, currency, defineEvent, instant, object, text } from '../event-contract.ts';

const leadCreated = defineEvent({
  name: 'Lead Created',
  description: 'Somebody became a lead: a form, a fair, a call. Starts the lead nurture journey.',
  from: 'senders',
  properties: {
    source: text('Where the lead came from, like "webinar".'),
    campaign: text('Campaign.'),
    product: text('What the lead is interested in.'),
    score: amount('Score given by the sender.'),
    value: amount('Expected value.'),
    currency,
    owner: text('Who looks after the lead.'),
  },
  examples: [{ source: 'webinar', campaign: 'steam-ovens-autumn', product: 'oven-60', score: 40 }],
});

const demoBooked = defineEvent({
  name: 'Demo Booked',
  description: 'A lead agreed to a demonstration. The goal of the lead nurture journey.',
  from: 'senders',
  properties: {
    at: instant('When the demonstration takes place.'),
    product: text('What will be shown.'),
    owner: text('Who will show it.'),
    location: text('Where: a place or "online".'),
  },
  examples: [{ at: '2026-12-01T14:00:00Z', product: 'oven-60', owner: 'sales-north', location: 'online' }],
});

const formSubmitted = defineEvent({
  name: 'Form Submitted',
  description: 'A form was filled in and sent.',
  from: 'senders',
  properties: {
    form_id: text('The form.'),
    form_name: text('Its name for people.'),
    url: text('The page it is on.'),
    fields: object('What was filled in.'),
  },
  examples: [
    { form_id: 'contact', form_name: 'Contact us', url: 'https://www.example.com/contact', fields: { interest: 'ovens' } },
  ],
});

export const salesEvents = [leadCreated, demoBooked, formSubmitted];
