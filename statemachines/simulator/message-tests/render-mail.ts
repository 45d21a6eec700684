import { codeOf } from '#shared/domain/coupon/code-pattern.ts';
import type { CouponDefinition } from '#shared/domain/coupon/coupon.ts';
import type { CouponVariables } from '#shared/domain/coupon/coupon-variables.ts';
import { readInstant } from '#shared/domain/event/instant.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import { messageVariables } from '#shared/domain/message/message-variables.ts';
import { renderMessage } from '#shared/domain/message/render-message.ts';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { emptyProfile } from '#shared/domain/profile/profile.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import { unsubscribeLink } from '#shared/domain/unsubscribe/unsubscribe-link.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { traitsOf } from '../file-tests/given-fields.ts';
import { stepsMeant } from '../named-steps.ts';
import { readEvent } from '../read-event.ts';
import type { SimulationSetting } from '../simulation.ts';
import { firstDay } from '../story.ts';
import type { MessageGiven } from './test-file.ts';

type Marketing = SimulationSetting['marketing'];

/** A mail as one reader gets it. */
export interface RenderedMail {
  readonly subject: string;
  readonly preheader: string;
  readonly text: string;
  /** The addresses that it links to, each once. */
  readonly links: readonly string[];
  /** The name that it comes from. */
  readonly from: string;
  readonly language: string | undefined;
}

/** The journey that a message is sent by: the one that is given, or else the first that does. */
export const senderOf = (
  { journeys }: Pick<Marketing, 'journeys'>,
  message: string,
  named: string | undefined,
): CompiledJourney | undefined =>
  journeys.find((journey) => (named === undefined ? sends(journey, message) : journey.journey === named));

export const sends = (journey: CompiledJourney, message: string): boolean => stepsMeant(journey, ['send'], message).length > 0;

/** Renders a message with the code that `run-stage` renders with; or says which part of it cannot be rendered, and why. */
export const renderMail = (
  marketing: Pick<Marketing, 'journeys' | 'coupons' | 'channels'>,
  message: CompiledMessage,
  ofAll: MessageGiven = {},
  ofCase: MessageGiven = {},
): RenderedMail | { readonly unrenderable: string } => {
  const given = { ...ofAll, ...ofCase };
  const { email } = marketing.channels;
  const at = new Date(readInstant(given.sent) ?? firstDay.at).toISOString();
  const sender = senderOf(marketing, message.message, given.journey);
  const traits = traitsOf(ofAll.profile, ofCase.profile);
  const happened = (name: string | undefined, properties: MessageGiven['profile'] = {}) =>
    name === undefined ? undefined : { name, timestamp: at, properties };
  const coupon = marketing.coupons.find((each) => each.coupon === given.coupon);
  const variables = messageVariables(
    applyEvents(emptyProfile(userProfileId(userId)), [arrived({ type: 'identify', traits }, at)], new Set()),
    {
      journey: sender?.journey ?? 'a-journey',
      unsubscribeUrl: unsubscribeLink('https://simulated.example', 'a-reader'),
      postalAddress: email.postalAddress,
      at,
      event: happened(given.event?.name ?? sender?.rules.enter.on, {
        ...(given.event?.name === undefined ? entryProperties(sender) : {}),
        ...given.event?.properties,
      }),
      reply: given.reply && happened(replyName(given.reply, sender), given.reply.properties),
      coupon: coupon && couponAt(coupon, at),
    },
  );
  const rendered = renderMessage(message, variables);
  if (rendered.kind === 'unrenderable') return { unrenderable: `${rendered.part}: ${rendered.problem}` };
  const { subject, html, text } = rendered;
  // The preheader stands in the HTML, hidden; rendered in the subject's place it can be read by itself.
  const head = renderMessage({ ...message, subject: message.preheader }, variables);
  return {
    subject,
    preheader: head.kind === 'rendered' ? head.subject : '',
    text,
    links: linksOf(html),
    from: message.sender ?? email.from.name,
    language: /<html\b[^>]*?\blang="([^"]*)"/.exec(html)?.[1],
  };
};

/** What the event of a segment or of a schedule has without anybody saying so. */
export const entryProperties = (sender: CompiledJourney | undefined): NonNullable<MessageGiven['profile']> => {
  if (sender === undefined) return {};
  const { enter } = sender.written.rules;
  if ('every' in enter) return { journey: sender.journey };
  return 'segment' in enter ? { segment: enter.segment } : {};
};

/** The event that a reply is: the one that the journey waits for last, if it does not say. */
export const replyName = (
  { name }: NonNullable<MessageGiven['reply']>,
  sender: CompiledJourney | undefined,
): string | undefined => name ?? sender?.rules.awaited.at(-1);

const userId = 'ada';

const arrived = (sent: Readonly<Record<string, unknown>>, at: string): CustomerEvent =>
  readEvent({ userId, ...sent }, new Date(at), () => 'given');

/** As if the journey had just given it. Which letters stand in a code is left to chance, and so always the same here. */
const couponAt = ({ coupon, source, value, expiresInMilliseconds }: CouponDefinition, at: string): CouponVariables => ({
  code: codeOf(source.kind === 'generate' ? source.pattern : `${coupon.toUpperCase()}-########`, () => 0),
  value,
  expires_at: new Date(Date.parse(at) + expiresInMilliseconds).toISOString(),
});

const linksOf = (html: string): readonly string[] => [
  ...new Set(
    [...html.matchAll(/\bhref="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&').replaceAll('&#39;', "'")),
  ),
];
