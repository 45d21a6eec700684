import { expect, it } from 'vitest';
import type { RunMeasured } from '#tools/local/measure.ts';
import { countAllRuns, countSends, misstated, underWay } from '#tools/local/run-facts.ts';

const run = (runId: string, state: RunMeasured['state'], more: Partial<RunMeasured> = {}): RunMeasured => ({
  journey: 'nurture',
  runId,
  state,
  ...more,
});
const convertedAt = '2026-11-20T10:00:00.000Z';

it('counts those held out apart from those who entered', () => {
  const runs = [
    run('1', 'completed'),
    run('2', 'exited'),
    run('3', 'converted', { convertedAt }),
    run('4', 'held-out', { convertedAt }),
    run('5', 'active'),
  ];
  expect(countAllRuns(runs, 'nurture')).toEqual({
    nurture: { entered: 4, heldOut: 1, exited: 1, converted: 1, completed: 1 },
  });
});

it('tells one journey in any case and first, the others by name if they had runs', () => {
  const runs = [run('1', 'active', { journey: 'welcome' }), run('2', 'exited', { journey: 'birthday' })];
  expect(Object.keys(countAllRuns(runs, 'nurture'))).toEqual(['nurture', 'birthday', 'welcome']);
});

it('finds the runs that have not come to an end', () => {
  const states = ['entering', 'active', 'exited', 'converted', 'completed', 'held-out'] as const;
  expect(underWay(states.map((state) => run(state, state))).map(({ state }) => state)).toEqual(['entering', 'active']);
});

it('adds up lines of the ledger, of all journeys or of one', () => {
  const sends = { nurture: { sent: 3, dropped: 1 }, welcome: { sent: 2 } };
  expect([countSends(sends, 'sent'), countSends(sends, 'sent', 'welcome'), countSends(sends, 'unknown')]).toEqual([5, 2, 0]);
});

it.each([
  [run('a', 'completed'), ['entered', 'completed']],
  [run('a', 'completed', { convertedAt }), ['entered', 'completed', 'converted']],
  [run('a', 'exited'), ['entered', 'exited']],
  [run('a', 'converted', { convertedAt }), ['entered', 'converted']],
  [run('a', 'held-out'), ['held-out']],
  [run('a', 'held-out', { convertedAt }), ['held-out', 'converted']],
])('expects the log to tell of %j: %j', (one, told) => {
  const ids = told.map((what) => `a:${what}`);
  expect(misstated([one], new Set(ids))).toEqual([]);
  expect(misstated([one], new Set(ids.slice(1)))).toEqual(ids.slice(0, 1));
  expect(misstated([one], new Set([...ids, 'b:entered']))).toEqual(['b:entered']);
});
