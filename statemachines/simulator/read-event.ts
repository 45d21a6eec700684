import { normaliseEvent } from '#shared/domain/event/normalise-event.ts';
import type { EventProblem } from '#shared/domain/event/rejected-event.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';

/** An event that the API would have rejected. */
export class EventRefused extends Error {
  override readonly name = 'EventRefused';
  readonly problems: readonly EventProblem[];

  constructor(problems: readonly EventProblem[]) {
    super(problems.map(({ path, message }) => `${path === '' ? 'the event' : path} ${message}`).join('; '));
    this.problems = problems;
  }
}

/**
 * Reads an event as the API does when it arrives at an instant, which is also when it happened unless it says otherwise.
 *
 * @throws EventRefused
 */
export const readEvent = (
  sent: Readonly<Record<string, unknown>>,
  arrivesAt: Date,
  newMessageId: () => string,
): CustomerEvent => {
  const timed = 'timestamp' in sent || 'originalTimestamp' in sent ? sent : { ...sent, timestamp: arrivesAt.toISOString() };
  const identified = 'messageId' in timed ? timed : { ...timed, messageId: newMessageId() };
  const read = normaliseEvent(identified, { receivedAt: arrivesAt.getTime(), newMessageId, sender: 'server' });
  if (read.kind === 'rejected') throw new EventRefused(read.problems);
  return read.event;
};
