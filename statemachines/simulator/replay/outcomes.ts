import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { isOurs, type Moment } from '../moment.ts';

/** Something that a journey does for a customer: what counts when two versions of it are compared. */
export interface Outcome {
  readonly kind: 'mail' | 'no-mail' | 'task' | 'coupon' | 'webhook';
  /** The message, the task's title, the coupon, the destination. */
  readonly name: string;
  readonly at: string;
  /** Why a mail did not go. */
  readonly reason?: string;
}

/** By customer, in order. */
export type Outcomes = ReadonlyMap<string, readonly Outcome[]>;

const told: Readonly<Record<string, { readonly kind: Outcome['kind']; readonly property: string }>> = {
  'Email Sent': { kind: 'mail', property: 'message' },
  'Email Not Sent': { kind: 'no-mail', property: 'message' },
  'Task Created': { kind: 'task', property: 'title' },
  'Coupon Issued': { kind: 'coupon', property: 'coupon' },
  'Webhook Delivered': { kind: 'webhook', property: 'destination' },
};

/** Collects what one journey does. `nameOf` says what to call a customer. */
export const collectOutcomes = (journey: string, nameOf: (profileId: ProfileId) => string) => {
  const byCustomer = new Map<string, Outcome[]>();
  return {
    note: (moment: Moment): void => {
      if (moment.kind !== 'event' || !isOurs(moment.event)) return;
      const { name, properties = {} } = moment.event;
      const what = Object.hasOwn(told, name) ? told[name] : undefined;
      if (what === undefined || properties.journey !== journey) return;
      const { reason } = properties;
      const outcome: Outcome = {
        kind: what.kind,
        name: String(properties[what.property] ?? ''),
        at: moment.at,
        ...(what.kind === 'no-mail' && typeof reason === 'string' ? { reason } : {}),
      };
      const customer = nameOf(moment.profileId);
      byCustomer.set(customer, [...(byCustomer.get(customer) ?? []), outcome]);
    },
    all: (): Outcomes => byCustomer,
  };
};
