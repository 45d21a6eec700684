import type { EntryDecision } from '#shared/domain/journey/decide-entry.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { WaitsFor } from './simulated-executions.ts';

/** One thing that a simulation saw, at the virtual clock's time. */
export type Moment = { readonly at: string; readonly profileId: ProfileId } & (
  | { readonly kind: 'event'; readonly event: CustomerEvent }
  | {
      readonly kind: 'waits';
      readonly journey: string;
      readonly runId: string;
      readonly state: string;
      readonly until: string;
      readonly waitsFor: WaitsFor;
    }
  /** An event that lets customers into a journey did not let this one in. */
  | { readonly kind: 'stayed-out'; readonly journey: string; readonly event: CustomerEvent; readonly reason: StayedOut }
  /** The journey's machine failed, or outlived its time: nothing more comes of this run. */
  | { readonly kind: 'failed'; readonly journey: string; readonly runId: string; readonly error: string }
);

export type StayedOut = Extract<EntryDecision, { kind: 'stay-out' }>['reason'];

/** Whether Tributary itself put the event: a journey's, or one about a mail. */
export const isOurs = (event: CustomerEvent): boolean => event.context?.source === 'tributary';
