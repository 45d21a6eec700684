import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import { segmentOf } from '#statemachines/journeys/to-rules.ts';

/** What it takes to enter a journey, where nobody has so much as come to its door. */
export const sayNobodyEnters = ({ journey, rules, schedule }: Pick<CompiledJourney, 'journey' | 'rules' | 'schedule'>): string =>
  `Nobody enters ${journey}: only whoever ${entry(rules.enter, schedule)} does.`;

const entry = (enter: CompiledJourney['rules']['enter'], schedule: CompiledJourney['schedule']): string => {
  if (schedule !== undefined) return `is in the segment \`${schedule.segment}\` when it is due`;
  const segment = segmentOf(enter.when);
  return segment === undefined ? `has the event \`${enter.on}\`` : `comes into the segment \`${segment}\``;
};
