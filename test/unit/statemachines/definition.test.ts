import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import {
  endsWell,
  goesOn,
  isHeld,
  longestWaitSeconds,
  registerRetry,
  stageBudgetSeconds,
  stageRetry,
} from '#statemachines/journeys/retry.ts';
import { validateDefinition } from '#statemachines/journeys/validate-definition.ts';
import { surroundings } from '#test/support/a-journey.ts';
import { type Feature, features, fileOf } from './features.ts';

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:run-stage';
const around = surroundings();

const state = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Choices: z.array(z.object({ StringEquals: z.string(), Next: z.string() })).default([]),
});
const definition = z.object({ StartAt: z.string(), TimeoutSeconds: z.number(), States: z.record(z.string(), state) });

const definitionOf = (feature: Feature) => {
  const result = compileJourney('journeys/tried.yaml', fileOf(feature), around);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.compiled.definition(functionArn);
};

const compiled = (steps: string) => definition.parse(definitionOf({ steps }));

describe.each(Object.entries<Feature>(features))('the state machine of a journey: %s', (name, feature) => {
  const machine = definitionOf(feature);

  it('is this', async () => {
    await expect(`${JSON.stringify(machine, null, 2)}\n`).toMatchFileSnapshot(`__snapshots__/${name}.asl.json`);
  });

  it('is the same whenever it is compiled', () => {
    expect(definitionOf(feature)).toEqual(machine);
  });

  it('is valid, and the check leaves it as it is', () => {
    const before = structuredClone(machine);
    expect(() => validateDefinition(name, machine)).not.toThrow();
    expect(machine).toEqual(before);
  });
});

it('a journey with every kind of step, arms within arms and arms that meet again compiles', () => {
  const text = readFileSync('test/unit/statemachines/fixtures/every-step.yaml', 'utf8');
  const result = compileJourney('journeys/every-step.yaml', text, around);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const asl = result.compiled.definition(functionArn);
  expect(() => validateDefinition('every-step', asl)).not.toThrow();
  expect(Object.keys(definition.parse(asl).States)).toMatchSnapshot();
  expect(result.compiled.rules).toMatchSnapshot();
});

describe('what a run is charged for', () => {
  /** The states that a run comes to: the first choice that is named in `ways`, or else the first one. */
  const transitions = (steps: string, ways: readonly string[] = []): number => {
    const { StartAt, States } = compiled(steps);
    let count = 0;
    for (let name: string | undefined = StartAt; name !== undefined; count += 1) {
      const { Next, Choices }: z.infer<typeof state> = States[name] ?? { Type: '', Choices: [] };
      name = Next ?? (Choices.find((choice) => ways.includes(choice.StringEquals)) ?? Choices[0])?.Next;
    }
    return count;
  };

  it.each<[string, string, readonly string[], number]>([
    [
      'a stage without waits is one transition, whatever its arms',
      `${features['branch-at-once'].steps.split(', { wait')[0]}]`,
      [],
      1,
    ],
    ['two for each wait', features['mails-and-a-task'].steps, [], 2 * 2 + 1],
    ['two for a wait that ends by an event', features['wait-for'].steps, [], 2 + 1],
    ['one more where a stage has several exits', features['branch-that-waits'].steps, ['Day 1 · wait 1 day'], 2 + 1 + 1],
    ['and where it may also end', features['branch-that-waits'].steps, ['end'], 3],
  ])('%s', (_, steps, ways, expected) => {
    expect(transitions(steps, ways)).toBe(expected);
  });
});

