import * as z from 'zod';
import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';

/** The messages that a journey sends in whatever place: read from its state machine, so that a new kind of step changes nothing here. */
export const sentMessages = ({ definition }: CompiledJourney): readonly string[] => [...new Set(within(definition('run-stage')))];

const sendStep = z.object({ kind: z.literal('send'), message: z.string() });

const within = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const step = sendStep.safeParse(value);
  return [...(step.success ? [step.data.message] : []), ...Object.values(value).flatMap(within)];
};
