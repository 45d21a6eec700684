import { createHandler as createSweep, type SweepProfilesDeps } from '#functions/sweep-profiles/handler.ts';
import type { Marketing } from '#infra/marketing.ts';
import { createMemoryProfileDirectory } from '#shared/adapters/memory/profile-directory.ts';
import type { createMemoryProfileStore } from '#shared/adapters/memory/profile-store.ts';
import { isMerged, type Profile } from '#shared/domain/profile/profile.ts';
import type { CompiledSegments } from '#shared/domain/segment/segment.ts';
import type { SweepPurpose } from '#shared/domain/segment/sweep.ts';
import { waitEnd } from '#shared/domain/time/wait-end.ts';
import type { Schedule } from '#statemachines/journeys/schedule.ts';
import { changesWithTime } from './changes-with-time.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** When the segments of all customers are looked at anew, as infra/stacks/segments-stack.ts has it. */
const nightly = '03:00';

/** Each page looks at all customers there are, so there had better be few. */
const pageSize = 10_000;

/** For so long after the last event time alone may still move customers. */
const sweptAfterwards = 400 * 86_400_000;

export interface SweepsSetting extends Pick<SweepProfilesDeps, 'events' | 'evaluate'> {
  readonly marketing: Marketing;
  /** Those that are evaluated. */
  readonly segments: CompiledSegments;
  readonly profiles: ReturnType<typeof createMemoryProfileStore>;
  readonly clock: VirtualClock;
  /** Folds and routes what a sweep has told. */
  readonly settle: () => Promise<void>;
  readonly lastEventAt: () => number;
}

/**
 * Plans what a deployment's schedules do, every time that the clock shows their time, for as long as something can come of it: the nightly
 * look at the segments, and the turns of journeys that enter on a schedule.
 */
export const planSweeps = (setting: SweepsSetting): void => {
  const { marketing, segments, profiles, clock } = setting;
  const mayMove = changesWithTime(segments);
  if (mayMove !== undefined) {
    sweepAt({ at: nightly }, (dueAt) => ({ purpose: 'segments', dueAt }), setting, only(mayMove, profiles));
  }
  for (const { schedule } of marketing.journeys) {
    if (schedule === undefined) continue;
    const { journey, segment, every } = schedule;
    const isIn = only((profile) => profile.segments[segment]?.state === 'in', profiles);
    sweepAt(every, (dueAt) => ({ purpose: 'schedule', journey, segment, dueAt }), setting, isIn);
  }

  function sweepAt(
    every: Schedule,
    purpose: (dueAt: string) => SweepPurpose,
    { events, evaluate, settle, lastEventAt }: SweepsSetting,
    customers: Parameters<typeof createMemoryProfileDirectory>[0],
  ): void {
    const sweep = createSweep({
      directory: createMemoryProfileDirectory(customers, pageSize),
      profiles,
      events,
      evaluate,
      clock: clock.now,
      log: {
        error: (message, facts) => {
          throw new Error(`${message}: ${JSON.stringify(facts)}`);
        },
      },
    });
    const { timeZone } = marketing.sending.policy;
    const next = (after: Date): void => {
      const end = waitEnd({ kind: 'time', ...every }, { now: after, timeZone, traits: {} });
      if (end.kind !== 'until') return;
      clock.plan(end.at.getTime(), async () => {
        if (end.at.getTime() > lastEventAt() + sweptAfterwards) return;
        const startedAt = clock.now().toISOString();
        await sweep({ sweep: purpose(startedAt), startedAt, part: 0, parts: 1 }, { getRemainingTimeInMillis: () => Infinity });
        await settle();
        next(new Date(end.at.getTime() + 60_000));
      });
    };
    next(clock.now());
  }
};

/** The customers of whom something is true now, as the directory reads them. */
const only = (
  isMeant: (profile: Profile) => boolean,
  { stored }: SweepsSetting['profiles'],
): Parameters<typeof createMemoryProfileDirectory>[0] => ({
  stored: {
    values: () => [...stored.values()].filter((profile) => !isMerged(profile) && isMeant(profile)).values(),
  },
});
