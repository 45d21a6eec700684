import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { journeyArbitrary } from '#test/support/a-journey.ts';

const junk = fc.constantFrom<unknown>(null, 5, true, '', 'x', [], ['x'], {}, { x: 1 }, { else: [{ send: 'x' }] }, [
  [{ wait: 'x' }],
]);

/** A copy in which something somewhere is something else, or stands under another name. */
const broken = (value: unknown, where: number, by: unknown): unknown => {
  let place = 0;
  const walk = (part: unknown): unknown => {
    place += 1;
    if (place === where) return by;
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [place + 1 === where && by === 'x' ? `${key}x` : key, walk(inner)]),
    );
  };
  return walk(value);
};

it('a journey with anything anywhere is compiled, or refused with places in its file', () => {
  fc.assert(
    fc.property(
      journeyArbitrary,
      fc.array(fc.tuple(fc.integer({ min: 2, max: 60 }), junk), { minLength: 1, maxLength: 3 }),
      (journey, breaks) => {
        const text = stringify(breaks.reduce<unknown>((value, [where, by]) => broken(value, where, by), journey.content));
        const result = compileJourney(journey.file, text, journey.around);
        const problems = 'problems' in result ? result.problems : [];
        const lines = text.split('\n').length;
        expect('compiled' in result || problems.length > 0).toBe(true);
        for (const { line, message } of problems) {
          expect(line).toBeLessThanOrEqual(lines);
          // What stands in for something is nobody's word.
          expect(message).not.toContain('\u{FFFD}');
        }
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);
