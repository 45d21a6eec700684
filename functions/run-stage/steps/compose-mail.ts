import type { Facts } from '#shared/domain/condition/conditions.ts';
import { couponVariables, latestCoupon } from '#shared/domain/coupon/coupon-variables.ts';
import { messageVariables } from '#shared/domain/message/message-variables.ts';
import { renderMessage } from '#shared/domain/message/render-message.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { ledgerTags } from '#shared/domain/sending/ledger-tags.ts';
import type { DropReason, Send } from '#shared/domain/sending/send.ts';
import { oneClickHeaders } from '#shared/domain/unsubscribe/unsubscribe-link.ts';
import type { Mail } from '#shared/ports/mailer.ts';
import { logger } from '#shared/runtime/logger.ts';
import { speaksOf } from '../speaks-of.ts';
import type { StepPorts } from './step-context.ts';

export type ComposedMail =
  | { readonly kind: 'composed'; readonly mail: Mail }
  | { readonly kind: 'impossible'; readonly reason: Extract<DropReason, 'unknown-message' | 'unrenderable'> };

/** Renders the message for the customer and puts the headers and tags to it that every mail carries. */
export const composeMail = async (
  send: Send,
  customer: Profile,
  to: string,
  { event, reply }: Pick<Facts, 'event' | 'reply'>,
  { messages, channel, unsubscribeLink, coupons }: Pick<StepPorts, 'messages' | 'channel' | 'unsubscribeLink' | 'coupons'>,
): Promise<ComposedMail> => {
  const message = messages.get(send.message);
  if (message === undefined) {
    logger.warn('a message is no longer deployed', { template: send.message, journey: send.journey, sendId: send.sendId });
    return { kind: 'impossible', reason: 'unknown-message' };
  }
  const link = await unsubscribeLink(send);
  // A query that finds nothing for nearly everybody is made only for messages that speak of a coupon.
  const given = [message.subject, message.html, message.text].some((part) => speaksOf('coupon', part))
    ? latestCoupon(await coupons.list([send.profileId]), send, send.claimedAt)
    : undefined;
  const rendered = renderMessage(
    message,
    messageVariables(customer, {
      journey: send.journey,
      unsubscribeUrl: link,
      postalAddress: channel.postalAddress,
      at: send.claimedAt,
      event,
      reply,
      coupon: given && couponVariables(given),
    }),
  );
  if (rendered.kind === 'unrenderable') {
    logger.warn('a message could not be rendered', { template: send.message, sendId: send.sendId, part: rendered.part });
    return { kind: 'impossible', reason: 'unrenderable' };
  }
  const { subject, html, text } = rendered;
  const sender = message.sender === undefined ? {} : { sender: message.sender };
  return {
    kind: 'composed',
    mail: { sendId: send.sendId, tags: ledgerTags(send), to, ...sender, subject, html, text, headers: oneClickHeaders(link) },
  };
};
