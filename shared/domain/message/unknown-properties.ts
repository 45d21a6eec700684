import { isUnclear, type Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import { listed, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';

/** A property of an event that a message speaks of, and where it does. */
export interface PlacedProperty {
  readonly message: string;
  readonly of: 'event' | 'reply';
  readonly property: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The events that a message may be sent for: what the journeys that send it are entered by, and what they wait for. */
export type EventsOfMessage = Readonly<Record<PlacedProperty['of'], readonly string[]>>;

/**
 * Finds properties that no event has which brings somebody to the message. Where one of these events is not declared, or no journey sends
 * the message, there may be anything.
 */
export const unknownProperties = (
  spoken: readonly PlacedProperty[],
  eventsOf: (message: string) => EventsOfMessage,
  vocabulary: Pick<Vocabulary, 'events' | 'unclear'>,
): readonly Problem[] =>
  spoken.flatMap(({ message, of, property, file, line, column }) => {
    const events = [...new Set(eventsOf(message)[of])];
    const known = events.map((name) => (isUnclear(vocabulary, 'events', name) ? undefined : ownEntry(vocabulary.events, name)));
    if (known.length === 0 || known.some((properties) => properties === undefined || Object.hasOwn(properties, property)))
      return [];
    const names = known.flatMap((properties = {}) => Object.keys(properties));
    const meant = nearest(property, names);
    const hint =
      meant === undefined
        ? 'declare it under `events:` in marketing/vocabulary.yaml, if your systems send it'
        : `did you mean \`${of}.properties.${meant}\`?`;
    return [
      {
        file,
        line,
        column,
        message: `${events.length > 1 ? 'none of ' : ''}${listed(events)} has ${events.length > 1 ? 'a' : 'no'} property \`${property}\``,
        hint,
      },
    ];
  });
