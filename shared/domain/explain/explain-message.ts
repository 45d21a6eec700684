import { dropReasons, type Send } from '#shared/domain/sending/send.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { ExplainedMoment, MessageExplanation } from './explanation.ts';
import { textOf } from './moments.ts';

/** Of one message. */
export interface ToldOfMessage {
  readonly sendId: string;
  /** In order. */
  readonly events: readonly CustomerEvent[];
  readonly line: Send | undefined;
  /** Of its run, in order. */
  readonly moments: readonly ExplainedMoment[];
  readonly consentAt: (at: string) => MessageExplanation['consent'];
}

/** What leads to a message. */
const leading: readonly string[] = ['branch', 'variant', 'wait-ended'];

/** Told otherwise than as a report. */
const own: readonly string[] = ['Email Sent', 'Email Not Sent', 'Email Held'];

export const explainMessage = ({ sendId, events, line, moments, consentAt }: ToldOfMessage): MessageExplanation => {
  const [first] = events;
  const held = events.filter(({ name }) => name === 'Email Held');
  // A hold is told with the time at which the message was first due, whenever it was held.
  const dueAt = held[0]?.timestamp ?? line?.claimedAt ?? first?.timestamp ?? '';
  const end = outcomeOf(events, line, dueAt);
  return {
    sendId,
    message: line?.message ?? (first === undefined ? '' : (textOf(first, 'message') ?? '')),
    step: line?.step ?? (first === undefined ? '' : (textOf(first, 'step') ?? '')),
    dueAt,
    ...end,
    held: held
      .map((event) => ({
        because: textOf(event, 'because') ?? '',
        until: textOf(event, 'until') ?? '',
        ...(textOf(event, 'cap') === undefined ? {} : { cap: textOf(event, 'cap') ?? '' }),
      }))
      .toSorted((a, b) => a.until.localeCompare(b.until)),
    consent: consentAt(end.at),
    way: moments.filter(({ at, what }) => leading.includes(what) && at <= end.at),
    reports: events
      .filter(({ name }) => name.startsWith('Email ') && !own.includes(name))
      .map((event) => {
        const details = detailsOf(event);
        return {
          at: event.timestamp,
          what: event.name.slice('Email '.length).toLowerCase(),
          ...(Object.keys(details).length === 0 ? {} : { details }),
        };
      }),
  };
};

type Outcome = Pick<MessageExplanation, 'outcome' | 'at' | 'reason' | 'explanation'>;

/** The ledger is the first to know; where it has no line any more, the log. */
const outcomeOf = (events: readonly CustomerEvent[], line: Send | undefined, dueAt: string): Outcome => {
  const sent = events.find(({ name }) => name === 'Email Sent');
  if (line?.state === 'sent' || sent !== undefined)
    return { outcome: 'sent', at: sent?.timestamp ?? line?.sentAt ?? line?.claimedAt ?? dueAt };
  const dropped = events.find(({ name }) => name === 'Email Not Sent');
  if (line?.state === 'dropped' || dropped !== undefined) {
    const reason = line?.reason ?? (dropped && textOf(dropped, 'reason'));
    const words = (dropped && textOf(dropped, 'explanation')) ?? (line?.reason && dropReasons[line.reason]);
    return {
      outcome: 'not-sent',
      at: dropped?.timestamp ?? line?.claimedAt ?? dueAt,
      ...(reason === undefined ? {} : { reason }),
      ...(words === undefined ? {} : { explanation: words }),
    };
  }
  if (line?.state === 'unknown')
    return {
      outcome: 'unknown',
      at: line.claimedAt,
      explanation: 'the mail provider may or may not have taken it, and it is not sent again',
    };
  if (line !== undefined) return { outcome: 'under-way', at: line.claimedAt };
  return { outcome: 'held', at: dueAt };
};

const shared: readonly string[] = ['message', 'journey', 'step', 'runId', 'sendId'];

const detailsOf = ({ properties = {} }: CustomerEvent): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !shared.includes(name)));
