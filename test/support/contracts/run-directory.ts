import { describe, expect, it } from 'vitest';
import { type JourneyRun, runIdOf } from '#shared/domain/journey/run.ts';
import type { RunDirectory } from '#shared/ports/run-directory.ts';
import type { RunStore } from '#shared/ports/run-store.ts';
import { at } from '#test/support/a-customer-event.ts';

/** What every directory of runs promises. `unique` makes names that no earlier test on the same table has used. */
export const describeRunDirectoryContract = (
  make: () => { readonly runs: RunStore; readonly directory: RunDirectory },
  unique: (name: string) => string = (name) => name,
) => {
  const aRun = (journey: string, customer: string, enteredAt: string): JourneyRun => {
    const profileId = `user:${unique(customer)}` as const;
    return {
      journey: unique(journey),
      profileId,
      number: 1,
      runId: runIdOf(unique(journey), profileId, 1),
      state: 'entering',
      enteredAt,
      enteredBy: 'lead-1',
      decisions: {},
    };
  };
  const day = { from: at('08:00'), to: at('12:00') };
  const by = (a: JourneyRun, b: JourneyRun) => a.runId.localeCompare(b.runId);

  describe('a directory of runs', () => {
    it('knows no runs of a journey that nobody entered', async () => {
      expect(await make().directory.entered(unique('nobody'), day, 10)).toEqual({ kind: 'found', runs: [] });
    });

    it('finds the runs entered from the first instant on and before the last, of this journey only, as they are now', async () => {
      const { runs, directory } = make();
      const inside = [aRun('span', 'a', at('08:00')), aRun('span', 'b', at('11:59'))];
      const outside = [aRun('span', 'c', at('07:59')), aRun('span', 'd', at('12:00')), aRun('span-2', 'a', at('09:00'))];
      for (const run of [...inside, ...outside]) await runs.claim(run);
      const [first, second] = inside;
      if (first === undefined || second === undefined) throw new Error('no runs');
      await runs.stand(first, { in: 'Day 1 · wait', until: at('20:00') });
      const found = await directory.entered(unique('span'), day, 10);
      if (found.kind !== 'found') throw new Error('too many');
      expect(found.runs.toSorted(by)).toEqual(
        [{ ...first, stands: { in: 'Day 1 · wait', until: at('20:00') } }, second].toSorted(by),
      );
    });

    it('finds as many as it may, and says so where there are more', async () => {
      const { runs, directory } = make();
      const many = Array.from({ length: 205 }, (_, index) => aRun('many', `m${index}`, at('09:00')));
      await Promise.all(many.map((run) => runs.claim(run)));
      const found = await directory.entered(unique('many'), day, 205);
      expect(found.kind === 'found' && found.runs.toSorted(by)).toEqual(many.toSorted(by));
      expect(await directory.entered(unique('many'), day, 204)).toEqual({ kind: 'too-many' });
    });
  });
};
