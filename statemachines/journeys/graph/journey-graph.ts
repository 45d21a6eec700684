import type { CompiledJourney } from '../compile-journey.ts';
import { sayDuration } from '../duration.ts';
import { timeFlow, toFlow } from '../flow.ts';
import { drawFlow } from './draw-flow.ts';
import type { JourneyGraph } from './drawing.ts';
import { sayEntry } from './say-entry.ts';
import { sayLeaving } from './say-leaving.ts';

/** Draws what the file was compiled to: its flow, with the arms where they part and where they meet again. */
export const graphOf = ({ journey, description, rules, written }: CompiledJourney): JourneyGraph => {
  const flow = toFlow(written.steps);
  const { goal } = rules;
  return {
    journey,
    description,
    ...drawFlow(sayEntry(written.rules, rules.holdout), flow, timeFlow(flow)),
    ...sayLeaving(written.rules.exit ?? []),
    ...(goal === undefined
      ? {}
      : {
          goal: {
            what: goal.on,
            ...(goal.when === undefined ? {} : { when: goal.when }),
            within: sayDuration(goal.withinMilliseconds),
          },
        }),
  };
};
