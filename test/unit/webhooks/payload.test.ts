import { describe, expect, it } from 'vitest';
import { defaultPayload, expressionsIn, fill } from '#shared/domain/webhook/payload.ts';
import { labelOf, outcomeOf, type WebhookOutcome } from '#shared/domain/webhook/webhook-answer.ts';
import { aRun } from '#test/support/stage-world.ts';

const values: Record<string, string | number> = { 'traits.email': 'mira@example.com', 'orders.count': 3 };
const evaluate = (expression: string) => values[expression];

describe('a payload', () => {
  it.each([
    ['what it is', { source: 'tributary', n: 1, none: null }, { source: 'tributary', n: 1, none: null }],
    ['what an expression gives', { email: { from: 'traits.email' } }, { email: 'mira@example.com' }],
    ['groups and lists with expressions in them', { a: { b: [{ from: 'orders.count' }, 2] } }, { a: { b: [3, 2] } }],
    ['nothing for what is not known', { email: { from: 'traits.phone' }, rest: 1 }, { rest: 1 }],
    ['null in a list for it', { list: [{ from: 'traits.phone' }, 1] }, { list: [null, 1] }],
    ['a group that has more than `from` as it is', { route: { from: 'A', to: 'B' } }, { route: { from: 'A', to: 'B' } }],
    ['a group whose `from` is no text as it is', { range: { from: 1 } }, { range: { from: 1 } }],
  ])('holds %s', (_, template, expected) => {
    expect(fill(template, evaluate)).toEqual(expected);
  });

  it('tells all its expressions with their places', () => {
    expect(expressionsIn({ a: { from: 'x' }, b: [1, { c: { from: 'y' } }], d: { from: 'z', to: 'w' } })).toEqual([
      { path: ['a', 'from'], expression: 'x' },
      { path: ['b', 1, 'c', 'from'], expression: 'y' },
    ]);
  });

  it('holds ids only where the event is no longer kept', () => {
    const run = aRun();
    expect(defaultPayload(run, 'tell', undefined)).toEqual({
      journey: run.journey,
      step: 'tell',
      runId: run.runId,
      profileId: run.profileId,
    });
  });
});

it.each([
  { kind: 'delivered', status: 204 },
  { kind: 'failed', reason: 'gave-up', status: 503 },
  { kind: 'failed', reason: 'gave-up' },
  { kind: 'failed', reason: 'forbidden-address' },
] satisfies WebhookOutcome[])('the outcome %j is read back from its label', (outcome) => {
  expect(outcomeOf(labelOf(outcome))).toEqual(outcome);
});
