import { StoreUnavailable } from '#shared/domain/errors.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import type { UnsubscribeClaims } from '#shared/domain/unsubscribe/unsubscribe-claims.ts';
import { decideUnsubscription, unsubscribed } from '#shared/domain/unsubscribe/unsubscription.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { UnsubscribeTokens } from '#shared/ports/unsubscribe-tokens.ts';
import type { HttpAnswer } from '#shared/runtime/http-answer.ts';
import type { HttpRequest } from '#shared/runtime/http-handler.ts';
import { page } from './page.ts';

export interface UnsubscribeContactDeps {
  readonly tokens: Pick<UnsubscribeTokens, 'verify'>;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly events: Pick<EventStore, 'put' | 'firstReceipt'>;
  readonly clock: Clock;
}

/**
 * Answers the unsubscribe link of a mail. GET and HEAD show a page with a button and change nothing, because mail scanners open
 * every link; POST unsubscribes, with whatever body or none, without cookies and without a redirect (RFC 8058). Posting again is
 * harmless. 200 is answered only after the unsubscription is stored.
 */
export const createHandler =
  ({ tokens, profiles, events, clock }: UnsubscribeContactDeps) =>
  async (request: HttpRequest): Promise<HttpAnswer> => {
    const { method } = request.requestContext.http;
    if (!['GET', 'HEAD', 'POST'].includes(method)) return methodNotAllowed;
    try {
      const claims = await tokens.verify(request.pathParameters?.token ?? '');
      if (claims === undefined) return badLink;
      if (method === 'POST') {
        await unsubscribe(claims, { profiles, events, clock });
        return done;
      }
      return method === 'HEAD' ? { ...confirmation, body: '' } : confirmation;
    } catch (error) {
      if (error instanceof StoreUnavailable) return tryAgain(error.retryAfterSeconds);
      throw error;
    }
  };

/** Puts the event under an id, and at a time, that a repeated post finds again. */
const unsubscribe = async (
  claims: UnsubscribeClaims,
  { profiles, events, clock }: Omit<UnsubscribeContactDeps, 'tokens'>,
): Promise<void> => {
  const customer = await rootProfile((id) => profiles.load(id), claims.profileId);
  const decision = decideUnsubscription(claims, customer?.subscriptions[claims.channel]);
  if (decision.kind === 'done') return;
  const at = await events.firstReceipt(claims.profileId, decision.messageId, clock().toISOString());
  await events.put([unsubscribed(claims, decision.messageId, at)]);
};

const confirmation = page(
  200,
  'Unsubscribe from our emails?',
  `<p>Press the button and we will send you no more marketing mail.</p>
<form method="post"><button type="submit">Unsubscribe</button></form>`,
);

const done = page(
  200,
  'You are unsubscribed',
  '<p>We will send you no more marketing mail. A message that is already on its way may still arrive.</p>',
);

const badLink = page(
  400,
  'This link is not complete',
  `<p>Part of the address is missing or was changed on its way, often by a line break in a text-only mail.</p>
<p>Please use the link in the mail itself, or answer the mail with “unsubscribe”: a person will see to it.</p>`,
);

const methodNotAllowed = page(405, 'This address cannot be used that way', '<p>Open it in a browser instead.</p>', {
  allow: 'GET, HEAD, POST',
});

const tryAgain = (seconds: number): HttpAnswer =>
  page(
    503,
    'Please try again in a moment',
    '<p>We could not save your choice just now, so you are <strong>not yet unsubscribed</strong>. Reload this page to try again.</p>',
    { 'retry-after': String(seconds) },
  );
