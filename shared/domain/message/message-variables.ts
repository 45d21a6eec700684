import type { CouponVariables } from '#shared/domain/coupon/coupon-variables.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import { traitValues } from '#shared/domain/profile/traits.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json, JsonObject } from '#shared/events/json.ts';

/** An event as a message may speak of it: `{{ event.properties.product }}`. */
export interface EventVariables {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly properties: JsonObject;
}

export const eventVariableNames = ['name', 'timestamp', 'properties'] as const satisfies readonly (keyof EventVariables)[];

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
  /** The event that brought the customer into the journey, and the last one that they were waited for. */
  readonly event?: EventVariables;
  readonly reply?: EventVariables;
  /** The coupon that the journey has given them, unless it has expired. */
  readonly coupon?: CouponVariables;
  readonly unsubscribe_url: string;
  readonly postal_address: string;
  /** ISO 8601, UTC. */
  readonly sent_at: string;
}

export const variableNames = [
  'traits',
  'profile',
  'journey',
  'event',
  'reply',
  'coupon',
  'unsubscribe_url',
  'postal_address',
  'sent_at',
] as const satisfies readonly (keyof MessageVariables)[];

export const profileVariableNames = ['id'] as const satisfies readonly (keyof MessageVariables['profile'])[];

/** What messages may speak of, of an event. */
type SpokenOf = Pick<CustomerEvent, 'name' | 'timestamp' | 'properties'>;

/** What a message is sent for. */
export interface Occasion {
  readonly journey: string;
  readonly unsubscribeUrl: string;
  readonly postalAddress: string;
  readonly at: string;
  readonly event?: SpokenOf | undefined;
  readonly reply?: SpokenOf | undefined;
  readonly coupon?: CouponVariables | undefined;
}

export const messageVariables = (customer: Profile, occasion: Occasion): MessageVariables => {
  const { journey, unsubscribeUrl, postalAddress, at, event, reply, coupon } = occasion;
  return {
    traits: traitValues(customer),
    profile: { id: customer.id },
    journey,
    ...(event === undefined ? {} : { event: eventVariables(event) }),
    ...(reply === undefined ? {} : { reply: eventVariables(reply) }),
    ...(coupon === undefined ? {} : { coupon }),
    unsubscribe_url: unsubscribeUrl,
    postal_address: postalAddress,
    sent_at: at,
  };
};

const eventVariables = ({ name, timestamp, properties = {} }: SpokenOf): EventVariables => ({ name, timestamp, properties });
