import type { JourneyRules } from './journey.ts';

/** Says that a task is done. */
export const taskCompleted = 'Task Completed';

/** The event names that a journey listens to: those that must be counted in profiles and published on the bus for it to work. */
export const heardEvents = (rules: JourneyRules): readonly string[] => [
  ...new Set([...rulingEvents(rules), ...rules.awaited, ...(rules.givesTasks === true ? [taskCompleted] : [])]),
];

/** Those that let somebody in or out; without the ones that only steps wait for. */
export const rulingEvents = ({ enter, exits, goal }: JourneyRules): readonly string[] => [
  ...new Set([enter.on, ...exits.map(({ on }) => on), ...(goal === undefined ? [] : [goal.on])]),
];
