import { couponVariableNames } from '#shared/domain/coupon/coupon-variables.ts';
import { listed, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { eventVariableNames, profileVariableNames, variableNames } from './message-variables.ts';

/** What is wrong with a name that a message speaks of, and what to write instead. */
export interface UnknownName {
  /** Which part of the path is unknown. */
  readonly part: 0 | 1;
  readonly message: string;
  readonly hint: string;
}

/**
 * Finds the part of a path that nobody will ever have a value for: its first name, or the one after it. What follows those is up to
 * the sender of the event.
 *
 * @param path like `['traits', 'firstName']`; a part in brackets that only the customer's values decide is `undefined`.
 * @param traits those that are declared; without them, every trait may exist.
 */
export const unknownName = (
  [root = '', part]: readonly (string | undefined)[],
  traits: readonly string[] | undefined,
): UnknownName | undefined => {
  if (!isOneOf(variableNames, root)) return { part: 0, message: `there is nothing called \`${root}\``, hint: hintForRoot(root) };
  if (part === undefined) return undefined;
  if (root === 'traits') return traits === undefined || isOneOf(traits, part) ? undefined : unknownTrait(part, traits);
  const parts = partsOf.get(root);
  if (parts === undefined || isOneOf(parts, part)) return undefined;
  return { part: 1, message: `there is nothing called \`${written(root, part)}\``, hint: hintForPart(root, part, parts) };
};

const partsOf = new Map<string, readonly string[]>([
  ['coupon', couponVariableNames],
  ['event', eventVariableNames],
  ['reply', eventVariableNames],
  ['profile', profileVariableNames],
]);

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name);

const hintForRoot = (name: string): string => {
  const meant = nearest(name, variableNames);
  return meant === undefined
    ? `traits of the customer are written as \`traits.${name}\`; besides there are ${listed(variableNames)}`
    : `did you mean \`${meant}\`?`;
};

const unknownTrait = (name: string, traits: readonly string[]): UnknownName => {
  const meant = nearest(name, traits);
  return {
    part: 1,
    message: `there is no trait \`${name}\` in marketing/vocabulary.yaml`,
    hint: meant === undefined ? 'declare it under `traits:` there' : `did you mean \`${written('traits', meant)}\`?`,
  };
};

const hintForPart = (root: string, part: string, parts: readonly string[]): string => {
  const meant = nearest(part, parts);
  if (meant !== undefined) return `did you mean \`${root}.${meant}\`?`;
  if (isOneOf(parts, 'properties')) return `properties of an event are written as \`${written(`${root}.properties`, part)}\``;
  const known = parts.map((name) => `${root}.${name}`);
  return known.length === 1 ? `there is only \`${known[0]}\`` : `there are ${listed(known)}`;
};

const written = (root: string, part: string): string => (/^[\w-]+$/.test(part) ? `${root}.${part}` : `${root}['${part}']`);
