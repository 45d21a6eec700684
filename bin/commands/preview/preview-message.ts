import type { CompiledMessage, EmailChannel } from '#shared/domain/message/message.ts';
import { messageVariables } from '#shared/domain/message/message-variables.ts';
import { renderMessage } from '#shared/domain/message/render-message.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { maySend } from '#shared/domain/sending/may-send.ts';
import { unsubscribeLink } from '#shared/domain/unsubscribe/unsubscribe-link.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import type { SampleOccasion } from './sample-occasion.ts';

/** A message as one customer would get it. */
export interface Preview {
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
  /** The customer's address, or why nothing would be sent to them. */
  readonly recipient: { readonly to: string } | { readonly notSent: string };
}

export interface Sending extends SampleOccasion {
  readonly journey: string;
  readonly at: Date;
}

/** Renders with the code that `run-stage` renders with. */
export const previewMessage = (
  message: CompiledMessage,
  customer: Profile,
  channel: EmailChannel,
  { journey, at, event, reply, coupon }: Sending,
): Preview => {
  const variables = messageVariables(customer, {
    journey,
    unsubscribeUrl: unsubscribeLink('https://your-api.example', 'preview'),
    postalAddress: channel.postalAddress,
    at: at.toISOString(),
    event,
    reply,
    coupon,
  });
  const render = (content: CompiledMessage) => {
    const rendered = renderMessage(content, variables);
    if (rendered.kind === 'rendered') return rendered;
    throw new CommandFailure(
      `${message.message} cannot be rendered for this customer: ${rendered.part}: ${rendered.problem}`,
      exitCodes.failed,
      { code: 'unrenderable', hint: 'A customer with such traits would get nothing, and the journey would go on.' },
    );
  };
  const { subject, html, text } = render(message);
  // The preheader stands in the HTML, hidden; rendered in the subject's place it can be read by itself.
  const preheader = render({ ...message, subject: message.preheader }).subject;
  const permission = maySend(customer, channel);
  return {
    subject,
    preheader,
    html,
    text,
    recipient: permission.kind === 'yes' ? { to: permission.to } : { notSent: permission.reason },
  };
};
