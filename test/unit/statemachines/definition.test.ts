import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stageInput } from '#shared/domain/journey/journey.ts';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { compileJourneys } from '#statemachines/journeys/compile-journeys.ts';
import { endsWell, longestWaitSeconds, stageRetry } from '#statemachines/journeys/retry.ts';
import { validateDefinition } from '#statemachines/journeys/validate-definition.ts';

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:run-stage';
const messages = ['product-manual', 'case-study', 'webinar-invitation'];

const state = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Parameters: z.object({ Payload: z.looseObject({ steps: z.array(z.unknown()) }) }).optional(),
});
const definition = z.object({ StartAt: z.string(), TimeoutSeconds: z.number(), States: z.record(z.string(), state) });

const compiled = (steps: string) => {
  const result = compileJourney('journeys/tried.yaml', `description: Tried\nenter: { on: A }\nsteps: ${steps}`, { messages });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return definition.parse(result.compiled.definition(functionArn));
};

describe('the state machine of lead-nurture', () => {
  const { journeys, problems } = compileJourneys('marketing/journeys', messages);
  const leadNurture = journeys.find(({ journey }) => journey === 'lead-nurture');

  it('comes from a file without problems', () => {
    expect(problems).toEqual([]);
    expect(leadNurture?.rules.goal?.on).toBe('Demo Booked');
  });

  it('is this', async () => {
    const machine = leadNurture?.definition(functionArn);
    await expect(`${JSON.stringify(machine, null, 2)}\n`).toMatchFileSnapshot('__snapshots__/lead-nurture.asl.json');
  });

  it('is the same whenever it is compiled', () => {
    const [again] = compileJourneys('marketing/journeys', messages).journeys;
    expect(again?.definition(functionArn)).toEqual(leadNurture?.definition(functionArn));
  });

  it('is valid, and the check leaves it as it is', () => {
    const machine = leadNurture?.definition(functionArn) ?? {};
    const before = structuredClone(machine);
    expect(() => validateDefinition('lead-nurture', machine)).not.toThrow();
    expect(machine).toEqual(before);
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
      'Day 1 · wait 90 minutes',
      'Day 1 · the manual',
      'Day 1 · wait 90 minutes (2)',
      'Day 1 · task Call the customer and talk through everything that was left open i…',
      'Day 1 · time to think',
      'Day 3 · send webinar-invitation, task Call',
      'Run ended',
    ]);
  });

  it('has a stage without steps where a journey begins or ends with a wait', () => {
    const { States } = compiled('[{ wait: 1 day }, { send: case-study }, { wait: 3 days }]');
    expect(Object.keys(States)).toEqual([
      'Day 1 · start',
      'Day 1 · wait 1 day',
      'Day 2 · send case-study',
      'Day 2 · wait 3 days',
      'Day 5 · end',
      'Run ended',
    ]);
  });

  it('ends an execution that has outlived its journey and all retries', () => {
    const { TimeoutSeconds } = compiled('[{ send: case-study }, { wait: 2 days }, { send: product-manual }]');
    const days = TimeoutSeconds / 86_400;
    expect(days).toBeGreaterThan(2 + 2 * 2);
    expect(days).toBeLessThan(2 + 2 * 3);
  });

  const steps = fc.uniqueArray(
    fc.oneof(
      fc.record({
        wait: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom('minutes', 'hours', 'days')).map((it) => it.join(' ')),
      }),
      fc.record({ send: fc.constantFrom(...messages), name: fc.string({ minLength: 1, maxLength: 60 }) }),
      fc.record({
        task: fc.string({ minLength: 1, maxLength: 200 }),
        for: fc.constantFrom('sales', 'success'),
        due: fc.constant('1 day'),
      }),
    ),
    { minLength: 1, maxLength: 12, selector: (step) => JSON.stringify(step) },
  );

  it('of any journey that is accepted is valid, and each of its states can be reached', () => {
    let accepted = 0;
    fc.assert(
      fc.property(steps, (any) => {
        const text = JSON.stringify({ description: 'Any', enter: { on: 'A' }, steps: any });
        const result = compileJourney('journeys/any.yaml', text, { messages });
        if ('problems' in result) return;
        accepted += 1;
        const machine = result.compiled.definition(functionArn);
        validateDefinition('any', machine);
        const { StartAt, States } = definition.parse(machine);
        const way: string[] = [];
        for (let name: string | undefined = StartAt; name !== undefined; name = States[name]?.Next) way.push(name);
        expect([...way, 'Run ended']).toEqual(Object.keys(States));
        for (const name of way) {
          expect([...name].length).toBeLessThanOrEqual(80);
          const payload = States[name]?.Parameters?.Payload;
          const ids = { journey: 'any', profileId: 'user:1', runId: 'r', runNumber: 1 };
          if (payload !== undefined) expect(stageInput.safeParse({ ...payload, ...ids }).success).toBe(true);
        }
        // Two transitions for each wait, one for the last stage.
        expect(way).toHaveLength(2 * any.filter((step) => 'wait' in step).length + 1);
      }),
      // The validator takes 50 ms for each.
      { numRuns: 30 },
    );
    expect(accepted).toBeGreaterThan(5);
  }, 20_000);
});

describe('the retries of a stage', () => {
  it('are made of the errors that say they are retryable', () => {
    expect(stageRetry.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(
      expect.arrayContaining(['SendNotNow', 'StoreUnavailable', 'WriteConflict']),
    );
    expect(stageRetry.flatMap(({ ErrorEquals }) => ErrorEquals)).not.toContain('RunEnded');
    expect(endsWell).toEqual(['RunEnded']);
  });

  it('last as long as their comments say', () => {
    expect(stageRetry.map(longestWaitSeconds)).toEqual([173_010, 7_110, 70]);
  });
});
