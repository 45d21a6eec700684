import type { Profile } from '#shared/domain/profile/profile.ts';
import { laterSubscription, statedSubscription } from '#shared/domain/profile/subscriptions.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { MessageExplanation } from './explanation.ts';

type Consent = MessageExplanation['consent'];

/**
 * What a customer had said about email by an instant: by the last statement of the log before it; where the log has none, by the profile, if
 * what it says is older than that. Else nothing had been said, or what was said has changed since and the log that was read does not reach
 * back so far. `isAll`: it reaches back to its beginning.
 */
export const consentHistory = (
  log: readonly CustomerEvent[],
  { subscriptions }: Pick<Profile, 'subscriptions'>,
  isAll: boolean,
): ((at: string) => Consent) => {
  const stated = log.flatMap((event) => {
    const statement = statedSubscription(event);
    return statement?.channel === 'email' ? [statement.subscription] : [];
  });
  const now = subscriptions.email;
  const known = now === undefined ? stated : [...stated, now];
  return (at) => {
    const before = known.filter((each) => each.at <= at);
    if (before.length > 0) {
      const { state, at: since, by } = before.reduce(laterSubscription);
      return { state, since, by };
    }
    return { state: isAll || now === undefined ? 'not-said' : 'not-known' };
  };
};
