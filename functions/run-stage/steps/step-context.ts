import type { Conditions } from '#shared/domain/condition/conditions.ts';
import type { CouponDefinition } from '#shared/domain/coupon/coupon.ts';
import type { Chance } from '#shared/domain/journey/chance.ts';
import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { CompiledMessage, EmailChannel } from '#shared/domain/message/message.ts';
import type { PlaceList } from '#shared/domain/place/place.ts';
import type { SendingPolicy } from '#shared/domain/sending/policy.ts';
import type { Destination } from '#shared/domain/webhook/destination.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { CouponStore } from '#shared/ports/coupon-store.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { Mailer } from '#shared/ports/mailer.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import type { SendLedger, Suppressions } from '#shared/ports/send-ledger.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';
import type { Webhooks } from '#shared/ports/webhooks.ts';

/** All that steps are run with. */
export interface StepPorts {
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly runs: Pick<RunStore, 'load' | 'move' | 'decide' | 'amend' | 'stand' | 'list'>;
  readonly ledger: SendLedger;
  readonly suppressions: Pick<Suppressions, 'has'>;
  readonly mailer: Mailer;
  readonly tasks: Pick<TaskStore, 'create'>;
  readonly events: Pick<EventStore, 'put' | 'get' | 'timeline'>;
  /** Compiled messages by name. */
  readonly messages: ReadonlyMap<string, CompiledMessage>;
  readonly channel: EmailChannel;
  /** The address at which the reader of one mail leaves the channel. */
  readonly unsubscribeLink: (send: { readonly profileId: JourneyRun['profileId']; readonly sendId: string }) => Promise<string>;
  /** When and how often a journey may write to people. */
  readonly policyOf: (journey: string) => SendingPolicy;
  /** How far back the caps of any journey look, in milliseconds; 0 where there are none. */
  readonly longestCap: number;
  readonly coupons: Pick<CouponStore, 'issue' | 'refuse' | 'list'>;
  /** Declared coupons by name. */
  readonly couponDefinitions: ReadonlyMap<string, CouponDefinition>;
  readonly webhooks: Webhooks;
  /** Declared destinations of webhooks by name. */
  readonly destinations: ReadonlyMap<string, Destination>;
  /** Lists of places by name. */
  readonly places: ReadonlyMap<string, PlaceList>;
  readonly conditions: Conditions;
  readonly chance: Chance;
  readonly clock: Clock;
}

/**
 * Runs one step of a run that was under way a moment ago. A stage is invoked again after any failure, so a step must bear being
 * run again from its start, and being run by two invocations at once. `run-ended`: it found that the customer has left meanwhile.
 */
export type StepRunner<Step> = (step: Step, run: JourneyRun, ports: StepPorts) => Promise<StepOutcome>;
export type StepOutcome = 'done' | 'run-ended';
