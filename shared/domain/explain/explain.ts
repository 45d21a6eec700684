import type { JourneyRun } from '#shared/domain/journey/run.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import type { Send } from '#shared/domain/sending/send.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { consentHistory } from './consent-then.ts';
import { explainMessage } from './explain-message.ts';
import type { ExplainedCause, Explanation, RunExplanation } from './explanation.ts';
import { compareMoments, isAboutRun, textOf, toMoment } from './moments.ts';

/** What is known of a customer's past. */
export interface Past {
  readonly profile: Pick<Profile, 'id' | 'subscriptions'>;
  readonly runs: readonly JourneyRun[];
  readonly sends: readonly Send[];
  /** The log, in any order, and what was looked up of it besides: an event that is there twice counts once. */
  readonly events: readonly CustomerEvent[];
  /** There is no older event than these. */
  readonly isAll: boolean;
  /** Events of these runs from before this are not among them. */
  readonly incompleteBefore?: string;
  /** Only this journey. */
  readonly journey?: string;
}

/**
 * Why a customer got what they got and did not get what they did not get: by what their log said at the time and not by what rules or
 * profile say now. Where the log does not reach back, by the runs and the send ledger, which tell that and when, but not with what values.
 */
export const explain = ({ profile, runs, sends, events, isAll, incompleteBefore, journey }: Past): Explanation => {
  const log = inOrder(events);
  const consentAt = consentHistory(log, profile, isAll);
  const asked = runs
    .filter((run) => journey === undefined || run.journey === journey)
    .toSorted((a, b) => a.enteredAt.localeCompare(b.enteredAt) || a.journey.localeCompare(b.journey));
  return {
    id: profile.id,
    ...(journey === undefined ? {} : { journey }),
    runs: asked.map((run) => explainRun(run, sends, log, consentAt)),
    ...(incompleteBefore === undefined ? {} : { incomplete: { before: incompleteBefore } }),
  };
};

const inOrder = (events: readonly CustomerEvent[]): readonly CustomerEvent[] => {
  const distinct = new Map(events.map((event) => [`${event.profileId}\n${event.messageId}`, event]));
  return [...distinct.values()].toSorted(
    (a, b) => a.timestamp.localeCompare(b.timestamp) || a.messageId.localeCompare(b.messageId),
  );
};

const explainRun = (
  run: JourneyRun,
  sends: readonly Send[],
  log: readonly CustomerEvent[],
  consentAt: ReturnType<typeof consentHistory>,
): RunExplanation => {
  const causeOf = (messageId: string): ExplainedCause => {
    const event = log.find((each) => each.messageId === messageId);
    if (event === undefined) return { event: null, messageId };
    const { name, timestamp, properties } = event;
    return { event: name, messageId, at: timestamp, ...(properties === undefined ? {} : { properties }) };
  };
  const own = log.filter((event) => isAboutRun(event, run));
  const moments = own.flatMap((event) => toMoment(event, causeOf) ?? []).toSorted(compareMoments);
  const lines = sends.filter(({ runId }) => runId === run.runId);
  const { stands, endedAt, endReason, endedBy, convertedAt, convertedBy } = run;
  return {
    journey: run.journey,
    runId: run.runId,
    number: run.number,
    state: run.state,
    entered: { at: run.enteredAt, by: causeOf(run.enteredBy) },
    heldOut: run.state === 'held-out',
    ...(stands === undefined || endedAt !== undefined ? {} : { waits: stands }),
    // A held-out run has its end written when it begins: the end of the time in which it is compared.
    ...(endedAt === undefined || run.state === 'held-out'
      ? {}
      : { ended: { at: endedAt, reason: endReason ?? run.state, ...(endedBy === undefined ? {} : { by: causeOf(endedBy) }) } }),
    ...(convertedAt === undefined
      ? {}
      : { converted: { at: convertedAt, ...(convertedBy === undefined ? {} : { by: causeOf(convertedBy) }) } }),
    messages: sendIdsOf(own, lines).map((sendId) =>
      explainMessage({
        sendId,
        events: own.filter((event) => textOf(event, 'sendId') === sendId),
        line: lines.find((line) => line.sendId === sendId),
        moments,
        consentAt,
      }),
    ),
    moments,
  };
};

/** In the order in which they came due. Held messages have no line in the ledger yet. */
const sendIdsOf = (own: readonly CustomerEvent[], lines: readonly Send[]): readonly string[] => {
  const due = new Map<string, string>();
  const note = (sendId: string | undefined, at: string): void => {
    if (sendId !== undefined && at < (due.get(sendId) ?? '~')) due.set(sendId, at);
  };
  for (const event of own) note(textOf(event, 'sendId'), event.timestamp);
  for (const { sendId, claimedAt } of lines) note(sendId, claimedAt);
  return [...due].toSorted(([, a], [, b]) => a.localeCompare(b)).map(([sendId]) => sendId);
};
