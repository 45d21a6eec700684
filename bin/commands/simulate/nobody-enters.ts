import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import { segmentOf } from '#statemachines/journeys/to-rules.ts';

/** Of a story in which nothing happens: why, and what to do about it. */
export const sayNobodyEnters = ({ journey, rules, schedule }: Pick<CompiledJourney, 'journey' | 'rules' | 'schedule'>): string =>
  `Nobody enters ${journey}: ${reason(rules.enter, schedule)}. Say who it is with --as, or what happens with --event.`;

const reason = (enter: CompiledJourney['rules']['enter'], schedule: CompiledJourney['schedule']): string => {
  if (schedule !== undefined) return `the contact is not in the segment \`${schedule.segment}\` when it is due`;
  const segment = segmentOf(enter.when);
  return segment === undefined ? `\`${enter.on}\` does not happen` : `the contact does not come into the segment \`${segment}\``;
};
