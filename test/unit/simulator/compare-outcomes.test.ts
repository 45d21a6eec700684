import { describe, expect, it } from 'vitest';
import type { ProfileId } from '#shared/events/customer-event.ts';
import { compareOutcomes, summarise } from '#statemachines/simulator/replay/compare-outcomes.ts';
import type { Outcome, Outcomes } from '#statemachines/simulator/replay/outcomes.ts';
import { readableIds } from '#statemachines/simulator/replay/readable-ids.ts';

const mail = (name: string, at: string): Outcome => ({ kind: 'mail', name, at: `2026-11-${at}:00.000Z` });
const refused = (name: string, at: string, reason: string): Outcome => ({ ...mail(name, at), kind: 'no-mail', reason });
const of = (outcomes: Readonly<Record<string, readonly Outcome[]>>): Outcomes => new Map(Object.entries(outcomes));

describe('two replays', () => {
  it('are the same where everybody gets the same within a minute', () => {
    expect(
      compareOutcomes(
        of({ ada: [mail('welcome', '02T09:00')] }),
        of({ ada: [{ ...mail('welcome', '02T09:00'), at: '2026-11-02T09:00:59.000Z' }] }),
      ),
    ).toEqual([]);
  });

  it('tell who gets more, who gets less, and who gets it at another time', () => {
    const before = of({ ada: [mail('welcome', '02T09:00'), mail('advice', '04T09:00')], bo: [mail('welcome', '02T09:00')] });
    const after = of({ ada: [mail('welcome', '02T09:00'), mail('advice', '05T09:00')], cy: [mail('welcome', '03T09:00')] });
    expect(compareOutcomes(before, after)).toEqual([
      { kind: 'moved', customer: 'ada', before: mail('advice', '04T09:00'), after: mail('advice', '05T09:00') },
      { kind: 'less', customer: 'bo', outcome: mail('welcome', '02T09:00') },
      { kind: 'more', customer: 'cy', outcome: mail('welcome', '03T09:00') },
    ]);
  });

  it('bring together what is nearest in time, where something comes several times', () => {
    const before = of({ ada: [mail('news', '02T09:00'), mail('news', '09T09:00')] });
    const after = of({ ada: [mail('news', '09T09:00')] });
    expect(compareOutcomes(before, after)).toEqual([{ kind: 'less', customer: 'ada', outcome: mail('news', '02T09:00') }]);
  });

  it('count a mail that does not go any more as two differences', () => {
    const before = of({ ada: [mail('welcome', '02T09:00')] });
    const after = of({ ada: [refused('welcome', '02T09:00', 'frequency-cap')] });
    expect(compareOutcomes(before, after).map(({ kind }) => kind)).toEqual(['less', 'more']);
  });
});

describe('the summary of differences', () => {
  it('counts customers, the most frequent change first, with some of them and how much later', () => {
    const people = Array.from({ length: 7 }, (_, index) => `customer-${index}`);
    const before = of({
      ...Object.fromEntries(people.map((name) => [name, [mail('advice', '04T09:00')]])),
      ada: [mail('welcome', '02T09:00')],
    });
    const after = of(Object.fromEntries(people.map((name) => [name, [mail('advice', '06T09:00')]])));
    const [moved, less] = summarise(compareOutcomes(before, after));
    expect(moved).toMatchObject({ kind: 'moved', what: 'mail', name: 'advice', customers: 7, laterBy: 2 * 86_400_000 });
    expect(moved?.examples).toHaveLength(5);
    expect(less).toMatchObject({ kind: 'less', name: 'welcome', customers: 1, examples: ['ada'] });
  });

  it('gives examples that are easily looked up', () => {
    const got = of(
      Object.fromEntries(
        ['anon:8c1', 'user:~0123456789abcdef0123456789abcdef', 'user:31', 'user:7'].map((name) => [
          name,
          [mail('advice', '04T09:00')],
        ]),
      ),
    );
    expect(summarise(compareOutcomes(of({}), got))).toMatchObject([
      { examples: ['user:7', 'user:31', 'user:~0123456789abcdef0123456789abcdef', 'anon:8c1'] },
    ]);
  });
});

describe('a customer of a replay', () => {
  it('is called by the account that one of their events tells', () => {
    const at = new Date(0);
    const nameOf = readableIds([
      [
        { at, event: { anonymousId: 'b1' } },
        { at, event: { anonymousId: 'b1', userId: 7 } },
      ],
      [{ at, event: { anonymousId: 'b2' } }],
      [{ at, event: { userId: 'ada', previousId: 'b3' } }],
    ]);
    expect(['anon:b1', 'user:7', 'anon:b2', 'anon:b3', 'user:9'].map((id) => nameOf(id as ProfileId))).toEqual([
      'user:7',
      'user:7',
      'anon:b2',
      'user:ada',
      'user:9',
    ]);
  });
});
