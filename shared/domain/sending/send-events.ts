import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { JsonObject } from '#shared/events/json.ts';
import { dropReasons, type Send } from './send.ts';

/**
 * What becomes of a message, as events in the customer's log. Ids and times come from the ledger line or from the provider's own
 * report, never from a clock: putting an event again writes the same item, so reporting twice is harmless.
 */
export const emailSent = (send: Send): CustomerEvent =>
  emailEvent(send, 'Email Sent', `${send.sendId}:sent`, send.sentAt ?? send.claimedAt);

export const emailNotSent = (send: Send): CustomerEvent =>
  emailEvent(send, 'Email Not Sent', `${send.sendId}:not-sent`, send.claimedAt, {
    ...(send.reason === undefined ? {} : { reason: send.reason, explanation: dropReasons[send.reason] }),
    ...(send.code === undefined ? {} : { code: send.code }),
  });

/** `at` is the provider's time of the report; a report that comes again carries the same one. */
export const emailDelivered = (send: Send, at: string): CustomerEvent =>
  emailEvent(send, 'Email Delivered', `${send.sendId}:delivered`, at);

export const emailDelayed = (send: Send, at: string, delayType: string): CustomerEvent =>
  emailEvent(send, 'Email Delayed', `${send.sendId}:delayed`, at, { delayType });

export const emailBounced = (
  send: Send,
  at: string,
  bounce: { readonly type: string; readonly subType: string },
): CustomerEvent =>
  emailEvent(send, 'Email Bounced', `${send.sendId}:bounced`, at, { bounceType: bounce.type, bounceSubType: bounce.subType });

export const emailComplained = (send: Send, at: string, feedbackType?: string): CustomerEvent =>
  emailEvent(send, 'Email Complained', `${send.sendId}:complained`, at, feedbackType === undefined ? {} : { feedbackType });

export const emailRejected = (send: Send, at: string, reason: string): CustomerEvent =>
  emailEvent(send, 'Email Rejected', `${send.sendId}:rejected`, at, { reason });

const emailEvent = (send: Send, name: string, messageId: string, at: string, details: JsonObject = {}): CustomerEvent => ({
  version: 1,
  messageId,
  type: 'track',
  name,
  profileId: send.profileId,
  timestamp: at,
  originalTimestamp: at,
  receivedAt: at,
  properties: {
    message: send.message,
    journey: send.journey,
    step: send.step,
    runId: send.runId,
    sendId: send.sendId,
    ...details,
  },
  context: { channel: 'email', source: 'tributary' },
});
