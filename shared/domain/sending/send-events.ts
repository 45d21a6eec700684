import { ownEvent } from '#shared/domain/event/own-event.ts';
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

/**
 * A message waits for its time by the sending policy. `dueSince`: when it was first due, which is the time of the event however often it is
 * held.
 */
export const emailHeld = (
  send: Send,
  dueSince: string,
  { because, until, cap }: { readonly because: string; readonly until: string; readonly cap?: string },
): CustomerEvent =>
  emailEvent(send, 'Email Held', `${send.sendId}:held:${until}`, dueSince, {
    because,
    until,
    ...(cap === undefined ? {} : { cap }),
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

const emailEvent = (send: Send, name: string, messageId: string, at: string, details: JsonObject = {}): CustomerEvent =>
  ownEvent({
    profileId: send.profileId,
    name,
    messageId,
    at,
    properties: {
      message: send.message,
      journey: send.journey,
      step: send.step,
      runId: send.runId,
      sendId: send.sendId,
      ...details,
    },
    channel: 'email',
  });
