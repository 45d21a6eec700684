import { isNote, type JourneyRun } from '#shared/domain/journey/run.ts';
import { noteKey, readOutcome } from '#shared/domain/journey/run-notes.ts';
import { outcomeOf, type WhyNotDelivered } from '#shared/domain/webhook/webhook-answer.ts';
import { isStuck } from './in-flight.ts';
import type { JourneyOutline } from './journey-outline.ts';

export interface FailuresOfRun {
  readonly stuck: boolean;
  readonly messages: number;
  readonly unknownMessages: number;
  readonly webhooks: number;
}

/** Why a message does not go though nothing about the customer speaks against it. All other reasons are the journey doing its duty. */
const technical: readonly string[] = ['rejected', 'unrenderable', 'unknown-message'];

/** The customer's own reasons, for which a destination is not told either. */
const rightly: readonly WhyNotDelivered[] = ['no-address', 'unsubscribed', 'no-consent', 'suppressed'];

/** What went wrong in a run that was not the customer's doing. */
export const failuresOf = (run: JourneyRun, outline: JourneyOutline | undefined, now: Date): FailuresOfRun => {
  const decisions = Object.entries(run.decisions ?? {});
  const ending = noteKey('', 'outcome');
  const outcomes = decisions.filter(([key]) => key.endsWith(ending)).map(([, { label }]) => readOutcome(label));
  const webhooks = new Set((outline?.steps ?? []).filter(({ kind }) => kind === 'webhook').map(({ id }) => id));
  return {
    stuck: isStuck(run, outline, now),
    messages: outcomes.filter((outcome) => outcome.kind === 'not-sent' && technical.includes(outcome.reason)).length,
    unknownMessages: outcomes.filter(({ kind }) => kind === 'unknown').length,
    webhooks: decisions.filter(([key, { label }]) => {
      if (isNote(key) || !webhooks.has(key)) return false;
      const outcome = outcomeOf(label);
      return outcome.kind === 'failed' && !rightly.includes(outcome.reason);
    }).length,
  };
};
