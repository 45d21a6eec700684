import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { CompiledMessage, EmailChannel } from '#shared/domain/message/message.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { Mailer } from '#shared/ports/mailer.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { SendLedger } from '#shared/ports/send-ledger.ts';
import type { TaskStore } from '#shared/ports/task-store.ts';

/** All that steps are run with. */
export interface StepPorts {
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly ledger: SendLedger;
  readonly mailer: Mailer;
  readonly tasks: Pick<TaskStore, 'create'>;
  readonly events: Pick<EventStore, 'put'>;
  /** Compiled messages by name. */
  readonly messages: ReadonlyMap<string, CompiledMessage>;
  readonly channel: EmailChannel;
  /** The address at which the reader of one mail leaves the channel. */
  readonly unsubscribeLink: (send: { readonly profileId: JourneyRun['profileId']; readonly sendId: string }) => Promise<string>;
  readonly clock: Clock;
}

/**
 * Runs one step of a run that was under way a moment ago. A stage is invoked again after any failure, so a step must bear being
 * run again from its start, and being run by two invocations at once. `run-ended`: it found that the customer has left meanwhile.
 */
export type StepRunner<Step> = (step: Step, run: JourneyRun, ports: StepPorts) => Promise<StepOutcome>;
export type StepOutcome = 'done' | 'run-ended';
