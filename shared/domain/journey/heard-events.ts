import type { JourneyRules } from './journey.ts';

/** The event names that a journey listens to: those that must be counted in profiles and published on the bus for it to work. */
export const heardEvents = (rules: JourneyRules): readonly string[] => [
  ...new Set([rules.enter.on, ...rules.exits.map((exit) => exit.on), ...(rules.goal === undefined ? [] : [rules.goal.on])]),
];