describe('a state machine', () => {
  it('is refused when it is not valid', () => {
    const broken = { StartAt: 'Somewhere', States: { Elsewhere: { Type: 'Wait', TimestampPath: 'until' } } };
    expect(() => validateDefinition('broken', broken)).toThrow(/the state machine of broken is not valid/);
  });

  it('names its states as the journey says, each once, in at most 80 characters', () => {
    const long = 'Call the customer and talk through everything that was left open in the last conversation';
    const { States } = compiled(
      `[{ send: case-study }, { wait: 90 minutes }, { send: product-manual, name: the manual }, { wait: 90 minutes },
        { task: ${long}, for: sales, due: 1 day }, { wait: 2 days, name: time to think }, { send: webinar-invitation },
        { task: Call, for: sales, due: 1 day }]`,
    );
    expect(Object.keys(States)).toEqual([
      'Day 1 · send case-study',
      'Day 1 · held: send case-study',
      'Day 1 · until it may go: send case-study',
      'Day 1 · the manual',
      'Day 1 · held: the manual',
      'Day 1 · until it may go: the manual',
      'Day 1 · task Call the customer and talk through everything that was left open i…',
      'Day 3 · send webinar-invitation, task Call',
      'Day 3 · held: send webinar-invitation',
      'Day 3 · until it may go: send webinar-invitation',
      'Day 1 · wait 90 minutes',
      'Day 1 · wait 90 minutes (2)',
      'Day 1 · time to think',
      'Run ended',
    ]);
  });

  it('tells by name which of several messages is held, which way is chosen, and what is waited for', () => {
    const { States } = compiled(
      `[{ branch: [{ if: traits.vip, name: vip, then: [{ send: case-study }, { wait: 1 day }] }], else: [{ send: product-manual }] },
        { task: Call them, for: sales, due: 1 day, wait for completion: { at most: 5 days } },
        { task: Write to them, name: a card, for: sales, due: 1 day, wait for completion: { at most: 5 days } }]`,
    );
    expect(Object.keys(States)).toEqual([
      'Day 1 · branch on vip, task Call them',
      'Day 1 · held: send case-study or send product-manual',
      'Day 1 · until it may go: send case-study or send product-manual',
      'Day 1 · which way after branch on vip, task Call them',
      'Day 2 · task Call them',
      'Day 1+ · a card',
      'Day 1+ · end',
      'Day 6+ · end',
      'Day 6+ · a card',
      'Day 1 · wait 1 day',
      'Day 1+ · until done: Call them',
      'Day 1+ · until done: a card',
      'Run ended',
    ]);
  });

  it('has a stage without steps where a journey begins or ends with a wait', () => {
    const { States } = compiled('[{ wait: 1 day }, { send: case-study }, { wait: 3 days }]');
    expect(Object.keys(States)).toEqual([
      'Day 1 · start',
      'Day 2 · send case-study',
      'Day 2 · held: send case-study',
      'Day 2 · until it may go: send case-study',
      'Day 5 · end',
      'Day 1 · wait 1 day',
      'Day 2 · wait 3 days',
      'Run ended',
    ]);
  });

  it('ends an execution that has outlived its journey and all retries', () => {
    const { TimeoutSeconds } = compiled('[{ send: case-study }, { wait: 2 days }, { send: product-manual }]');
    const days = TimeoutSeconds / 86_400;
    // Two days of waiting, retries of two stages and a wait, and two messages that may be held.
    const retries = 3 * (stageBudgetSeconds / 86_400);
    expect(days).toBeCloseTo(2 + retries + 2 * 37, 3);
    expect(stageBudgetSeconds).toBeGreaterThan(Math.max(...stageRetry.map(longestWaitSeconds)));
  });
});

describe('the retries of a stage', () => {
  it('are made of the errors that say they are retryable', () => {
    expect(stageRetry.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(
      expect.arrayContaining(['SendNotNow', 'WebhookNotNow', 'StoreUnavailable', 'WriteConflict']),
    );
    expect(stageRetry.flatMap(({ ErrorEquals }) => ErrorEquals)).not.toContain('RunEnded');
    expect(endsWell).toEqual(['RunEnded']);
    expect(goesOn).toEqual(['Resumed']);
    expect(isHeld).toEqual(['Held']);
    // The timeout of a wait for an event is its end.
    expect(registerRetry.flatMap(({ ErrorEquals }) => ErrorEquals)).not.toContain('States.Timeout');
  });

  it('last as long as their comments say', () => {
    expect(stageRetry.map(longestWaitSeconds)).toEqual([173_010, 180_090, 7_110, 70]);
  });
});
