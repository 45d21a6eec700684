import type { Profile } from '#shared/domain/profile/profile.ts';
import type { Json } from '#shared/events/json.ts';

/**
 * What a message may speak of. The keys are the names used in messages, so they are spelt as Liquid spells things; the message
 * compiler refuses every other name.
 */
export interface MessageVariables {
  /** The customer's traits as last said, by name. */
  readonly traits: Readonly<Record<string, Json>>;
  readonly profile: { readonly id: string };
  /** Name of the journey that sends. */
  readonly journey: string;
  readonly unsubscribe_url: string;
  readonly postal_address: string;
  /** ISO 8601, UTC. */
  readonly sent_at: string;
}

export const variableNames = [
  'traits',
  'profile',
  'journey',
  'unsubscribe_url',
  'postal_address',
  'sent_at',
] as const satisfies readonly (keyof MessageVariables)[];

export const messageVariables = (
  customer: Profile,
  sending: { readonly journey: string; readonly unsubscribeUrl: string; readonly postalAddress: string; readonly at: string },
): MessageVariables => ({
  traits: Object.fromEntries(Object.entries(customer.traits).map(([name, trait]) => [name, trait.value])),
  profile: { id: customer.id },
  journey: sending.journey,
  unsubscribe_url: sending.unsubscribeUrl,
  postal_address: sending.postalAddress,
  sent_at: sending.at,
});
