import { asDeclared, isUnusable } from '#shared/domain/condition/fact-values.ts';
import type { PropertyType } from '#shared/domain/condition/vocabulary.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import type { GivenTraits } from './file-tests/given-fields.ts';

/** Facts without the numbers that are written as text, as forms do: those are understood. */
export const withoutNumbersAsText = (facts: GivenTraits = {}, types: Readonly<Record<string, PropertyType>> = {}): GivenTraits =>
  Object.fromEntries(
    Object.entries(facts).filter(
      ([name, value]) => ownEntry(types, name) !== 'number' || isUnusable(asDeclared(value, 'number')),
    ),
  );
