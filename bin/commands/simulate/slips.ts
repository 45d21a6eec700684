import * as z from 'zod';
import type { Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import { nameOfType } from '#shared/events/customer-event.ts';
import {
  checkNamedEvent,
  checkProperties,
  checkTraits,
  checkTraitValues,
} from '#statemachines/simulator/file-tests/check-facts.ts';
import { withoutNumbersAsText } from '#statemachines/simulator/numbers-as-text.ts';
import { count } from '../output.ts';

/** Something that nobody knows by that name, or of that type: it has no effect, and so may be a slip. */
export interface Slip {
  readonly message: string;
  readonly hint?: string | undefined;
  /** The first line that has it, and how many do; without, where there are no lines. */
  readonly line?: number;
  readonly lines?: number;
}

type Names = Pick<Vocabulary, 'traits' | 'events' | 'unclear'>;

const facts = z.record(z.string(), z.json());

export const slipsInTraits = (traits: unknown, vocabulary: Names): readonly Slip[] => {
  const read = facts.safeParse(traits ?? {});
  if (!read.success) return [];
  const ofType = withoutNumbersAsText(read.data, vocabulary.traits);
  return [...checkTraits(read.data, [], vocabulary), ...checkTraitValues(ofType, [], vocabulary)].map(slip);
};

/** In an event as the API takes it. */
export const slipsInEvent = (sent: Readonly<Record<string, unknown>>, vocabulary: Names): readonly Slip[] => {
  const { type, event, properties, traits } = sent;
  if (type === 'identify') return slipsInTraits(traits, vocabulary);
  const name = type === 'track' ? event : undefined;
  if (typeof name !== 'string' || name === nameOfType.identify) return [];
  const declared = ownEntry(vocabulary.events, name);
  if (declared === undefined) return checkNamedEvent(name, {}, { path: [], propertiesPath: [], vocabulary }).map(slip);
  const read = facts.safeParse(properties ?? {});
  return read.success ? checkProperties(name, withoutNumbersAsText(read.data, declared), [], vocabulary).map(slip) : [];
};

const slip = ({ message, hint }: Slip): Slip => ({ message, hint });

/** Those of many lines, each once. */
export const collectSlips = () => {
  const byMessage = new Map<string, { readonly slip: Slip; readonly line: number; lines: number }>();
  return {
    note: (line: number, slips: readonly Slip[]): void => {
      for (const each of slips) {
        const known = byMessage.get(each.message);
        if (known === undefined) byMessage.set(each.message, { slip: each, line, lines: 1 });
        else known.lines += 1;
      }
    },
    all: (): readonly Slip[] => [...byMessage.values()].map(({ slip: found, line, lines }) => ({ ...found, line, lines })),
  };
};

const mostShown = 10;

/** Nothing where there are none. */
export const slipsText = (slips: readonly Slip[], file?: string): readonly string[] => {
  if (slips.length === 0) return [];
  const hidden = slips.length - mostShown;
  return [
    '',
    'Without effect, because no condition can ask for it:',
    ...slips.slice(0, mostShown).map(({ message, hint, line, lines = 1 }) => {
      const place = line === undefined ? '' : `${file}:${line}  `;
      const others = lines > 1 ? `, and in ${count(lines - 1, 'other line')}` : '';
      return `  ${place}${message}${hint === undefined ? '' : ` (${hint})`}${others}`;
    }),
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
  ];
};
