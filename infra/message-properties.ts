import { readFile } from 'node:fs/promises';
import type { Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type EventsOfMessage, type PlacedProperty, unknownProperties } from '#shared/domain/message/unknown-properties.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journeys.ts';
import { allSteps } from '#statemachines/journeys/read-journey.ts';

interface Journeys {
  readonly journeys: readonly CompiledJourney[];
  readonly problems: readonly Problem[];
}

/** Finds properties in messages that none of the events has which the sending journeys are entered by, or wait for. */
export const checkProperties = async (
  spoken: readonly PlacedProperty[],
  { journeys, problems }: Journeys,
  vocabulary: Vocabulary,
): Promise<readonly Problem[]> => {
  // A journey with mistakes may send a message for an event that nobody knows of here.
  const broken = await Promise.all(
    [...new Set(problems.map(({ file }) => file))].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const isClear = ({ message }: PlacedProperty) => !broken.some((text) => text.includes(message));
  const events = new Map<string, EventsOfMessage>();
  for (const { written, rules } of journeys) {
    for (const message of new Set(sentBy(written.steps))) {
      const { event, reply } = events.get(message) ?? { event: [], reply: [] };
      events.set(message, { event: [...event, rules.enter.on], reply: [...reply, ...rules.awaited] });
    }
  }
  return unknownProperties(spoken.filter(isClear), (message) => events.get(message) ?? { event: [], reply: [] }, vocabulary);
};

const sentBy = (steps: CompiledJourney['written']['steps']): readonly string[] =>
  allSteps(steps).flatMap(({ step }) =>
    step.kind !== 'send'
      ? []
      : step
          .lower({ id: '', name: '' })
          .flatMap((lowered) => (lowered.kind === 'run' && lowered.step.kind === 'send' ? [lowered.step.message] : [])),
  );
