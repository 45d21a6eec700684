import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stageInput, waitInput } from '#shared/domain/journey/journey.ts';
import type { StageStep } from '#shared/domain/journey/stage-step.ts';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { validateDefinition } from '#statemachines/journeys/validate-definition.ts';
import { type AnyJourney, journeyArbitrary, surroundings } from '#test/support/a-journey.ts';

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:run-stage';

const target = z.object({ Next: z.string() });
const state = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.looseObject({ StringEquals: z.string(), Next: z.string() })).default([]),
  Catch: z.array(target).default([]),
  Parameters: z.object({ Payload: z.looseObject({}).optional() }).optional(),
});
const definition = z.object({ StartAt: z.string(), TimeoutSeconds: z.number(), States: z.record(z.string(), state) });
type Machine = z.infer<typeof definition>;

const compiled = ({
  file,
  text,
  around,
}: AnyJourney): { readonly asl: Record<string, unknown>; readonly machine: Machine; readonly size: number } => {
  const result = compileJourney(file, text, around);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const asl = result.compiled.definition(functionArn);
  return { asl, machine: definition.parse(asl), size: JSON.stringify(asl).length };
};

const nextOf = ({ Next, Default, Choices, Catch }: z.infer<typeof state>): readonly string[] =>
  [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((caught) => caught.Next)].filter(
    (name) => name !== undefined,
  );

const reachable = ({ StartAt, States }: Machine): ReadonlySet<string> => {
  const found = new Set<string>();
  const open = [StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...nextOf(States[name] ?? state.parse({ Type: 'missing' })));
  }
  return found;
};

/** The steps of a stage as `run-stage` reads them; none, where a state is something else. */
const programOf = (name: string, { States }: Machine): readonly StageStep[] | undefined => {
  const payload = States[name]?.Parameters?.Payload;
  if (payload === undefined || !('steps' in payload)) return undefined;
  const ids = { journey: 'any', profileId: 'user:1', runId: 'r', runNumber: 1 };
  return stageInput.parse({ ...payload, ...ids }).steps;
};

/** Every way a program can end: the names of its exits, and `end`. */
const endsOf = (program: readonly StageStep[]): ReadonlySet<string> => {
  const ends = new Set<string>();
  /** Whether some way leads on behind the steps. */
  const walk = (steps: readonly StageStep[]): boolean => {
    for (const step of steps) {
      if (step.kind === 'end') {
        ends.add('end');
        return false;
      }
      if (step.kind === 'wait' || step.kind === 'wait-for') {
        ends.add(step.exit);
        // Where the date is not known, the run ends.
        if (step.kind === 'wait' && step.wait.kind === 'date') ends.add('end');
        return false;
      }
      if (step.kind === 'branch' || step.kind === 'split') {
        const arms = [...step.arms.map((arm) => arm.steps), ...(step.kind === 'branch' ? [step.otherwise] : [])];
        // Not `some`: every arm is to be walked.
        if (arms.filter(walk).length === 0) return false;
      }
    }
    return true;
  };
  if (walk(program)) ends.add('end');
  return ends;
};

describe('any journey that is accepted', () => {
  it('compiles to a state machine that AWS takes', () => {
    fc.assert(
      fc.property(journeyArbitrary, (any) => {
        const { asl } = compiled(any);
        expect(() => validateDefinition('any', asl)).not.toThrow();
      }),
      // The validator takes 50 ms for each.
      { numRuns: 30 },
    );
  }, 60_000);

  it('has no state that is never come to, and leads to none that is not there', () => {
    fc.assert(
      fc.property(journeyArbitrary, (any) => {
        const { machine } = compiled(any);
        expect([...reachable(machine)].toSorted()).toEqual(Object.keys(machine.States).toSorted());
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('goes on from each stage to exactly the waits that its program can come to', () => {
    fc.assert(
      fc.property(journeyArbitrary, (any) => {
        const { machine } = compiled(any);
        for (const [name, { Next = '' }] of Object.entries(machine.States)) {
          const program = programOf(name, machine);
          if (program === undefined) continue;
          const wanted = [...endsOf(program)].toSorted();
          const next = machine.States[Next];
          if (next?.Type === 'Choice') {
            expect(next.Choices.map((choice) => choice.StringEquals).toSorted()).toEqual(wanted);
            for (const choice of next.Choices) {
              expect(choice.Next).toBe(choice.StringEquals === 'end' ? 'Journey ends' : choice.StringEquals);
            }
          } else expect([Next === '' ? 'end' : Next]).toEqual(wanted);
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('names its states in at most 80 characters, and stages, waits and their inputs as the functions read them', () => {
    fc.assert(
      fc.property(journeyArbitrary, (any) => {
        const { machine } = compiled(any);
        for (const [name, { Parameters }] of Object.entries(machine.States)) {
          expect(name.length).toBeLessThanOrEqual(80);
          expect(name).toMatch(/^(Day \d+\+? · |Run ended$|Journey ends$)/);
          const payload = Parameters?.Payload;
          if (payload === undefined) continue;
          expect(payload.stage).toBe(name);
          if (!('waitFor' in payload)) continue;
          const input = { ...payload, journey: 'any', profileId: 'user:1', runId: 'r', runNumber: 1, since: 'now', token: 't' };
          expect(waitInput.safeParse(input).success).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('ends in time: within what Step Functions takes, and never before its longest way', () => {
    fc.assert(
      fc.property(journeyArbitrary, (any) => {
        const { machine } = compiled(any);
        expect(machine.TimeoutSeconds).toBeLessThanOrEqual(365 * 86_400);
        expect(machine.TimeoutSeconds).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});

/** So many branches one after the other, each with an arm that waits. */
const inSequence = (count: number): AnyJourney => {
  const steps = Array.from({ length: count }, (_, index) => [
    `  - name: branch ${index}`,
    `    branch: [{ name: many, if: orders.count > ${index}, then: [{ send: case-study, name: send ${index} }, { wait: 1 day }] }]`,
  ]);
  const head = ['description: Many branches.', 'enter: { on: Lead Created }', 'sending: { caps: [] }', 'steps:'];
  return {
    journey: 'any',
    file: 'journeys/any.yaml',
    text: [...head, ...steps.flat()].join('\n'),
    content: {},
    around: surroundings(),
  };
};

describe('the size of a state machine', () => {
  it('is that of a few kilobytes for each wait, and grows with the square of branches that wait, not with a power of two', () => {
    const { machine, size } = compiled(inSequence(20));
    expect(size).toBeLessThan(160_000);
    const { size: double } = compiled(inSequence(40));
    expect(double).toBeLessThan(4 * size);
    // Stage, way, two for what is held, and the wait of each; and the end.
    expect(Object.keys(machine.States)).toHaveLength(20 * 5 + 3);
  });

  it('that AWS does not take is told before it is deployed, beside what else is wrong', () => {
    const { file, text, around } = inSequence(60);
    const tooLarge = {
      file,
      line: 4,
      column: 1,
      message: expect.stringMatching(/^the journey is too large: \d+ kB, and AWS takes 900 kB$/),
      hint: expect.stringContaining('make two journeys of it'),
    };
    expect(compileJourney(file, text, around)).toMatchObject({ problems: [tooLarge] });
    expect(compileJourney(file, `${text}\n  - send: case-studdy`, around)).toMatchObject({
      problems: [tooLarge, { message: 'there is no message `case-studdy`' }],
    });
  });
});
