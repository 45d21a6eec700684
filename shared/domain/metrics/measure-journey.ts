import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { readOutcome } from '#shared/domain/journey/run-notes.ts';
import type { CohortSpan } from './cohort-span.ts';
import { splitsOf } from './compare-variants.ts';
import { compareWithHeldOut } from './compare-with-held-out.ts';
import { countBy, sumOf } from './count-by.ts';
import { type FailuresOfRun, failuresOf } from './failures-of-run.ts';
import { placesOf } from './in-flight.ts';
import type { JourneyMetrics } from './journey-metrics.ts';
import type { JourneyOutline } from './journey-outline.ts';
import { notesOf } from './notes-of-step.ts';

/** What is to be measured. `outline` is undefined for a journey that is not deployed any more. */
export interface Measured {
  readonly journey: string;
  readonly outline: JourneyOutline | undefined;
  readonly runs: readonly JourneyRun[];
  readonly span: CohortSpan;
  readonly now: Date;
}

/**
 * Counts what the runs of one journey say. A run is one item per entry, and what it notes of a step is written once: an event that is
 * delivered twice, replayed or sent again changes no item, and so no number.
 */
export const measureJourney = ({ journey, outline, runs, span, now }: Measured): JourneyMetrics => {
  const entered = runs.filter(({ state }) => state !== 'held-out');
  const heldOut = runs.filter(({ state }) => state === 'held-out');
  const exited = entered.filter(({ state }) => state === 'exited');
  const completed = entered.filter(({ state }) => state === 'completed');
  const failures = entered.map((run) => failuresOf(run, outline, now));
  const places = placesOf(entered, outline, now);
  const tasks = tasksOf(entered, outline);
  const given = sumOf(tasks, (task) => task.given);

  return {
    journey,
    ...span,
    asOf: now.toISOString(),
    entered: entered.length,
    heldOut: heldOut.length,
    inFlight: { total: sumOf(places, (place) => place.runs), places },
    exited: { total: exited.length, reasons: countBy(exited, reasonOf) },
    completed: { total: completed.length, reasons: countBy(completed, reasonOf) },
    endedByGoal: entered.filter(({ state }) => state === 'converted').length,
    converted: { entered: entered.filter(hasConverted).length, heldOut: heldOut.filter(hasConverted).length },
    messages: messagesOf(entered, outline),
    tasks,
    splits: [...splitsOf(entered, outline, now)],
    failures: {
      runs: failures.filter(hasAny).length,
      stuck: failures.filter(({ stuck }) => stuck).length,
      messages: sumOf(failures, (each) => each.messages),
      unknownMessages: sumOf(failures, (each) => each.unknownMessages),
      webhooks: sumOf(failures, (each) => each.webhooks),
    },
    executionRate: entered.length === 0 ? null : 1 - failures.filter(hasAny).length / entered.length,
    taskCompletionRate: given === 0 ? null : sumOf(tasks, (task) => task.done) / given,
    ...compareWithHeldOut(runs, outline, now),
  };
};

const reasonOf = ({ endReason }: JourneyRun): string => endReason ?? 'not known';
const hasConverted = ({ convertedAt }: JourneyRun): boolean => convertedAt !== undefined;
const hasAny = ({ stuck, messages, unknownMessages, webhooks }: FailuresOfRun): boolean =>
  stuck || messages + unknownMessages + webhooks > 0;

const messagesOf = (runs: readonly JourneyRun[], outline: JourneyOutline | undefined): JourneyMetrics['messages'] =>
  notesOf(runs, 'outcome', outline, 'send').map(({ step, name, labels }) => {
    const outcomes = labels.map(readOutcome);
    const reasons = outcomes.flatMap((outcome) => (outcome.kind === 'not-sent' ? [outcome.reason] : []));
    return {
      step,
      name,
      sent: outcomes.filter(({ kind }) => kind === 'sent').length,
      unknown: outcomes.filter(({ kind }) => kind === 'unknown').length,
      notSent: { total: reasons.length, reasons: countBy(reasons, (reason) => reason) },
    };
  });

const tasksOf = (runs: readonly JourneyRun[], outline: JourneyOutline | undefined): JourneyMetrics['tasks'] => {
  const done = new Map(notesOf(runs, 'done', outline, 'task').map(({ step, labels }) => [step, labels.length]));
  return notesOf(runs, 'given', outline, 'task').map(({ step, name, labels }) => ({
    step,
    name,
    given: labels.length,
    done: done.get(step) ?? 0,
  }));
};
