import * as z from 'zod';
import type { JourneyOutline } from '#shared/domain/metrics/journey-outline.ts';
import type { CompiledJourney } from './compile-journey.ts';
import { identify } from './identify-steps.ts';
import { allSteps, type PlacedStep } from './read-journey.ts';

/** What reports need to know of a journey. */
export const outlineOf = ({
  journey,
  rules,
  written,
  definition,
}: Pick<CompiledJourney, 'journey' | 'rules' | 'written' | 'definition'>): JourneyOutline => ({
  journey,
  ...(rules.goal === undefined ? {} : { goalWithinMilliseconds: rules.goal.withinMilliseconds }),
  steps: allSteps(written.steps).flatMap(toStep),
  waits: waitsIn(definition('')),
});

const reported: readonly string[] = ['send', 'task', 'webhook', 'split'] satisfies JourneyOutline['steps'][number]['kind'][];
const isReported = (kind: string): kind is JourneyOutline['steps'][number]['kind'] => reported.includes(kind);

const toStep = ({ step }: PlacedStep): JourneyOutline['steps'] => {
  if (!isReported(step.kind)) return [];
  return [
    {
      ...identify(step),
      kind: step.kind,
      ...(step.kind === 'split' ? { variants: step.arms.map(({ label, weight = 1 }) => ({ label, weight })) } : {}),
    },
  ];
};

const states = z.object({
  States: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Resource: z.string().optional(),
      TimestampPath: z.string().optional(),
      TimeoutSeconds: z.number().optional(),
    }),
  ),
});

/** The names of a machine's states are what a run notes of where it waits. Waits for a held message are noted by their stage. */
const waitsIn = (definition: Record<string, unknown>): JourneyOutline['waits'] =>
  Object.entries(states.parse(definition).States).flatMap(([state, { Type, Resource, TimestampPath, TimeoutSeconds }]) => {
    if (Type === 'Wait' && TimestampPath === '$.stage.until') return [{ state }];
    if (Resource?.endsWith('.waitForTaskToken') !== true) return [];
    return [{ state, ...(TimeoutSeconds === undefined ? {} : { atMostMilliseconds: TimeoutSeconds * 1000 }) }];
  });
