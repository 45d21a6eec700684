import { compiledSegmentsOf } from '#infra/segment-files.ts';
import { conditionsOf } from '#shared/domain/segment/conditions-of.ts';
import type { Difference } from '../journey-tests/difference.ts';
import type { SimulationSetting } from '../simulation.ts';
import { sayLocal, storyDay } from '../story-time.ts';
import type { TimelineEntry } from '../timeline.ts';
import type { Outcome } from './compare-segment.ts';
import { type Customer, playCustomer } from './play-customer.ts';
import { unknown } from './test-file.ts';

/** What a score must be at an instant. */
export interface WantedScore {
  readonly at: Date;
  readonly value: number | typeof unknown;
  /** How many decimals are written, and so compared. */
  readonly decimals: number;
}

/** Plays a customer's story and compares a score with what is expected of it. */
export const compareScore = async (
  marketing: SimulationSetting['marketing'],
  score: string,
  customer: Customer,
  wanted: readonly WantedScore[],
): Promise<Outcome> => {
  const conditions = conditionsOf(compiledSegmentsOf(marketing));
  const measured: { readonly entry: TimelineEntry; readonly remark: string | undefined }[] = [];
  const looks = wanted.map(({ at, value, decimals }) => ({
    at,
    look: (profile: Parameters<typeof conditions.value>[1]['profile'] | undefined) => {
      const given = profile === undefined ? undefined : conditions.value(`scores.${score}`, { profile, now: at });
      const is = typeof given === 'number' ? given : unknown;
      measured.push({
        entry: {
          at: at.toISOString(),
          day: storyDay(at, customer),
          local: sayLocal(at, customer.timeZone),
          outcome: 'score',
          step: `${score} is ${say(is, decimals)}`,
        },
        remark: isSame(is, value, decimals) ? undefined : `should be ${say(value, decimals)}`,
      });
    },
  }));
  const until = new Date(Math.max(...wanted.map(({ at }) => at.getTime())));
  const { timeline: happened, ...setting } = await playCustomer(marketing, customer, { looks, until });
  const timeline = [...happened, ...measured.map(({ entry }) => entry)].toSorted((a, b) => a.at.localeCompare(b.at));
  const differences = measured.flatMap(({ entry, remark }): Difference[] =>
    remark === undefined ? [] : [{ kind: 'unexpected', text: remark, entry: timeline.indexOf(entry) }],
  );
  return { story: { ...setting, timeline }, differences };
};

/** Half a unit of the last decimal away, and the little by which numbers of a computer are off. */
const isSame = (is: WantedScore['value'], value: WantedScore['value'], decimals: number): boolean =>
  is === unknown || value === unknown ? is === value : Math.abs(is - value) <= 0.5 * 10 ** -decimals + 1e-9;

/** With more decimals than were asked for: what is nearly right must be seen to be wrong. */
const say = (value: WantedScore['value'], decimals: number): string =>
  value === unknown ? unknown : String(Number(value.toFixed(decimals + 2)));
