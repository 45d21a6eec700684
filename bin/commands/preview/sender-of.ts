import { didYouMean } from '#shared/domain/marketing/did-you-mean.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import { sentMessages } from '../check/sent-messages.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

/** The journey that a message is shown as sent by, and the names of the others that send it. */
export interface Sender {
  /** Undefined where no journey sends the message yet. */
  readonly sender: CompiledJourney | undefined;
  readonly others: readonly string[];
}

/**
 * The first journey that sends a message, or the one that is asked for.
 *
 * @throws CommandFailure where the one that is asked for does not send it.
 */
export const senderOf = (journeys: readonly CompiledJourney[], message: string, wanted: string | undefined): Sender => {
  const senders = journeys.filter((journey) => sentMessages(journey).includes(message));
  const names = senders.map(({ journey }) => journey);
  const sender = wanted === undefined ? senders[0] : senders.find(({ journey }) => journey === wanted);
  if (wanted !== undefined && sender === undefined) {
    const hint = names.length === 0 ? 'no journey does yet; leave --journey out' : didYouMean(wanted, names);
    throw new CommandFailure(`No journey ${wanted} sends ${message}.`, exitCodes.usage, hint === undefined ? {} : { hint });
  }
  return { sender, others: names.filter((name) => name !== sender?.journey) };
};
