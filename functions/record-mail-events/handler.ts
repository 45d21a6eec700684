import { noteKey, notKnown, outcomeNote } from '#shared/domain/journey/run-notes.ts';
import { ledgerLineOf } from '#shared/domain/sending/ledger-tags.ts';
import type { Send } from '#shared/domain/sending/send.ts';
import {
  emailBounced,
  emailComplained,
  emailDelayed,
  emailDelivered,
  emailRejected,
  emailSent,
} from '#shared/domain/sending/send-events.ts';
import { settle } from '#shared/domain/sending/send-transitions.ts';
import { suppressedDigest, suppresses } from '#shared/domain/sending/suppression.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventStore } from '#shared/ports/event-store.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import type { SendLedger, Suppressions } from '#shared/ports/send-ledger.ts';
import { logger } from '#shared/runtime/logger.ts';
import { isIgnored, type MailEvent, mailEventEnvelope } from './mail-event.ts';

export interface RecordMailEventsDeps {
  readonly ledger: Pick<SendLedger, 'load' | 'move'>;
  readonly runs: Pick<RunStore, 'amend'>;
  readonly suppressions: Pick<Suppressions, 'add'>;
  readonly events: Pick<EventStore, 'put'>;
}

/** What became of one report. */
export type Recorded =
  | { readonly kind: 'recorded'; readonly events: readonly string[] }
  | { readonly kind: 'ignored'; readonly why: string };

/**
 * Records what SES reports of one mail: in the ledger, in its run, in the suppression list and in the customer's log.
 *
 * Reports come at least once and in any order. Each is harmless the second time: a line is settled once, an address is suppressed
 * once, and events carry ids and times that follow from the line and the report. Every report but a failure before acceptance
 * shows that SES had taken the mail, so each of them settles a line that was left open.
 */
export const createHandler =
  ({ ledger, runs, suppressions, events }: RecordMailEventsDeps) =>
  async (input: unknown): Promise<Recorded> => {
    const { detail } = mailEventEnvelope.parse(input);
    if (isIgnored(detail)) return { kind: 'ignored', why: detail.eventType };

    for (const { address, reason, at } of suppressionsOf(detail)) await suppressions.add(suppressedDigest(address), reason, at);

    const where = ledgerLineOf(detail.mail.tags);
    if (where === undefined) return { kind: 'ignored', why: 'the mail carries no tags of ours' };
    const line = await ledger.load(where.profileId, where.sendId);
    if (line === undefined) {
      logger.warn('a report about a mail that the ledger does not know', { sendId: where.sendId, eventType: detail.eventType });
      return { kind: 'ignored', why: 'the ledger has no such line' };
    }
    const settled = await settleAccepted(line, detail, { ledger, runs });
    // `run-stage` may have been lost between the line and the event. Telling it with one of the reports is enough; the others tell
    // it only where they are the first to bring the news.
    const news = settled.state === 'sent' && (detail.eventType === 'Send' || settled !== line);
    const told = [...(news ? [emailSent(settled)] : []), ...eventsOf(settled, detail)];
    await events.put(told);
    return { kind: 'recorded', events: told.map(({ name }) => name) };
  };

/**
 * A line that was left open is sent after all, at the time SES says; any other stands as it is. The run is told first: once the line is
 * settled, a report that comes again does not look at the run any more.
 */
const settleAccepted = async (
  line: Send,
  { mail }: MailEvent,
  { ledger, runs }: Pick<RecordMailEventsDeps, 'ledger' | 'runs'>,
): Promise<Send> => {
  if (line.state !== 'sending' && line.state !== 'unknown') return line;
  const { send, from } = settle(line, { kind: 'accepted', sesMessageId: mail.messageId }, mail.timestamp);
  const note = outcomeNote(send);
  const run = { profileId: send.profileId, journey: send.journey, number: send.runNumber };
  if (note !== undefined) await runs.amend(run, noteKey(send.step, 'outcome'), note, notKnown);
  if ((await ledger.move(send, from)) === 'moved') return send;
  return (await ledger.load(line.profileId, line.sendId)) ?? line;
};

const eventsOf = (line: Send, report: MailEvent): readonly CustomerEvent[] => {
  switch (report.eventType) {
    case 'Send':
      return [];
    case 'Delivery':
      return [emailDelivered(line, report.delivery.timestamp)];
    case 'DeliveryDelay':
      return [emailDelayed(line, report.deliveryDelay.timestamp, report.deliveryDelay.delayType)];
    case 'Bounce': {
      const { timestamp, bounceType: type, bounceSubType: subType } = report.bounce;
      return [emailBounced(line, timestamp, { type, subType })];
    }
    case 'Complaint':
      return [emailComplained(line, report.complaint.timestamp, report.complaint.complaintFeedbackType ?? undefined)];
    case 'Reject':
      return [emailRejected(line, report.mail.timestamp, report.reject.reason)];
    case 'Rendering Failure':
      return [emailRejected(line, report.mail.timestamp, 'rendering failure')];
  }
};

interface Suppression {
  readonly address: string;
  readonly reason: 'bounce' | 'complaint';
  readonly at: string;
}

const suppressionsOf = (report: MailEvent): readonly Suppression[] => {
  if (report.eventType === 'Bounce' && suppresses(report.bounce.bounceType)) {
    const { timestamp: at, bouncedRecipients } = report.bounce;
    return bouncedRecipients.map(({ emailAddress: address }) => ({ address, reason: 'bounce', at }));
  }
  if (report.eventType === 'Complaint') {
    const { timestamp: at, complainedRecipients } = report.complaint;
    return complainedRecipients.map(({ emailAddress: address }) => ({ address, reason: 'complaint', at }));
  }
  return [];
};
