import { describe, expect, it } from 'vitest';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { compareOutlines, type OutlineChange } from '#statemachines/journeys/outline/compare-outlines.ts';
import { outlineOf } from '#statemachines/journeys/outline/outline.ts';
import { aSurroundings } from '#test/support/a-surroundings.ts';

const compiled = (text: string) => {
  const result = compileJourney('journeys/nurture.yaml', text, aSurroundings());
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.compiled;
};

const base = `description: A nurture.
enter: { on: Lead Created }
exit: [{ on: Order Completed }, unsubscribed]
goal: { on: Demo Booked, within: 30 days }
steps:
  - send: product-manual
  - wait: 2 days
  - branch:
      - if: traits.plan == 'pro'
        then: [{ send: case-study }]
    else:
      - wait: 1 day
  - send: webinar-invitation
`;

const changes = (change: (text: string) => string): readonly string[] =>
  compareOutlines(outlineOf(compiled(base)), outlineOf(compiled(change(base)))).map(inWords);

const inWords = (change: OutlineChange): string => {
  switch (change.kind) {
    case 'rule':
      return `${change.rule}: ${change.before ?? '-'} → ${change.after ?? '-'}`;
    case 'added':
    case 'removed':
      return `${change.kind} ${change.step.words}`;
    default:
      return `${change.kind} ${change.before.words} (${change.before.day}) → ${change.after.words} (${change.after.day})`;
  }
};

describe('two versions of a journey', () => {
  it('are the same where only the writing differs', () => {
    expect(
      changes((text) => `# a comment\n${text.replace('{ on: Lead Created }', '\n  on: Lead Created\n  reenter: never')}`),
    ).toEqual([]);
  });

  it.each([
    {
      what: 'a longer wait also moves what comes after it',
      change: (text: string) => text.replace('wait: 2 days', 'wait: 3 days'),
      told: [
        'changed wait 2 days (Day 1) → wait 3 days (Day 1)',
        "moved branch Which way?, traits.plan == 'pro', else (Day 3) → branch Which way?, traits.plan == 'pro', else (Day 4)",
        'moved send case-study (Day 3) → send case-study (Day 4)',
        'moved send webinar-invitation (Day 3+) → send webinar-invitation (Day 4+)',
      ],
    },
    {
      what: 'a step that is new',
      change: (text: string) => text.replace('  - wait: 2 days', '  - set: { region: north }\n  - wait: 2 days'),
      told: ['added set region = “north”', 'added wait 2 days', 'removed wait 2 days'],
    },
    {
      what: 'a step that is gone',
      change: (text: string) => text.replace('  - send: webinar-invitation\n', ''),
      told: ['removed send webinar-invitation'],
    },
    {
      what: 'a condition of the entry',
      change: (text: string) => text.replace('{ on: Lead Created }', '{ on: Lead Created, when: "traits.country == \'DE\'" }'),
      told: ["enter: Lead Created; once in a lifetime → Lead Created; if traits.country == 'DE'; once in a lifetime"],
    },
    {
      what: 'an exit, a goal and a holdout',
      change: (text: string) =>
        text
          .replace('{ on: Order Completed }, ', '')
          .replace('within: 30 days', 'within: 14 days')
          .replace('steps:', 'holdout: 10%\nsteps:'),
      told: [
        'left alone to compare with: 5 % → 10 %',
        'exit: Order Completed: leaves at once → -',
        'goal: Demo Booked within 30 days → Demo Booked within 14 days',
      ],
    },
    {
      what: 'how likely arms are',
      change: (text: string) => text.replace('steps:', "likely: { branch on traits.plan == 'pro': { else: 12.5% } }\nsteps:"),
      told: ['likely at branch-on-traits-plan-pro: - → else 12.5 %'],
    },
    {
      what: 'the policy of the journey',
      change: (text: string) => text.replace('steps:', 'sending: { priority: high, caps: [3 per day] }\nsteps:'),
      told: expect.arrayContaining(['priority: normal → high']),
    },
  ])('differ in $what', ({ change, told }) => {
    const found = changes(change);
    expect(Array.isArray(told) ? found.toSorted() : found).toEqual(Array.isArray(told) ? told.toSorted() : told);
  });
});
