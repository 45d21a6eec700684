import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import { namesInSteps } from './names-in-steps.ts';

/** The messages that a journey sends, in whatever arm. */
export const sentMessages = ({ definition }: CompiledJourney): readonly string[] => [
  ...namesInSteps([definition('run-stage')]).messages,
];
