import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import { activate, complete, convert, exit, holdOut } from '#shared/domain/journey/run-transitions.ts';
import type { JourneyOutline } from '#shared/domain/metrics/journey-outline.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';

export const day = 86_400_000;
export const now = new Date('2026-11-22T09:00:00.000Z');
/** So many days before now. */
export const ago = (days: number): string => new Date(now.getTime() - days * day).toISOString();

/** Variants of the same weight. */
export const evenly = (...labels: readonly string[]) => labels.map((label) => ({ label, weight: 1 }));

export const outline: JourneyOutline = {
  journey: 'lead-nurture',
  goalWithinMilliseconds: 30 * day,
  steps: [
    { id: 'send-product-manual', name: 'send product-manual', kind: 'send' },
    { id: 'split-subject-line', name: 'split subject line', kind: 'split', variants: evenly('question', 'statement') },
    { id: 'webhook-crm', name: 'webhook crm', kind: 'webhook' },
    { id: 'task-call', name: 'Call the lead', kind: 'task' },
  ],
  waits: [{ state: 'Day 1 · wait 2 days' }, { state: 'Day 3 · wait for Demo Booked', atMostMilliseconds: 14 * day }],
};

/** A run that was entered so many days ago. */
export const aRunOf = (customer: string, days: number, overrides: Partial<JourneyRun> = {}): JourneyRun => {
  const profileId: ProfileId = `user:${customer}`;
  const { number = 1, journey = 'lead-nurture' } = overrides;
  return activate({
    journey,
    profileId,
    number,
    runId: runIdOf(journey, profileId, number),
    state: 'entering',
    enteredAt: ago(days),
    enteredBy: `lead-${customer}`,
    entry: { profileId, originalTimestamp: ago(days), messageId: `lead-${customer}` },
    decisions: {},
    ...overrides,
  });
};

export const converted = (run: JourneyRun, days: number): JourneyRun => convert(run, { at: ago(days), by: 'demo' });
export const exited = (run: JourneyRun, days: number, reason: string): JourneyRun => exit(run, { at: ago(days) }, reason);
export const completed = (run: JourneyRun, days: number, reason?: string): JourneyRun => complete(run, ago(days), reason);
export const heldOut = (run: JourneyRun): JourneyRun => holdOut(run, ago(0));
export const noted = (run: JourneyRun, labels: Readonly<Record<string, string>>): JourneyRun => ({
  ...run,
  decisions: Object.fromEntries(Object.entries(labels).map(([key, label]) => [key, { label, at: run.enteredAt }])),
});
