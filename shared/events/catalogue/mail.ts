import { defineEvent, instant, text } from '../event-contract.ts';

const fields = {
  sendId: text('The line of the send ledger.'),
  message: text('The message, as its file is named.'),
  journey: text('The journey it went out in.'),
  runId: text('The run of that journey.'),
  step: text('The step of that journey.'),
};

const example = {
  sendId: '5f0c1c5c1a0b4a6f9c0d3b8f6a1e2d47',
  message: 'case-study',
  journey: 'lead-nurture',
  runId: 'a3b1f2c4d5e60718293a4b5c6d7e8f90',
  step: 'send case-study',
};

const emailSent = defineEvent({
  name: 'Email Sent',
  description: 'The mail provider accepted a message to this customer.',
  from: 'tributary',
  properties: fields,
  examples: [example],
});

const emailNotSent = defineEvent({
  name: 'Email Not Sent',
  description: 'A message was due and did not go, with the reason.',
  from: 'tributary',
  properties: { ...fields, reason: text('Why.'), explanation: text('Why, in words.'), code: text("The provider's code.") },
  examples: [{ ...example, reason: 'unsubscribed' }],
});

const emailHeld = defineEvent({
  name: 'Email Held',
  description: 'A message is due and waits for its time by the sending policy.',
  from: 'tributary',
  properties: {
    ...fields,
    because: text('`quiet-hours`, `window` or `frequency-cap`.'),
    cap: text('Which cap.'),
    until: instant('When it is tried again.'),
  },
  examples: [{ ...example, because: 'quiet-hours', until: '2026-11-23T07:00:00.000Z' }],
});

const emailDelivered = defineEvent({
  name: 'Email Delivered',
  description: "The recipient's server took the mail.",
  from: 'tributary',
  properties: fields,
  examples: [example],
});

const emailDelayed = defineEvent({
  name: 'Email Delayed',
  description: "The recipient's server did not take the mail yet.",
  from: 'tributary',
  properties: { ...fields, delayType: text("The provider's kind of delay.") },
  examples: [{ ...example, delayType: 'MailboxFull' }],
});

const emailBounced = defineEvent({
  name: 'Email Bounced',
  description: 'The mail came back. A permanent bounce suppresses the address.',
  from: 'tributary',
  properties: {
    ...fields,
    bounceType: text('Permanent, Transient or Undetermined.'),
    bounceSubType: text("The provider's kind."),
  },
  examples: [{ ...example, bounceType: 'Permanent', bounceSubType: 'General' }],
});

const emailComplained = defineEvent({
  name: 'Email Complained',
  description: 'The recipient called the mail spam. Suppresses the address.',
  from: 'tributary',
  properties: { ...fields, feedbackType: text("The provider's kind of complaint.") },
  examples: [{ ...example, feedbackType: 'abuse' }],
});

const emailRejected = defineEvent({
  name: 'Email Rejected',
  description: 'The provider took the mail and then refused to send it.',
  from: 'tributary',
  properties: { ...fields, reason: text('Why.') },
  examples: [{ ...example, reason: 'Bad content' }],
});

export const mailEvents = [
  emailSent,
  emailNotSent,
  emailHeld,
  emailDelivered,
  emailDelayed,
  emailBounced,
  emailComplained,
  emailRejected,
];
