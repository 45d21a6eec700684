import { commerceEvents } from './catalogue/commerce.ts';
import { consentEvents } from './catalogue/consent.ts';
import { conversationEvents } from './catalogue/conversation.ts';
import { couponEvents } from './catalogue/coupon.ts';
import { journeyEvents } from './catalogue/journey.ts';
import { mailEvents } from './catalogue/mail.ts';
import { salesEvents } from './catalogue/sales.ts';
import { segmentEvents } from './catalogue/segment.ts';
import { webhookEvents } from './catalogue/webhook.ts';
import type { EventContract } from './event-contract.ts';

/** Every event with a contract, in the order in which the documentation lists them. */
export const catalogue: readonly EventContract[] = [
  ...commerceEvents,
  ...salesEvents,
  ...conversationEvents,
  ...consentEvents,
  ...mailEvents,
  ...journeyEvents,
  ...segmentEvents,
  ...couponEvents,
  ...webhookEvents,
];

const byName = new Map(catalogue.map((contract) => [contract.name, contract]));

/** The contract of a `track` event of this name, if it has one. */
export const contractOf = (name: string): EventContract | undefined => byName.get(name);
