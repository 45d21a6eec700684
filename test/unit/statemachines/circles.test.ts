import { describe, expect, it } from 'vitest';
import { type JourneyRules, journeyRules } from '#shared/domain/journey/journey.ts';
import { circlesOf } from '#statemachines/journeys/check-circles.ts';

const rules = (journey: string, starter?: string, reenter: JourneyRules['enter']['reenter'] = { rule: 'after-completion' }) =>
  journeyRules.parse({
    journey,
    enter:
      starter === undefined
        ? { on: 'Lead Created', reenter }
        : { on: 'Journey Completed', when: `event.properties.journey == '${starter}'`, reenter },
    exits: [],
  });

describe('journeys that start each other', () => {
  it('are no circle where each of them begins with a customer', () => {
    expect(circlesOf([rules('a'), rules('b', 'a'), rules('c', 'b')])).toEqual([]);
  });

  it('are a circle where the last starts the first, whoever else is on the way', () => {
    expect(circlesOf([rules('a', 'c'), rules('b', 'a'), rules('c', 'b'), rules('d', 'c')])).toEqual([
      { journey: 'a', by: ['c', 'b', 'a'] },
      { journey: 'b', by: ['a', 'c', 'b'] },
      { journey: 'c', by: ['b', 'a', 'c'] },
    ]);
  });

  it('are no circle where one of them takes a pause, or takes nobody twice', () => {
    expect(circlesOf([rules('a', 'b'), rules('b', 'a', { rule: 'after', milliseconds: 86_400_000 })])).toEqual([]);
    expect(circlesOf([rules('a', 'b'), rules('b', 'a', { rule: 'never' })])).toEqual([]);
  });
});
